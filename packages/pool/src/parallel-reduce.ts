import { checkFunction } from '@sync/atomics/internal';
import type { Callable } from '@sync/thread';
import type { Future } from './future.ts';
import { checkPool, parallel, type ParallelOptions } from './parallel.ts';
import { checkSharedArray, type ItemOf, type NumberArray } from './shared-arrays.ts';
import type { TaskName } from './task-types.ts';
import type { ThreadPool } from './thread-pool.ts';

/**
 * Brings the items of an array of shared memory together, in the threads of a pool: each part of the array as `reduce` would,
 * beginning with `initial`, and then what came of the parts, in their order, in the calling thread. Otherwise as {@link parallelFor}.
 *
 * How many parts there are depends on the workers of the pool, unless `chunkSize` is given: so it does not, `initial` is to be
 * what changes nothing (0 of a sum), and `combine` is not to depend on where the parts begin.
 *
 * @example
 * ```ts
 * const input = new Float64Array(new SharedArrayBuffer(8 * 1000)).fill(1);
 * await parallelReduce(pool, input, (sum, x) => sum + x, (a, b) => a + b, 0); // => 1000
 * ```
 *
 * @param fn called with what came of the items before, an item, and its index
 * @param combine called with what came of the parts before, and the next one: a function of the calling thread, as any
 * @throws TypeError the array is not in shared memory
 * @throws as `ThreadPool.submit`
 */
export function parallelReduce<In extends NumberArray, R>(
  pool: ThreadPool,
  input: In,
  // Any: further arguments.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fn: (result: R, item: ItemOf<In>, index: number, ...args: any[]) => R | PromiseLike<R>,
  combine: (before: R, next: R) => R,
  initial: R,
  options?: ParallelOptions,
): Future<R>;
/** The same, by the name of a task. */
export function parallelReduce<R, Module>(
  pool: ThreadPool<Module>,
  input: NumberArray,
  task: TaskName<Module>,
  combine: (before: R, next: R) => R,
  initial: R,
  options?: ParallelOptions,
): Future<R>;
/** The same, of either. */
export function parallelReduce<R>(
  pool: ThreadPool,
  input: NumberArray,
  task: string | Callable,
  combine: (before: R, next: R) => R,
  initial: R,
  options?: ParallelOptions,
): Future<R> {
  const call = 'parallelReduce';
  const { executor, where } = checkPool(call, pool);
  checkSharedArray(`${where}: input`, input);
  checkFunction(executor, `${call}: combine`, combine);
  const whole = (parts: unknown[]): R => (parts as R[]).reduce((before, next) => combine(before, next), initial);
  return parallel({ call, form: 'reduce', pool, task, from: 0, to: input.length, args: [input, initial], options }, whole);
}
