import { Thread, type ModuleUrl } from '@sync/thread';
import { EXECUTOR, Pool, runWith } from './pool.ts';
import { poolOptions, tasksOf, type PoolWorkers, type ThreadPoolOptions } from './pool-options.ts';
import type { Setup } from './setup.ts';
import { threadNames } from './thread-names.ts';

/**
 * Threads that run tasks: any number of tasks, by a few threads, each task with a {@link Future} of what comes of it.
 *
 * Tasks are functions that a module exports, or that a worker of the caller's making serves, or functions that need
 * nothing from around them, which travel as their text. Arguments and results are copied, but for what is shared: memory,
 * and the primitives of these packages. Any worker takes the next task as soon as it has ended one, so a long one holds up
 * no others. A task that submits tasks to its own pool, and waits for them, cannot block it.
 *
 * What was written before `submit` is seen by the task; what it wrote is seen by who has its result.
 *
 * @example
 * ```ts
 * await using pool = new ThreadPool<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
 * const sum = pool.submit('add', 1, 2);
 * await sum; // => 3
 * await pool.tasks.add(3, 4); // => 7
 * ```
 */
// Any: nothing is known of the tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class ThreadPool<Module = any> extends Pool<Module> {
  /**
   * Makes a pool. Its threads begin when tasks are submitted, but for `minWorkers`, which begin now.
   *
   * @throws TypeError, RangeError the tasks, or an option, are none
   * @throws SharedMemoryUnavailableError
   */
  constructor(tasks?: ModuleUrl | PoolWorkers, options?: ThreadPoolOptions) {
    const where = 'new ThreadPool()';
    const checked = poolOptions(where, options);
    const { module, worker } = tasksOf(where, tasks);
    const { initializer, maxTasks, maxHeapBytes, resourceLimits, loadTimeout } = checked;
    const kind = 'ThreadPool';
    const nextName = threadNames(kind, checked.namePrefix);
    super({
      ...checked,
      kind,
      makeThread: (given) => {
        const setup: Setup = { ...given, module, initializer, maxTasks, maxHeapBytes };
        const thread = { name: nextName(), daemon: true, args: [setup], transfer: [given.port], resourceLimits, loadTimeout };
        if (worker === undefined) return new Thread(new URL('./bootstrap.js', import.meta.url), { export: 'work', ...thread });
        return new Thread({ worker, export: 'work' }, thread);
      },
    });
  }

  /**
   * Makes a pool, calls a function with it, and shuts it down when what that returned has settled. Returns a promise of
   * that; never blocks.
   */
  static async run<Module, R>(
    tasks: ModuleUrl | PoolWorkers | undefined,
    options: ThreadPoolOptions,
    fn: (pool: ThreadPool<Module>) => R | PromiseLike<R>,
  ): Promise<R> {
    return runWith(new ThreadPool<Module>(tasks, options), fn);
  }

  /** Its threads: a snapshot. */
  get threads(): Thread[] {
    return this[EXECUTOR].crew.threads;
  }
}

Object.defineProperty(ThreadPool, 'name', { value: 'ThreadPool' });
