import { CancelledError, QueueFullError, TimeoutError } from '@sync/atomics/internal';
import { Arrivals, type Measure } from './arrivals.ts';
import { Backlog } from './backlog.ts';
import { bytesOf, kept, type CallBytes } from './call-bytes.ts';
import { packed, type Call } from './call.ts';
import { PENDING, type FutureCore } from './future-core.ts';
import { Future } from './future.ts';
import type { Hands } from './hands.ts';
import { Lane } from './lane.ts';
import type { CancelOptions, Origin } from './origin.ts';
import { Offering } from './offering.ts';
import type { Payloads } from './payload.ts';
import { Postal } from './postal.ts';
import type { SharedObjects } from './shared-objects.ts';
import { Slots } from './slots.ts';
import { stopTask } from './stop-task.ts';
import { NO_SLOT, Submission, type TaskLimits } from './submission.ts';
import { watchLimits } from './task-limits.ts';
import { seeToTheDead } from './the-dead.ts';
import { microseconds, type Layout } from './words.ts';
import { withSubmission } from './with-submission.ts';

/** With priorities in use, so many tasks for each worker are out of the submitter's hands. */
const AHEAD = 2;

/** What a submitter works with. */
export interface SubmitterPlan {
  readonly words: Int32Array;
  readonly layout: Layout;
  /** Of its lane. */
  readonly index: number;
  readonly payloads: Payloads;
  readonly objects: SharedObjects;
  readonly hands: Hands;
  readonly measure: Measure;
}

/** The tasks of one thread that submits them: from its calls to its futures. */
export class Submitter {
  /** Where they go. */
  readonly lane: Lane;
  readonly #slots: Slots;
  readonly #arrivals: Arrivals;
  readonly #objects: SharedObjects;
  readonly #hands: Hands;
  readonly #measure: Measure;
  readonly #backlog = new Backlog();
  readonly #postal: Postal;
  readonly #offering: Offering;
  #unfinished = 0;
  #orders = 0;
  #deaths: number;
  #hasPriorities = false;

