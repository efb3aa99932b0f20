import { InvalidStateError, isWithin } from '@sync/atomics/internal';
import type { RunningTask, TaskSignal } from './running-task.ts';
import { runnerHere } from './runner-here.ts';
import { TaskPool } from './task-pool.ts';

/** A task, as it sees itself. */
// Any: nothing is known of the pool's tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class CurrentTask<Module = any> {
  readonly #task: RunningTask;
  readonly #report: (value: unknown) => void;
  readonly #pool: () => TaskPool<Module>;

  /** Made by {@link currentTask}. */
  constructor(task: RunningTask, report: (value: unknown) => void, pool: () => TaskPool<Module>) {
    this.#task = task;
    this.#report = report;
    this.#pool = pool;
  }

  /** What was submitted: the name of the task. */
  get name(): string {
    return this.#task.name;
  }

  /** True once somebody has cancelled it: for loops, which look at it. Costs one load of a word. Never blocks. */
  get cancelled(): boolean {
    return this.#task.isCancelled;
  }

  /**
   * Ends the task here, if somebody has cancelled it. Never blocks.
   *
   * @throws the reason of who cancelled it; a CancelledError, unless told
   */
  throwIfCancelled(): void {
    if (!this.#task.isCancelled) return;
    runnerHere().runner?.inbox.receive();
    throw this.#task.reason;
  }

  /** Aborted when it is cancelled: for `fetch`, and for all that is awaited. */
  get signal(): TaskSignal {
    if (this.#task.isCancelled) runnerHere().runner?.inbox.receive();
    return this.#task.signal;
  }

  /** Tells the submitter's `onReport` how far it has come: anything that can be posted. Never blocks. */
  report(value: unknown): void {
    this.#report(value);
  }

  /** The pool that it runs in, for tasks of its own. */
  get pool(): TaskPool<Module> {
    return this.#pool();
  }

  /** The submitter's value of an async context that the pool knows by that name; undefined: it had none. */
  context(name: string): unknown {
    return this.#task.context?.[name];
  }
}

/**
 * The task that calls this. In what it awaits, too; but a function that is not `async`, and returns a promise, asks before it
 * first awaits. Never blocks.
 *
 * @throws InvalidStateError the caller is no task of a pool
 */
// Any: nothing is known of the pool's tasks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function currentTask<Module = any>(): CurrentTask<Module> {
  const { runner } = runnerHere();
  const task = runner === undefined ? undefined : ([...runner.execution.running].find((each) => isWithin(each)) ?? runner.execution.current);
  if (runner === undefined || task === undefined) throw new InvalidStateError('currentTask(): this is called by no task of a pool');
  return new CurrentTask<Module>(
    task,
    (value) => {
      runner.report(task, value);
    },
    () => new TaskPool<Module>(runner.executor),
  );
}
