import { isShared, show } from '@sync/atomics/internal';

/** A typed array: of shared memory, where threads are to work on it together. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** What is in such an array. */
export type ItemOf<List extends NumberArray> = List[number];

type ArrayClass = new (buffer: object) => NumberArray;

/**
 * Refuses what threads cannot work on together.
 *
 * @param what as `parallelMap(): input`
 */
export function checkSharedArray(what: string, array: unknown): asserts array is NumberArray {
  if (!ArrayBuffer.isView(array) || array instanceof DataView) throw new TypeError(`${what} must be a typed array, not ${show(array)}`);
  if (isShared(array.buffer)) return;
  const name = array.constructor.name;
  throw new TypeError(
    `${what} must be in shared memory, which threads do not copy: ` +
      `const shared = new ${name}(new SharedArrayBuffer(array.byteLength)); shared.set(array)`,
  );
}

/** Another one of the same type and length, in shared memory of its own. */
export function sharedLike<List extends NumberArray>(array: List): List {
  const type = array.constructor as unknown as ArrayClass;
  return new type(new SharedArrayBuffer(array.byteLength)) as List;
}
