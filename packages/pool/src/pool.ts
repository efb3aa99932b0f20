import {
  Deadline,
  INSPECT,
  asyncWaitOf,
  checkCanBlock,
  checkFlag,
  checkOptions,
  type WaitAsyncOptions,
} from '@sync/atomics/internal';
import type { Callable } from '@sync/thread';
import { untilWoken } from './awaiting.ts';
import { Contexts } from './contexts.ts';
import { Executor } from './executor.ts';
import type { ExecutorPlan } from './executor-plan.ts';
import type { Future } from './future.ts';
import { map, type Inputs, type MapRequest, type Results } from './map.ts';
import type { CheckedPoolOptions } from './pool-options.ts';
import { POOL_STAYS, refusePoolToTravel } from './stays.ts';
import { Statistics, type PoolStatistics } from './statistics.ts';
import { taskFunctions, type TaskFunctions } from './task-functions.ts';
import type { TaskArgs, TaskName, TaskResult, Unwrapped } from './task-types.ts';
import { askedFor, type TaskRequest } from './what-to-run.ts';

/** How a pool is shut down. */
export interface ShutdownOptions {
  /** `false`: does not wait until its workers have ended. */
  readonly wait?: boolean | undefined;
  /** `true`: tasks that nobody has begun are cancelled. */
  readonly cancelFutures?: boolean | undefined;
}

/** Where a pool has what runs its tasks. */
export const EXECUTOR: unique symbol = Symbol('executor');
/** Where it has what of the caller's async context goes with them. */
export const CONTEXTS: unique symbol = Symbol('contexts');

/** How a kind of pool differs from the others. */
export interface PoolPlan extends CheckedPoolOptions, Omit<ExecutorPlan, keyof CheckedPoolOptions | 'measure'> {}

/**
 * What all pools have in common: tasks are handed in, and futures come back.
 *
 * {@link ThreadPool} has them run by threads, {@link ProcessPool} by processes.
 */
