import { checkCount, show } from '@sync/atomics/internal';
import type { Callable } from '@sync/thread';
import type { Future } from './future.ts';
import { checkPool, parallel, type ParallelOptions } from './parallel.ts';
import { checkSharedArray, type NumberArray } from './shared-arrays.ts';
import type { TaskName } from './task-types.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Indices: from the first one up to, and without, the last one. */
export interface ForRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Calls a function with each index of a range, in the threads of a pool: with the index, the arrays, if the range was given by
 * them, and `args`. The arrays are of shared memory, and what the function writes into them is seen by who has the result.
 * Arrays of one call are equally long.
 *
 * The future is done when all calls are over. The first failure, a cancellation, and a limit that is reached keep the others from
 * being called; then too it is settled when none of them runs any more. Never blocks.
 *
 * @example
 * ```ts
 * const [a, b] = [1, 2].map(() => new Float64Array(new SharedArrayBuffer(8 * 1000)));
 * await parallelFor(pool, [a, b], (at, a, b) => {
 *   b[at] = Math.sqrt(a[at]);
 * });
 * ```
 *
 * @param range a number: from 0 up to that
 * @throws TypeError an array is not in shared memory
 * @throws as `ThreadPool.submit`
 */
export function parallelFor<const Arrays extends readonly NumberArray[]>(
  pool: ThreadPool,
  range: Arrays,
  // Any: further arguments.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fn: (index: number, ...arrays: [...Arrays, ...any[]]) => unknown,
  options?: ParallelOptions,
): Future<undefined>;
/** The same, of numbers alone. */
export function parallelFor(
  pool: ThreadPool,
  range: number | ForRange,
  // Any: further arguments.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fn: (index: number, ...args: any[]) => unknown,
  options?: ParallelOptions,
): Future<undefined>;
/** The same, by the name of a task. */
export function parallelFor<Module>(
  pool: ThreadPool<Module>,
  range: number | ForRange | readonly NumberArray[],
  task: TaskName<Module>,
  options?: ParallelOptions,
): Future<undefined>;
/** The same, of any. */
export function parallelFor(pool: ThreadPool, range: number | ForRange | readonly NumberArray[], task: string | Callable, options?: ParallelOptions): Future<undefined> {
  const call = 'parallelFor';
  const { from, to, arrays } = rangeOf(checkPool(call, pool).where, range);
  return parallel({ call, form: 'for', pool, task, from, to, args: arrays, options }, () => undefined);
}

function rangeOf(where: string, range: unknown): ForRange & { readonly arrays: readonly NumberArray[] } {
  if (typeof range === 'number') return { ...checkRange(where, { from: 0, to: range }), arrays: [] };
  if (Array.isArray(range)) {
    const [first] = range as readonly unknown[];
    range.forEach((array: unknown, at) => {
      checkSharedArray(`${where}: arrays[${at}]`, array);
    });
    const { length = 0 } = (first ?? {}) as Partial<NumberArray>;
    const odd = (range as readonly NumberArray[]).findIndex((array) => array.length !== length);
    if (odd > 0) throw new RangeError(`${where}: arrays[${odd}] has ${(range[odd] as NumberArray).length} items, and arrays[0] has ${length}`);
    return { from: 0, to: length, arrays: range as readonly NumberArray[] };
  }
  if (typeof range !== 'object' || range === null) throw new TypeError(`${where} expects a number, { from, to }, or a list of arrays, not ${show(range)}`);
  return { ...checkRange(where, range as ForRange), arrays: [] };
}

function checkRange(where: string, { from, to }: ForRange): ForRange {
  checkCount(where, 'from', from, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  checkCount(where, 'to', to, from, Number.MAX_SAFE_INTEGER);
  return { from, to };
}
