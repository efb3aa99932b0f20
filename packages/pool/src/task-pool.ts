import type { Callable } from '@sync/thread';
import type { Future } from './future.ts';
import { taskFunctions, type TaskFunctions } from './task-functions.ts';
import type { TaskExecutor } from './task-executor.ts';
import type { TaskArgs, TaskName, TaskResult, Unwrapped } from './task-types.ts';
import { askedFor, type TaskRequest } from './what-to-run.ts';

/**
 * The pool that a task runs in, for tasks of its own: they may be run by any worker, also by this one while the task waits
 * for them.
 *
 * @example
 * ```ts
 * import { currentTask } from '@sync/pool/worker';
 * export function fib(n: number): number {
 *   if (n < 2) return n;
 *   const { pool } = currentTask<typeof import('./tasks.js')>();
 *   const first = pool.submit('fib', n - 1);
 *   return fib(n - 2) + first.result();
 * }
 * ```
 */
// Any: nothing is known of the tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class TaskPool<Module = any> {
  readonly #executor: TaskExecutor;
  #tasks: TaskFunctions<Module> | undefined;

  /** Made by `currentTask().pool`. */
  constructor(executor: TaskExecutor) {
    this.#executor = executor;
  }

  /** As `ThreadPool.tasks`. */
  get tasks(): TaskFunctions<Module> {
    return (this.#tasks ??= taskFunctions<Module>((name, args) => this.submit(name as never, ...(args as never))));
  }

  /**
   * Hands in a task, as `ThreadPool.submit`. Nothing can be transferred to it, and it cannot be ended by force. Never blocks; the
   * result can be awaited, or waited for with the worker blocked.
   */
  submit<Name extends TaskName<Module>>(task: Name | TaskRequest<Name>, ...args: TaskArgs<Module, Name>): Future<TaskResult<Module, Name>>;
  /** The same, of a function: it travels as its text. */
  submit<Fn extends Callable>(fn: Fn | TaskRequest<Fn>, ...args: Parameters<Fn>): Future<Unwrapped<Awaited<ReturnType<Fn>>>>;
  /** The same, of either. */
  submit(what: unknown, ...args: unknown[]): Future<unknown> {
    const { name, text, limits } = askedFor(this.#executor, what);
    return this.#executor.submit({ name, text, args, context: undefined }, limits).future;
  }
}
