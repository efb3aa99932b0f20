import { load, swap, type IsGone, type Subject } from '@sync/atomics/internal';
import { MOST_PERMITS, PERMIT, SLOT_BOUND, SLOT_STATE, permitsOf } from './words.ts';

/** Where the permits of a semaphore are counted. */
export interface Permits {
  /** How many are there: a snapshot. */
  readonly free: number;
  /** True if so many can be taken, and that leaves so many for others: a snapshot. */
  has(count: number, left: number): boolean;
  /** Takes so many, if that leaves so many for others. */
  take(count: number, left: number): boolean;
  /**
   * Brings so many back.
   *
   * @throws RangeError more than there may be; nothing was changed
   */
  give(count: number): void;
  /** Takes all that are there; returns how many. */
  takeAll(): number;
  /** Brings back what the dead have left; true: there was something. */
  recover(isGone: IsGone): boolean;
}

/** Permits that nobody owns, in STATE. */
export class CountedPermits implements Permits {
  readonly #subject: Subject;
  readonly #words: Int32Array;
  /** BoundedSemaphore: no more than at the beginning. */
  readonly #most: number;

  /** @param words those of `words.ts` */
  constructor(subject: Subject, words: Int32Array) {
    this.#subject = subject;
    this.#words = words;
    const bound = load(words, SLOT_BOUND);
    this.#most = bound === 0 ? MOST_PERMITS : bound - 1;
  }

  /** Of STATE. */
  get free(): number {
    return permitsOf(load(this.#words, SLOT_STATE));
  }

  /** Of STATE. */
  has(count: number, left: number): boolean {
    return this.free - left >= count;
  }

  /** T1, T4. */
  take(count: number, left: number): boolean {
    for (;;) {
      const state = load(this.#words, SLOT_STATE);
      if (permitsOf(state) - left < count) return false;
      if (swap(this.#words, SLOT_STATE, state, state - count * PERMIT)) return true;
    }
  }

  /** T2. */
  give(count: number): void {
    for (;;) {
      const state = load(this.#words, SLOT_STATE);
      if (permitsOf(state) + count > this.#most) throw this.#tooMany(count, permitsOf(state));
      if (swap(this.#words, SLOT_STATE, state, state + count * PERMIT)) return;
    }
  }

  /** T1. */
  takeAll(): number {
    for (;;) {
      const { free } = this;
      if (this.take(free, 0)) return free;
    }
  }

  /** Nobody owns any. */
  recover(): boolean {
    return false;
  }

  #tooMany(count: number, free: number): RangeError {
    return new RangeError(
      `${this.#subject.label}: release(${count}): ${free} of at most ${this.#most} permits are free already`,
    );
  }
}
