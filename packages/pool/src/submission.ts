import type { AbortSignalLike } from '@sync/atomics/internal';
import type { CallBytes } from './call-bytes.ts';
import { FutureCore } from './future-core.ts';
import type { Origin } from './origin.ts';

/** Its call has no slot. */
export const NO_SLOT = -1;

/** With so many tasks that are not over, nobody asks where each was submitted. */
const FEW = 4;

/** Told of a task's progress. */
export type ReportHook = (value: unknown) => void;

/** How one task is run. */
export interface TaskLimits {
  /** Aborting it cancels the task, with its reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** How long it may run, in milliseconds. */
  readonly timeout?: number | undefined;
  /** What becomes of it when it runs on after that, or after it was aborted: as `CancelOptions.terminate`. */
  readonly terminate?: boolean | number | undefined;
  /** Smaller numbers first; 0, unless told. */
  readonly priority?: number | undefined;
  /** What of its arguments is moved instead of copied: array buffers, ports. */
  readonly transfer?: readonly object[] | undefined;
  /** Called with what the task reports of its progress, before it is over. */
  readonly onReport?: ReportHook | undefined;
}

/** A task from when it is submitted until its future is settled and its slot free: its future's core. */
export class Submission extends FutureCore {
  /** See there; undefined: none of them was given. */
  readonly limits: TaskLimits | undefined;
  /** In which slot it is. */
  slot = NO_SLOT;
  /** Its call, while it has no slot. */
  bytes: CallBytes | undefined;
  /** Of {@link Submission.bytes}: see `payload.ts`. */
  flags = 0;
  /** What its call names by numbers: kept until it is over. */
  held: unknown;
  /** Its call, if that has to be posted to one worker. */
  posted: unknown;
  /** To which one; 0: to none. */
  postedTo = 0;
  /** When it was submitted, in microseconds. */
  submittedAt = 0;
  /** Order among those of one priority. */
  order = 0;
  /** It is in the backlog. */
  isListed = false;
  /** How many of its reports have come. */
  reports = 0;
  /** Why it was cancelled while it ran. */
  reason: unknown;
  /** Takes back what watches its limits. */
  release: (() => void) | undefined;
  /** Where it was submitted, if that is known. */
  submittedAtStack: { readonly stack?: string } | undefined;

  /** @param task see {@link FutureCore.task} */
  constructor(origin: Origin, task: string, limits: TaskLimits | undefined) {
    super(origin, task);
    this.limits = limits;
  }

  /** Keeps where it was submitted, if few others are on their way: that costs as much as a task. */
  submittedIn(unfinished: number): void {
    if (unfinished >= FEW) return;
    this.submittedAtStack = {};
    (Error as { captureStackTrace?: (target: object) => void }).captureStackTrace?.(this.submittedAtStack);
  }

  /** See {@link TaskLimits.priority}. */
  get priority(): number {
    return this.limits?.priority ?? 0;
  }
}
