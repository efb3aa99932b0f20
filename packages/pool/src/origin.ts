import type { Deadline } from '@sync/atomics/internal';
import type { Future } from './future.ts';
import type { FutureCore } from './future-core.ts';

/** How a task is cancelled. */
export interface CancelOptions {
  /** Why: the `cause` of the CancelledError, or that error itself. */
  readonly reason?: unknown;
  /**
   * A task that runs already is ended by force: at once, or when it has not ended by itself in
   * so many milliseconds. False, unless told: it is asked to end, and no more.
   */
  readonly terminate?: boolean | number | undefined;
}

/** Told of a failure that nobody has looked at. */
export type UnobservedHook = (error: unknown, future: Future<unknown>) => void;

/**
 * What a future belongs to: its pool, which runs the task, and settles the future in the
 * thread that submitted it.
 *
 * All of it may be called from within what it calls: a callback of a future that `poll` settles
 * may wait for another one.
 */
export interface Origin {
  /** For messages, as `ThreadPool(jobs)`. */
  readonly label: string;
  /** Instead of printing it. */
  readonly onUnobserved?: UnobservedHook | undefined;
  /**
   * Of a future that is not settled. True: the task had not begun, and never will; the future
   * is cancelled by the caller then, if it is not yet. False: it runs; it is told, and ended by
   * force if that is asked for, and the future is settled when it has ended.
   */
  cancel(future: FutureCore, options: CancelOptions): boolean;
  /**
   * Settles the futures whose results are there, as the event loop would when it turns, and
   * starts that one, if its task runs. Never blocks.
   */
  poll(future?: FutureCore): void;
  /**
   * The same until `isOver()` or the deadline has passed, asking `isOver` after each future that
   * it settles, or each few of them. Blocks; that the thread may has been checked.
   *
   * @param call for what others see of the wait, as `result`
   */
  block(isOver: () => boolean, deadline: Deadline, call: string): void;
}
