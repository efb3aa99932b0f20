import {
  Deadline,
  INSPECT,
  asyncWaitOf,
  checkCanBlock,
  checkFlag,
  checkOptions,
  perThread,
  type WaitAsyncOptions,
} from '@sync/atomics/internal';
import { Thread, type Callable, type ModuleUrl } from '@sync/thread';
import { untilWoken } from './awaiting.ts';
import { Executor } from './executor.ts';
import type { Future } from './future.ts';
import { poolOptions, tasksOf, type ContextSource, type PoolWorkers, type ThreadPoolOptions } from './pool-options.ts';
import type { Setup } from './setup.ts';
import { Statistics, type PoolStatistics } from './statistics.ts';
import { taskFunctions, type TaskFunctions } from './task-functions.ts';
import type { TaskArgs, TaskName, TaskResult, Unwrapped } from './task-types.ts';
import { askedFor, type TaskRequest } from './what-to-run.ts';

/** How a pool is shut down. */
export interface ShutdownOptions {
  /** `false`: does not wait until its threads have ended. */
  readonly wait?: boolean | undefined;
  /** `true`: tasks that nobody has begun are cancelled. */
  readonly cancelFutures?: boolean | undefined;
}

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
export class ThreadPool<Module = any> {
  readonly #executor: Executor;
  readonly #statistics: Statistics;
  readonly #context: readonly (readonly [string, ContextSource])[];
  #tasks: TaskFunctions<Module> | undefined;

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
    const prefix = checked.namePrefix ?? `ThreadPool-${drawNumber()}`;
    let threads = 0;
    this.#context = Object.entries(checked.context ?? {});
    this.#statistics = new Statistics();
    this.#executor = new Executor({
      ...checked,
      kind: 'ThreadPool',
      measure: (waited, took) => {
        this.#statistics.add(waited, took);
      },
      makeThread: (given) => {
        const setup: Setup = { ...given, module, initializer, maxTasks, maxHeapBytes };
        const thread = { name: `${prefix}_${threads++}`, daemon: true, args: [setup], transfer: [given.port], resourceLimits, loadTimeout };
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
    const pool = new ThreadPool<Module>(tasks, options);
    try {
      return await fn(pool);
    } finally {
      await pool.shutdownAsync();
    }
  }

  /** Tasks as functions: `pool.tasks.add(1, 2)` is `pool.submit('add', 1, 2)`. */
  get tasks(): TaskFunctions<Module> {
    return (this.#tasks ??= taskFunctions<Module>((name, args) => this.submit(name as never, ...(args as never))));
  }

  /**
   * Hands in a task. Never blocks.
   *
   * What is wrong with its arguments, or with the task, is told by the future.
   *
   * @throws BrokenPoolError its threads cannot begin: the cause says why
   * @throws InvalidStateError the pool was shut down
   * @throws QueueFullError there are `maxQueue` tasks that are not over: await `room()` before
   */
  submit<Name extends TaskName<Module>>(task: Name | TaskRequest<Name>, ...args: TaskArgs<Module, Name>): Future<TaskResult<Module, Name>>;
  /** The same, of a function: it travels as its text. */
  submit<Fn extends Callable>(fn: Fn | TaskRequest<Fn>, ...args: Parameters<Fn>): Future<Unwrapped<Awaited<ReturnType<Fn>>>>;
  /** The same, of either. */
  submit(what: unknown, ...args: unknown[]): Future<unknown> {
    const context = this.#context.length === 0 ? undefined : contextOf(this.#context);
    const { name, text, limits } = askedFor(this.#executor, what);
    return this.#executor.submit({ name, text, args, context }, limits).future;
  }

  /**
   * Waits until there is room for another task: true, or false when the time is up, or it never will. Without `maxQueue`
   * there always is. Returns a promise; never blocks.
   */
  async room(options?: WaitAsyncOptions): Promise<boolean> {
    const executor = this.#executor;
    const { timeout, signal, unref } = asyncWaitOf(executor, 'room', options);
    const deadline = Deadline.after(timeout);
    while (executor.isFull && !executor.isClosed) {
      if (signal?.aborted === true) throw signal.reason;
      if (deadline.passed) return false;
      await untilWoken({ deadline, signal, unref }, (wake) => {
        executor.whenRoom(wake);
        return () => undefined;
      });
    }
    return !executor.isClosed;
  }

  /** How much it has to do, how long tasks wait and run, and how busy its threads are: a snapshot. */
  get stats(): PoolStatistics {
    const { waiting, unfinished, crew } = this.#executor;
    return this.#statistics.read({ waiting, unfinished, workers: crew.size, busy: crew.busy });
  }

  /** Its threads: a snapshot. */
  get threads(): Thread[] {
    return this.#executor.crew.threads;
  }

  /** True after `shutdown`. */
  get isShutDown(): boolean {
    return this.#executor.isClosed;
  }

  /**
   * No more tasks may be submitted; those that were are run, unless they are to be cancelled. Waits until all are over, and
   * the threads have ended. Blocks the calling thread, unless it is not to wait.
   *
   * @throws BlockingNotAllowedError there are threads to wait for, and the calling thread may not block
   */
  shutdown(options: ShutdownOptions = {}): void {
    const executor = this.#executor;
    const { wait = true } = checkShutdown(executor, 'shutdown', options);
    executor.close(options.cancelFutures ?? false);
    if (!wait || executor.crew.size === 0) return;
    checkCanBlock(executor, 'shutdown', 'shutdownAsync()');
    executor.block(() => executor.unfinished === 0 && executor.crew.size === 0, Deadline.never, 'shutdown');
  }

  /** As {@link ThreadPool.shutdown}. Returns a promise; never blocks. */
  async shutdownAsync(options: ShutdownOptions = {}): Promise<void> {
    const executor = this.#executor;
    const { wait = true } = checkShutdown(executor, 'shutdownAsync', options);
    executor.close(options.cancelFutures ?? false);
    if (wait) await executor.ended();
  }

  /**
   * Ends its threads at once, whatever they do: tasks that nobody has begun are cancelled, the others fail. Returns a promise;
   * never blocks.
   */
  async terminate(): Promise<void> {
    await this.#executor.terminate();
  }

  /** Shuts it down, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdownAsync();
  }

  /** As `ThreadPool(jobs)[4 threads, 17 tasks]`. */
  toString(): string {
    const { label, crew, unfinished, isClosed } = this.#executor;
    return `${label}[${crew.size} threads, ${unfinished} tasks${isClosed ? ', shut down' : ''}]`;
  }
}

Object.defineProperty(ThreadPool, 'name', { value: 'ThreadPool' });
Object.defineProperty(ThreadPool.prototype, INSPECT, {
  value(this: ThreadPool) {
    return this.toString();
  },
});

function checkShutdown(executor: Executor, call: string, options: ShutdownOptions): ShutdownOptions {
  const where = `${executor.label}: ${call}()`;
  checkOptions(where, options, 'cancelFutures: true');
  checkFlag(where, 'wait', options.wait);
  checkFlag(where, 'cancelFutures', options.cancelFutures);
  return options;
}

function contextOf(sources: readonly (readonly [string, ContextSource])[]): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  let any = false;
  for (const [name, source] of sources) {
    const value = source.getStore();
    if (value === undefined) continue;
    values[name] = value;
    any = true;
  }
  return any ? values : undefined;
}

/** Of a pool without a name for its threads. */
function drawNumber(): number {
  const numbers = perThread('pool-numbers', () => ({ next: 0 }));
  return numbers.next++;
}