// Any: nothing is known of the tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export abstract class Pool<Module = any> {
  /** What runs its tasks. */
  readonly [EXECUTOR]: Executor;
  /** What goes with them. */
  readonly [CONTEXTS]: Contexts;
  /** Makes `postMessage` refuse it. */
  protected readonly [POOL_STAYS] = refusePoolToTravel;
  readonly #statistics = new Statistics();
  #tasks: TaskFunctions<Module> | undefined;

  /** By the class of a kind of pool. */
  protected constructor(plan: PoolPlan) {
    this[CONTEXTS] = new Contexts(plan.context);
    this[EXECUTOR] = new Executor({
      ...plan,
      measure: (waited, took) => {
        this.#statistics.add(waited, took);
      },
    });
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
   * @throws BrokenPoolError its workers cannot begin: the cause says why
   * @throws InvalidStateError the pool was shut down
   * @throws QueueFullError there are `maxQueue` tasks that are not over: await `room()` before
   */
  submit<Name extends TaskName<Module>>(task: Name | TaskRequest<Name>, ...args: TaskArgs<Module, Name>): Future<TaskResult<Module, Name>>;
  /** The same, of a function: it travels as its text. */
  submit<Fn extends Callable>(fn: Fn | TaskRequest<Fn>, ...args: Parameters<Fn>): Future<Unwrapped<Awaited<ReturnType<Fn>>>>;
  /** The same, of either. */
  submit(what: unknown, ...args: unknown[]): Future<unknown> {
    const { name, text, limits } = askedFor(this[EXECUTOR], what);
    return this[EXECUTOR].submit({ name, text, args, context: this[CONTEXTS].capture() }, limits).future;
  }

  /**
   * Calls a task with each item of an iterable, or with one of each of several, as long as all of them have one. The results
   * come in the order of the items: by `for`, which blocks, or by `for await`, which never does, and also takes async iterables.
   *
   * It is lazy: some tasks are submitted now, others when results are taken, so that the iterables may be endless. The first
   * failure, in the order of the items, ends it: what is not over is cancelled then, and when the loop is left. Never blocks
   * itself.
   *
   * @throws as `submit`; later on, the step of the loop does
   */
  map<Name extends TaskName<Module>>(
    task: Name | MapRequest<Name>,
    ...iterables: Inputs<TaskArgs<Module, Name>>
  ): Results<TaskResult<Module, Name>>;
  /** The same, of a function: it travels as its text. */
  map<Fn extends Callable>(fn: Fn | MapRequest<Fn>, ...iterables: Inputs<Parameters<Fn>>): Results<Unwrapped<Awaited<ReturnType<Fn>>>>;
  /** The same, of either. */
  map(what: unknown, ...iterables: unknown[]): Results<unknown> {
    return map(this[EXECUTOR], what, this[CONTEXTS].capture(), iterables);
  }

  /**
   * Waits until there is room for another task: true, or false when the time is up, or it never will. Without `maxQueue`
   * there always is. Returns a promise; never blocks.
   */
  async room(options?: WaitAsyncOptions): Promise<boolean> {
    const executor = this[EXECUTOR];
    const { timeout, signal, unref } = asyncWaitOf(executor, 'room', options);
    const deadline = Deadline.after(timeout);
    while (executor.isFull && !executor.isOver) {
      if (signal?.aborted === true) throw signal.reason;
      if (deadline.passed) return false;
      await untilWoken({ deadline, signal, unref }, (wake) => executor.whenRoom(wake));
    }
    return !executor.isOver;
  }

  /** How much it has to do, how long tasks wait and run, and how busy its workers are: a snapshot. */
  get stats(): PoolStatistics {
    const { waiting, unfinished, crew } = this[EXECUTOR];
    return this.#statistics.read({ waiting, unfinished, workers: crew.size, busy: crew.busy });
  }

  /** True after `shutdown`. */
  get isShutDown(): boolean {
    return this[EXECUTOR].isClosed;
  }

  /**
   * No more tasks may be submitted; those that were are run, unless they are to be cancelled. Waits until all are over, and
   * the workers have ended. Blocks the calling thread, unless it is not to wait.
   *
   * @throws BlockingNotAllowedError there are workers to wait for, and the calling thread may not block
   */
  shutdown(options: ShutdownOptions = {}): void {
    const executor = this[EXECUTOR];
    const { wait = true } = checkShutdown(executor, 'shutdown', options);
    executor.close(options.cancelFutures ?? false);
    if (!wait || executor.crew.size === 0) return;
    checkCanBlock(executor, 'shutdown', 'shutdownAsync()');
    executor.block(() => executor.unfinished === 0 && executor.crew.size === 0, Deadline.never, 'shutdown');
  }

  /** As {@link Pool.shutdown}. Returns a promise; never blocks. */
  async shutdownAsync(options: ShutdownOptions = {}): Promise<void> {
    const executor = this[EXECUTOR];
    const { wait = true } = checkShutdown(executor, 'shutdownAsync', options);
    executor.close(options.cancelFutures ?? false);
    if (wait) await executor.ended();
  }

  /**
   * Ends its workers at once, whatever they do: tasks that nobody has begun are cancelled, the others fail. Returns a promise;
   * never blocks.
   */
  async terminate(): Promise<void> {
    await this[EXECUTOR].terminate();
  }

  /** Shuts it down, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdownAsync();
  }

  /** As `ThreadPool(jobs)[4 workers, 17 tasks]`. */
  toString(): string {
    const { label, crew, unfinished, isClosed } = this[EXECUTOR];
    return `${label}[${crew.size} workers, ${unfinished} tasks${isClosed ? ', shut down' : ''}]`;
  }
}

Object.defineProperty(Pool, 'name', { value: 'Pool' });
Object.defineProperty(Pool.prototype, INSPECT, {
  value(this: Pool) {
    return this.toString();
  },
});

/** Calls a function with a pool, and shuts it down when what that returned has settled. */
export async function runWith<AnyPool extends Pool, R>(pool: AnyPool, fn: (pool: AnyPool) => R | PromiseLike<R>): Promise<R> {
  try {
    return await fn(pool);
  } finally {
    await pool.shutdownAsync();
  }
}

function checkShutdown(executor: Executor, call: string, options: ShutdownOptions): ShutdownOptions {
  const where = `${executor.label}: ${call}()`;
  checkOptions(where, options, 'cancelFutures: true');
  checkFlag(where, 'wait', options.wait);
  checkFlag(where, 'cancelFutures', options.cancelFutures);
  return options;
}
