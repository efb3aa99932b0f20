import type { Callable } from '@sync/thread';
import type { Future } from './future.ts';
import { checkPool, parallel, type ParallelOptions } from './parallel.ts';
import { checkSharedArray, sharedLike, type ItemOf, type NumberArray } from './shared-arrays.ts';
import type { TaskName } from './task-types.ts';
import type { ThreadPool } from './thread-pool.ts';

/** How an array is mapped. */
export interface MapOptions<Out extends NumberArray> extends ParallelOptions {
  /** Where the results go: at least as long as the input, which it may be. A new array, unless told. */
  readonly output?: Out | undefined;
}

/**
 * Calls a function with each item of an array of shared memory, and its index, in the threads of a pool. What it returns goes to
 * the same place of the output, which the future gives: an array of shared memory, too. Otherwise as {@link parallelFor}.
 *
 * @example
 * ```ts
 * const input = new Float64Array(new SharedArrayBuffer(8 * 1000)).fill(4);
 * const roots = await parallelMap(pool, input, (x) => Math.sqrt(x));
 * roots[999]; // => 2
 * ```
 *
 * @throws TypeError an array is not in shared memory
 * @throws RangeError the output is too short
 * @throws as `ThreadPool.submit`
 */
export function parallelMap<In extends NumberArray, Out extends NumberArray = In>(
  pool: ThreadPool,
  input: In,
  // Any: further arguments.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fn: (item: ItemOf<In>, index: number, ...args: any[]) => ItemOf<Out> | PromiseLike<ItemOf<Out>>,
  options?: MapOptions<Out>,
): Future<Out>;
/** The same, by the name of a task. */
export function parallelMap<In extends NumberArray, Module, Out extends NumberArray = In>(
  pool: ThreadPool<Module>,
  input: In,
  task: TaskName<Module>,
  options?: MapOptions<Out>,
): Future<Out>;
/** The same, of either. */
export function parallelMap(pool: ThreadPool, input: NumberArray, task: string | Callable, options?: MapOptions<NumberArray>): Future<NumberArray> {
  const call = 'parallelMap';
  const { where } = checkPool(call, pool);
  checkSharedArray(`${where}: input`, input);
  const output = options?.output ?? sharedLike(input);
  checkSharedArray(`${where}: output`, output);
  if (output.length < input.length) throw new RangeError(`${where}: output has ${output.length} items, and input has ${input.length}`);
  return parallel({ call, form: 'map', pool, task, from: 0, to: input.length, args: [input, output], options }, () => output);
}
