import { load, receive } from '@sync/atomics/internal';
import type { ToPool } from './messages.ts';
import { FAILED, NUMBERED, POSTED, STOPPED, type Payloads } from './payload.ts';
import type { SharedObjects } from './shared-objects.ts';
import type { Slots } from './slots.ts';
import type { Submission } from './submission.ts';
import { callPrinting } from './unobserved.ts';
import { SLOT_BEGAN, SLOT_REPORTS, SLOT_TOOK } from './words.ts';

/** Told how long a task waited, and ran, in microseconds. */
export type Measure = (waited: number, took: number) => void;

/** What came of a task. */
export type Outcome =
  | { readonly how: 'returned'; readonly value: unknown }
  | { readonly how: 'threw' | 'stopped'; readonly value: unknown };

/** The results of tasks, as they come: in slots, and what bytes cannot carry by ports. */
export class Arrivals {
  readonly #slots: Slots;
  readonly #payloads: Payloads;
  readonly #objects: SharedObjects;
  readonly #receive: () => void;
  /** Slots whose tasks have been run, in that order; taken from the front, since who is told of one may ask for others. */
  readonly #ready: number[] = [];
  #first = 0;
  /** Those that miss something that comes by a port. */
  readonly #late = new Set<number>();
  /** Results that have come by a port, by slots. */
  readonly #posted = new Map<number, unknown>();

  /** @param receivePosted takes what has come through ports */
  constructor(slots: Slots, payloads: Payloads, objects: SharedObjects, receivePosted: () => void) {
    this.#slots = slots;
    this.#payloads = payloads;
    this.#objects = objects;
    this.#receive = receivePosted;
  }

  /** Looks what has been run. */
  look(): void {
    this.#slots.lane.drain(this.#ready);
  }

  /** The next one that has been run; undefined: there is none. */
  next(): Submission | undefined {
    while (this.#first < this.#ready.length) {
      const slot = this.#ready[this.#first++] as number;
      if (this.#first === this.#ready.length) this.#ready.length = this.#first = 0;
      const submission = this.#slots.get(slot) as Submission;
      if (this.#hasAll(submission)) return submission;
      this.#late.add(slot);
    }
    return undefined;
  }

  /** Whether a submission is known to have been run. */
  has({ slot }: Submission): boolean {
    return this.#late.has(slot) || this.#ready.includes(slot, this.#first);
  }

  /** A worker had just run it when it died, and could not say so. */
  add({ slot }: Submission): void {
    this.#ready.push(slot);
  }

  /** It will never be run: its worker may have posted a result, and died before it could say so. */
  forget({ slot }: Submission): void {
    this.#posted.delete(slot);
  }

  /** Something has come by a port. */
  take(message: Exclude<ToPool, 0>): void {
    const { slot, kind, value } = message;
    const submission = this.#slots.get(slot);
    if (submission === undefined) return;
    if (kind === 'result') {
      this.#posted.set(slot, value);
    } else {
      submission.reports++;
      const { onReport } = submission.limits ?? {};
      if (onReport !== undefined) callPrinting(`Exception in onReport of ${submission.label}`, onReport, receive(value));
    }
    if (this.#late.delete(slot)) this.#ready.push(slot);
  }

  /** What came of one that {@link Arrivals.next} returned, and how long it took. */
  read(submission: Submission, measure: Measure): Outcome {
    const { slot } = submission;
    const { words } = this.#slots.lane;
    const at = this.#slots.lane.at(slot);
    measure((load(words, at + SLOT_BEGAN) - submission.submittedAt) | 0, load(words, at + SLOT_TOOK));
    const flags = this.#payloads.flags(at);
    try {
      const value = this.#value(slot, at, flags);
      if ((flags & FAILED) === 0) return { how: 'returned', value };
      return { how: (flags & STOPPED) === 0 ? 'threw' : 'stopped', value };
    } catch (error) {
      return { how: 'threw', value: error };
    }
  }

  #value(slot: number, at: number, flags: number): unknown {
    if ((flags & POSTED) === 0) {
      const value = this.#payloads.read(at);
      return (flags & NUMBERED) === 0 ? value : this.#objects.restore(value);
    }
    const posted = this.#posted.get(slot);
    this.#posted.delete(slot);
    return receive(posted);
  }

  #hasAll(submission: Submission): boolean {
    const { slot } = submission;
    const at = this.#slots.lane.at(slot);
    const isThere = (): boolean =>
      submission.reports >= load(this.#slots.lane.words, at + SLOT_REPORTS) &&
      ((this.#payloads.flags(at) & POSTED) === 0 || this.#posted.has(slot));
    if (isThere()) return true;
    this.#receive();
    return isThere();
  }
}
