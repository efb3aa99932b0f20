/**
 * Permits that come back when the thread that holds them dies. What is free is not counted,
 * but what is left when all holds are taken off; so each change is one store, and a thread
 * that is killed anywhere has taken its permits, or not.
 *
 * HOLD, int32 words, one of each thread that holds some
 *   0  HOLDER   thread id
 *   1  HELD     how many permits; 0: any thread may have this hold next
 *
 * TRANSITIONS                by
 *   R1  HELD + n             the holder, being the TAKER
 *   R2  HELD - n             the holder
 *   R3  HELD 0, HOLDER 0     whoever finds the holder dead, being the TAKER
 *   R4  TAKER 0 → thread     who takes
 *   R5  TAKER → 0            the same; or whoever finds it dead
 *
 * INVARIANTS
 *   All that is held is no more than TOTAL: nobody but the TAKER makes it more, nor gives a
 *   hold to another thread. More than 32 threads do not hold some at once: others wait.
 */
import {
  Deadline,
  NotOwnerError,
  canBlock,
  isGone,
  load,
  notify,
  store,
  swap,
  threadId,
  threadName,
  watch,
  type IsGone,
  type Place,
  type Subject,
  type WatchedWord,
} from '@sync/atomics/internal';
import type { Permits } from './permits.ts';
import { HOLDS, HOLD_WORDS, SLOT_HOLDERS, SLOT_HOLDS, SLOT_TAKER, SLOT_TOTAL } from './words.ts';

const HOLDER = 0;
const HELD = 1;

const ALL: readonly number[] = Array.from({ length: HOLDS }, (_, at) => SLOT_HOLDS + at * HOLD_WORDS);

/** Permits that have owners. */
export class RobustPermits implements Permits {
  readonly #subject: Subject;
  readonly #place: Place;
  readonly #taker: WatchedWord;
  readonly #isGone: IsGone;

  /** @param place with the words of `words.ts` */
  constructor(subject: Subject, place: Place) {
    this.#subject = subject;
    this.#place = place;
    this.#isGone = (id) => isGone(id, place.table);
    this.#taker = {
      subject,
      words: place.words,
      index: SLOT_TAKER,
      tend: () => {
        this.#replaceTaker(this.#isGone);
      },
    };
  }

  /** What nobody holds. One that changes hands meanwhile may be seen in both. */
  get free(): number {
    let free = load(this.#place.words, SLOT_TOTAL) - 1;
    for (const hold of this.#holds()) free -= load(this.#place.words, hold + HELD);
    return Math.max(0, free);
  }

  /** It has to be recorded, too. */
  has(count: number, left: number): boolean {
    return this.free - left >= count && this.#record() !== undefined;
  }

  /** R1. */
  take(count: number, left: number): boolean {
    return this.has(count, left) && this.#taking(() => this.has(count, left) && this.#add(count));
  }

  /** R2. */
  give(count: number): void {
    const { words } = this.#place;
    const hold = this.#mine();
    const held = hold === undefined ? 0 : load(words, hold + HELD);
    if (hold === undefined || held < count) throw this.#notHeld(count, held);
    store(words, hold + HELD, held - count);
  }

  /** R1. */
  takeAll(): number {
    return this.#taking(() => {
      const { free } = this;
      return free > 0 && this.#add(free) ? free : 0;
    });
  }

  /** R3, R5. */
  recover(isGone: IsGone): boolean {
    this.#replaceTaker(isGone);
    return this.#holds().some((hold) => this.#isDead(hold, isGone)) && this.#taking(() => this.#endHoldsOfDead(isGone));
  }

  #endHoldsOfDead(isGone: IsGone): boolean {
    const { words } = this.#place;
    let recovered = false;
    for (const hold of this.#holds()) {
      if (!this.#isDead(hold, isGone)) continue;
      recovered ||= load(words, hold + HELD) > 0;
      store(words, hold + HELD, 0);
      store(words, hold + HOLDER, 0);
    }
    return recovered;
  }

  #isDead(hold: number, isGone: IsGone): boolean {
    return isGone(load(this.#place.words, hold + HOLDER));
  }

  /** R1. */
  #add(count: number): boolean {
    const { words } = this.#place;
    const hold = this.#record();
    if (hold === undefined) return false;
    store(words, hold + HOLDER, threadId());
    const used = ALL.indexOf(hold) + 1;
    if (used > load(words, SLOT_HOLDERS)) store(words, SLOT_HOLDERS, used);
    store(words, hold + HELD, load(words, hold + HELD) + count);
    return true;
  }

  /** Which hold is the thread's, or can become so, since nothing is held by it. */
  #record(): number | undefined {
    return this.#mine() ?? ALL.find((hold) => load(this.#place.words, hold + HELD) === 0);
  }

  #mine(): number | undefined {
    const me = threadId();
    return this.#holds().find((hold) => load(this.#place.words, hold + HOLDER) === me);
  }

  #holds(): readonly number[] {
    return ALL.slice(0, load(this.#place.words, SLOT_HOLDERS));
  }

  /** R4, for a few instructions, R5. */
  #taking<T>(fn: () => T): T {
    const { words } = this.#place;
    while (!swap(words, SLOT_TAKER, 0, threadId())) {
      if (canBlock()) watch(this.#taker, (taker) => taker === 0, Deadline.never);
      else this.#replaceTaker(this.#isGone);
    }
    try {
      return fn();
    } finally {
      store(words, SLOT_TAKER, 0);
      notify(words, SLOT_TAKER, 1);
    }
  }

  /** R5. */
  #replaceTaker(isGone: IsGone): void {
    const { words } = this.#place;
    const taker = load(words, SLOT_TAKER);
    if (isGone(taker) && swap(words, SLOT_TAKER, taker, 0)) notify(words, SLOT_TAKER, Infinity);
  }

  #notHeld(count: number, held: number): NotOwnerError {
    const me = threadName(threadId(), this.#place.table);
    return new NotOwnerError(
      `${this.#subject.label}: release(${count}) by ${me}, which holds ${held} of its permits. It is robust: ` +
        'each thread releases what it has acquired',
      { owner: 0 },
    );
  }
}
