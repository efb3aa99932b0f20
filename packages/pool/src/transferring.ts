/** A task's result of which some objects are moved instead of copied. */
export class Transferring<T = unknown> {
  /** The result. */
  readonly value: T;
  /** What of it is moved: array buffers, ports. */
  readonly transfer: readonly object[];

  /** Made by {@link transferring}. */
  constructor(value: T, transfer: readonly object[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * In a task: what it returns, with a list of what in it is moved to the submitter instead of copied, such as large array
 * buffers. Never blocks.
 *
 * @example
 * ```ts
 * import { transferring } from '@sync/pool/worker';
 * export function zeros(length: number) {
 *   const array = new Float64Array(length);
 *   return transferring(array, [array.buffer]);
 * }
 * ```
 */
export function transferring<T>(value: T, transfer: readonly object[]): Transferring<T> {
  return new Transferring(value, transfer);
}
