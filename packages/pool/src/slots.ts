import { load } from '@sync/atomics/internal';
import { prepare } from '@sync/codec';
import type { CallBytes } from './call-bytes.ts';
import type { Lane } from './lane.ts';
import { NUMBERED, POSTED, type Payloads } from './payload.ts';
import { NO_SLOT, type Submission } from './submission.ts';
import { QUEUED, SLOT_BEGAN, microseconds } from './words.ts';

/** How a call is written. */
export const CALL = { path: 'args', items: true } as const;

/** The slots of a lane, in the hands of its owner. */
export class Slots {
  /** Whose they are. */
  readonly lane: Lane;
  readonly #payloads: Payloads;
  /** What is in each. */
  readonly #taken: (Submission | undefined)[] = [];
  /** Those that are free again; beyond the length of the others, none was ever taken. */
  readonly #unused: number[] = [];

  /** All of them are free. */
  constructor(lane: Lane, payloads: Payloads) {
    this.lane = lane;
    this.#payloads = payloads;
  }

  /** True: there is one for another submission. */
  get hasRoom(): boolean {
    return this.size < this.lane.slots;
  }

  /** How many are taken. */
  get size(): number {
    return this.#taken.length - this.#unused.length;
  }

  /** What is in a slot. */
  get(slot: number): Submission | undefined {
    return this.#taken[slot];
  }

  /** What is in them. */
  *[Symbol.iterator](): Iterator<Submission> {
    for (const submission of this.#taken) if (submission !== undefined) yield submission;
  }

  /** T1: gives a submission a slot, for any worker to take; false: there is none, or no memory. */
  offer(submission: Submission, call: CallBytes): boolean {
    const slot = this.#take(submission);
    if (slot === NO_SLOT) return false;
    if (this.#payloads.write(this.lane.at(slot), call, submission.flags & NUMBERED) && this.lane.offer(slot)) return true;
    this.release(submission);
    return false;
  }

  /**
   * T1: the same, of a call that is not written yet. Returns true; or its bytes, if there is no slot, or no memory.
   *
   * @throws TypeError something in it cannot travel
   */
  offerCall(submission: Submission, call: unknown): CallBytes | true {
    const slot = this.#take(submission);
    if (slot === NO_SLOT) return prepare(call, CALL);
    let left: CallBytes | true | undefined;
    try {
      left = this.#payloads.encode(this.lane.at(slot), call, submission.flags & NUMBERED, CALL);
    } finally {
      if (left !== true) this.release(submission);
    }
    if (left !== true || this.lane.offer(slot)) return left;
    this.release(submission);
    return prepare(call, CALL);
  }

  /** T1: the same, for a call that is posted to a worker; false: there is none. */
  ready(submission: Submission): boolean {
    const slot = this.#take(submission);
    if (slot === NO_SLOT) return false;
    this.#payloads.write(this.lane.at(slot), undefined, POSTED);
    this.lane.reserve(slot);
    return true;
  }

  /** T3: nobody has begun it, and nobody will. False: somebody has. */
  takeBack(submission: Submission): boolean {
    const isBack = this.lane.takeBack(submission.slot);
    if (isBack) this.release(submission);
    return isBack;
  }

  /** T3: the same, for a later time: its bytes. Undefined: somebody has begun it. */
  recall(submission: Submission): Uint8Array | undefined {
    if (!this.lane.takeBack(submission.slot)) return undefined;
    const bytes = this.#payloads.copy(this.lane.at(submission.slot));
    this.release(submission);
    return bytes;
  }

  /** T5: its slot is free for another one. */
  release(submission: Submission): void {
    this.#payloads.clear(this.lane.at(submission.slot));
    this.#free(submission);
  }

  /** T6: the same, of one whose worker has died with it. */
  bury(submission: Submission): void {
    this.#payloads.recover(this.lane.at(submission.slot));
    this.#free(submission);
  }

  #free(submission: Submission): void {
    const { slot } = submission;
    this.lane.free(slot);
    this.#taken[slot] = undefined;
    submission.slot = NO_SLOT;
    this.#unused.push(slot);
  }

  /** Nobody has begun it. */
  isWaiting({ slot }: Submission): boolean {
    return slot === NO_SLOT || this.lane.phaseOf(slot) === QUEUED;
  }

  /** For how long it has been running, in milliseconds; undefined: it waits. */
  ranFor(submission: Submission): number | undefined {
    if (this.isWaiting(submission)) return undefined;
    const began = load(this.lane.words, this.lane.at(submission.slot) + SLOT_BEGAN);
    return began === 0 ? 0 : ((microseconds() - began) | 0) / 1000;
  }

  #take(submission: Submission): number {
    const slot = this.#unused.pop() ?? this.#taken.length;
    if (slot === this.lane.slots) return NO_SLOT;
    this.#taken[slot] = submission;
    submission.slot = slot;
    return slot;
  }
}
