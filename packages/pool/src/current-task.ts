import { InvalidStateError, isWithin } from '@sync/atomics/internal';
import type { RunningTask, TaskSignal } from './running-task.ts';
import { runnerHere } from './runner-here.ts';

/** A task, as it sees itself. */
export class CurrentTask {
  readonly #task: RunningTask;
  readonly #report: (value: unknown) => void;

  /** Made by {@link currentTask}. */
  constructor(task: RunningTask, report: (value: unknown) => void) {
    this.#task = task;
    this.#report = report;
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
    return this.#task.signal;
  }

  /** Tells the submitter's `onReport` how far it has come: anything that can be posted. Never blocks. */
  report(value: unknown): void {
    this.#report(value);
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
export function currentTask(): CurrentTask {
  const { runner } = runnerHere();
  if (runner !== undefined) {
    for (const task of runner.running) if (isWithin(task)) return taskOf(task);
    if (runner.current !== undefined) return taskOf(runner.current);
  }
  throw new InvalidStateError('currentTask(): this is called by no task of a pool');

  function taskOf(task: RunningTask): CurrentTask {
    return new CurrentTask(task, (value) => runner?.report(task, value));
  }
}
