import type { Crew } from './crew.ts';
import type { Submission } from './submission.ts';

/** What a submitter's thread does beyond its lane: the pool's own has workers, a worker has none. */
export interface Hands {
  /** How many workers there may be. */
  readonly most: number;
  /** Tasks that find no room may wait for it: those that keep it do not wait for them. */
  readonly mayWait: boolean;
  /** Tasks are there to be taken: somebody is to be awake. */
  offered(): void;
  /**
   * Hands a call to one worker; false: none is free for it.
   *
   * @throws it cannot travel
   */
  post(submission: Submission): boolean;
  /** A call that was handed to one is over. */
  unpost(worker: number): void;
  /** A task that runs is cancelled: the reason, before that can be seen, and nothing, once it can be. */
  tell(worker: number, slot: number, reason?: unknown): void;
  /** Ends a worker, if it does not end a task by itself in so many milliseconds. */
  terminate(worker: number, grace: number, runs: () => boolean): void;
  /** Whether that worker is gone for good. */
  isGone(worker: number): boolean;
  /** Why: the error of a task that it ran. */
  whyGone(worker: number): unknown;
  /** Takes what has come through ports. */
  receive(): void;
  /** A task is over. */
  over(): void;
  /** There are tasks whose results are to come, or no more. */
  busy(isBusy: boolean): void;
}

/** Those of the pool's own thread. */
export function handsOf(most: number, crew: Crew, own: Pick<Hands, 'offered' | 'over' | 'busy'>): Hands {
  return {
    ...own,
    most,
    mayWait: true,
    post: (submission) => crew.post(submission),
    unpost: (worker) => {
      crew.unpost(worker);
    },
    tell: (worker, slot, reason) => {
      crew.tell(worker, slot, reason);
    },
    terminate: (worker, grace, runs) => {
      crew.terminate(worker, grace, runs);
    },
    isGone: (worker) => crew.isGone(worker),
    whyGone: (worker) => crew.whyGone(worker),
    receive: () => {
      crew.receive();
    },
  };
}
