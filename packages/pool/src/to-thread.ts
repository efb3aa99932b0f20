import { perThread } from '@sync/atomics/internal';
import type { Callable, ModuleUrl } from '@sync/thread';
import { hrefOf } from '@sync/thread/internal';
import type { Future } from './future.ts';
import { EXECUTOR } from './pool.ts';
import type { TaskArgs, TaskName, TaskResult, Unwrapped } from './task-types.ts';
import { ThreadPool } from './thread-pool.ts';
import type { TaskRequest } from './what-to-run.ts';

/** For so long may a thread have nothing to do before it ends, in milliseconds. */
const IDLE_TIMEOUT = 10_000;

/**
 * Calls a function of a module in another thread; returns a {@link Future} of what comes of it. Never blocks.
 *
 * There is one pool for each module in the calling thread, as large as threads can run at once. It begins with the first call;
 * threads that have nothing to do for ten seconds end, and with the last one the pool does. For more than now and then a call,
 * and for other settings, make a {@link ThreadPool}.
 *
 * @example
 * ```ts
 * await toThread<typeof import('./tasks.js'), 'add'>(new URL('./tasks.js', import.meta.url), 'add', 1, 2); // => 3
 * await toThread((n: number) => n * 2, 21); // => 42
 * ```
 */
// Any: nothing is known of the tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function toThread<Module = any, Name extends TaskName<Module> = TaskName<Module>>(
  module: ModuleUrl,
  name: Name | TaskRequest<Name>,
  ...args: TaskArgs<Module, Name>
): Future<TaskResult<Module, Name>>;
/** The same, of a function: it travels as its text. */
export function toThread<Fn extends Callable>(fn: Fn | TaskRequest<Fn>, ...args: Parameters<Fn>): Future<Unwrapped<Awaited<ReturnType<Fn>>>>;
/** The same, of either. */
export function toThread(first: unknown, ...rest: unknown[]): Future<unknown> {
  const module = hrefOf(first);
  const [task, ...args] = module === undefined ? [first, ...rest] : rest;
  return poolFor(module).submit(task as string, ...args);
}

/** @param module undefined: of functions that are in none */
function poolFor(module: string | undefined): ThreadPool {
  const pools = perThread('to-thread', () => new Map<string | undefined, ThreadPool>());
  const known = pools.get(module);
  if (known !== undefined) return known;
  const pool = new ThreadPool(module, { name: 'toThread', namePrefix: 'toThread', idleTimeout: IDLE_TIMEOUT });
  pools.set(module, pool);
  pool[EXECUTOR].whenUnused(() => {
    pools.delete(module);
    pool.shutdown({ wait: false });
  });
  return pool;
}