  /** Of a lane that nobody else submits to. */
  constructor({ words, layout, index, payloads, objects, hands, measure }: SubmitterPlan) {
    this.lane = new Lane(words, layout, index);
    this.#slots = new Slots(this.lane, payloads);
    this.#objects = objects;
    this.#hands = hands;
    this.#measure = measure;
    this.#arrivals = new Arrivals(this.#slots, payloads, objects, () => { hands.workers.receive(); });
    this.#postal = new Postal(this.#slots, hands.workers, (submission, error) => {
      this.#over(submission);
      submission.reject(error);
    });
    this.#offering = new Offering(this.#slots, objects);
    this.#deaths = this.lane.deaths;
  }

  /** How many tasks are not over. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** How many of them nobody has begun: a snapshot. */
  get waiting(): number {
    let waiting = this.#backlog.size + this.#postal.size;
    for (const submission of this.#slots) if (this.#slots.isWaiting(submission)) waiting++;
    return waiting;
  }

  /** Workers have died, and nobody has looked what they had taken. */
  get hasDeaths(): boolean {
    return this.lane.deaths !== this.#deaths;
  }

  /** What comes by ports. */
  get arrivals(): Arrivals {
    return this.#arrivals;
  }

  /** Hands in a task. Never throws for what is in the call: its future fails. */
  submit(origin: Origin, call: Call, limits: TaskLimits | undefined): Submission {
    const submission = new Submission(origin, call.name, limits);
    new Future(submission);
    if (limits?.signal?.aborted === true) {
      submission.cancel(limits.signal.reason, true);
      return submission;
    }
    submission.submittedAt = microseconds();
    submission.order = this.#orders++;
    submission.submittedIn(this.#unfinished);
    if (this.#unfinished++ === 0) this.#hands.busy(true);
    try {
      this.#hand(submission, call);
    } catch (error) {
      this.#over(submission);
      submission.reject(error);
    }
    if (limits !== undefined && !submission.isSettled) {
      watchLimits(submission, () => this.#slots.ranFor(submission), (why) => { this.#limit(submission, why); });
    }
    return submission;
  }

  /** See {@link Origin.cancel}. */
  cancel(submission: FutureCore, { reason, terminate = false }: CancelOptions): boolean {
    if (!(submission instanceof Submission)) return true;
    const { slot } = submission;
    if (slot === NO_SLOT) {
      this.#unlist(submission);
      this.#over(submission);
      return true;
    }
    if (this.#slots.takeBack(submission)) {
      this.#over(submission);
      this.#refill();
      return true;
    }
    stopTask(submission, this.lane, this.#hands.workers, reason ?? new CancelledError(`${submission.label} was cancelled`), terminate);
    return false;
  }

  /** Settles what has been run, and hands out what waits. Returns whether there was anything. */
  pump(): boolean {
    this.#arrivals.look();
    if (this.hasDeaths) this.#seeToTheDead();
    let any = false;
    for (let next = this.#arrivals.next(); next !== undefined; next = this.#arrivals.next()) {
      any = true;
      this.#settle(next);
    }
    if (any || this.#postal.size > 0) this.#refill();
    return any;
  }

  /** One whose task is being run is told so. */
  noteIfRunning(submission: FutureCore | undefined): void {
    if (submission instanceof Submission && submission.state === PENDING && submission.slot !== NO_SLOT && !this.#slots.isWaiting(submission)) submission.start();
  }

  /** True: all of them have been begun, by that worker. */
  areAllBegunBy(worker: number): boolean {
    for (const submission of this.#slots) if (this.lane.takerOf(submission.slot) !== worker) return false;
    return true;
  }

  /** True: some have to be begun yet. */
  get hasWaiting(): boolean {
    for (const submission of this.#slots) if (this.#slots.isWaiting(submission)) return true;
    return false;
  }

  /** Nobody has begun it. */
  isWaiting(submission: Submission): boolean {
    return submission.slot !== NO_SLOT && this.#slots.isWaiting(submission);
  }

  /** All that nobody has begun, and nobody will: they are given to `settle`, in their order. */
  dismiss(settle: (submission: Submission) => void): void {
    const all = [...this.#postal.clear(), ...this.#backlog.clear()];
    for (const submission of this.#slots) if (this.#slots.takeBack(submission)) all.push(submission);
    all.sort((a, b) => a.order - b.order);
    for (const submission of all) {
      this.#over(submission);
      if (!submission.isSettled) settle(submission);
    }
  }

  #hand(submission: Submission, call: Call): void {
    const list = packed(call);
    if ((submission.limits?.transfer?.length ?? 0) > 0) {
      submission.posted = this.#objects.toPost(list);
      this.#postal.push(submission);
      return;
    }
    if (submission.priority !== 0 && this.#hands.mayWait) this.#hasPriorities = true;
    const left = this.#offering.offer(submission, list, this.#backlog.size === 0 && !this.#hasPriorities);
    if (left === true) {
      this.#hands.offered();
      return;
    }
    if (!this.#hands.mayWait) throw new QueueFullError(`${submission.label}: no room for it: ${this.#slots.size} tasks of this worker's tasks are not over`);
    submission.bytes = kept(left);
    this.#backlog.push(submission);
    if (this.#hasPriorities) this.#recall(submission.priority);
    this.#refill();
  }

  #refill(): void {
    this.#postal.postAll();
    while (this.#slots.hasRoom && this.#mayGoAhead()) {
      const submission = this.#backlog.peek();
      if (submission === undefined) return;
      const isOffered = this.#slots.offer(submission, submission.bytes as CallBytes);
      if (!isOffered && this.#slots.size > 0) return;
      this.#backlog.delete(submission);
      if (!isOffered) {
        this.#over(submission);
        submission.reject(new RangeError(`${submission.label}: its arguments take more memory than ${submission.origin.label} has; transfer them`));
        continue;
      }
      submission.bytes = undefined;
      this.#hands.offered();
    }
  }

  /** With priorities in use, few are out of hand: what comes last may have to be first. */
  #mayGoAhead(): boolean {
    return !this.#hasPriorities || this.#slots.size < this.#hands.most * AHEAD;
  }

  /** What is less urgent, and nobody has begun, waits again. */
  #recall(priority: number): void {
    for (const submission of this.#slots) {
      if (submission.priority <= priority || submission.posted !== undefined) continue;
      const bytes = this.#slots.recall(submission);
      if (bytes === undefined) continue;
      submission.bytes = bytesOf(bytes);
      this.#backlog.push(submission);
    }
  }

  #unlist(submission: Submission): void {
    if (!this.#backlog.delete(submission)) this.#postal.delete(submission);
  }

  #settle(submission: Submission): void {
    const { how, value } = this.#arrivals.read(submission, this.#measure);
    this.#slots.release(submission);
    this.#over(submission);
    if (submission.isSettled) return;
    if (how === 'returned') submission.resolve(value);
    else if (how === 'stopped') submission.cancel(submission.reason);
    else submission.reject(withSubmission(value, submission));
  }

  /** It is no business of anybody's any more, but its future may have to be settled. */
  #over(submission: Submission): void {
    submission.release?.();
    submission.release = undefined;
    submission.held = undefined;
    if (submission.postedTo !== 0) this.#hands.workers.unpost(submission.postedTo);
    if (--this.#unfinished === 0) this.#hands.busy(false);
    this.#hands.over();
  }

  /** One of its limits is reached: its future is settled now, whatever its task does. */
  #limit(submission: Submission, why: unknown): void {
    if (submission.isSettled) return;
    this.cancel(submission, { reason: why, terminate: submission.limits?.terminate });
    if (why instanceof TimeoutError) submission.reject(why);
    else submission.cancel(why, true);
  }

  #seeToTheDead(): void {
    this.#deaths = this.lane.deaths;
    seeToTheDead(this.#slots, this.#arrivals, this.#hands.workers, (submission, worker) => {
      this.#bury(submission, worker);
    });
  }

  #bury(submission: Submission, worker: number): void {
    this.#arrivals.forget(submission);
    this.#slots.bury(submission); // T6
    this.#over(submission);
    if (submission.isSettled) return;
    if (submission.reason === undefined) submission.reject(withSubmission(this.#hands.workers.whyGone(worker), submission));
    else submission.cancel(submission.reason);
  }
}
