import type { Submission } from './submission.ts';

/** The workers of a pool, as a thread that submits tasks has them. */
export interface Workers {
  /**
   * Hands a call to one of them; false: none is free for it.
   *
   * @throws it cannot travel
   */
  post(submission: Submission): boolean;
  /** A call that was handed to one is over. */
  unpost(worker: number): void;
  /** A task that one runs is cancelled: the reason, before that can be seen, and nothing, once it can be. */
  tell(worker: number, slot: number, reason?: unknown): void;
  /**
   * Ends one, if it does not end a task by itself in so many milliseconds. No other task is harmed: it
   * takes none from before this looks whether it still runs that one.
   *
   * @param runs whether it does
   */
  terminate(worker: number, grace: number, runs: () => boolean): void;
  /** Whether one is gone for good. */
  isGone(worker: number): boolean;
  /** Why: the error of a task that it ran. */
  whyGone(worker: number): unknown;
  /** Takes what has come through ports. */
  receive(): void;
}
