import type { CompareExchange } from './arena.ts';
import { load, notify, or, store, swap } from './atomics.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import { DeadlockError, NotOwnerError } from './errors.ts';
import { labelOf } from './input.ts';
import { MutexWaiters } from './mutex-waiters.ts';
import {
  FREE,
  PATIENCE,
  RECORDED,
  RESERVED,
  SLOT_DEPTH,
  SLOT_HOLD,
  SLOT_STATE,
  WAITERS,
  hasWaiters,
  isAsyncHold,
  isFree,
  isRecorded,
  isReserved,
  levelsOf,
  ownedBy,
  ownerOf,
} from './mutex-word.ts';
import type { Place } from './shared.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { spinUntil } from './spin.ts';
import { threadId } from './thread-id.ts';
import { threadName } from './thread-table.ts';
import { timeoutOf, type WaitAsyncOptions, type WaitOptions } from './wait-options.ts';

/** A newcomer leaves a reserved word alone for so long, in milliseconds. */
const NAP = 5;

/**
 * A mutex as one thread sees it: the words, and who "I" am to them. Lock, RLock, Condition
 * and Queue embed one. The comments name the transitions of `mutex-word.ts`.
 */
export class Mutex {
  readonly words: Int32Array;
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
  readonly #kind: string;
  readonly #place: Place;
  readonly #reentrant: boolean;
  /** The quick way to STATE, for words in the arena. */
  readonly #compareExchange: CompareExchange | undefined;
  /** Where STATE is in the arena. */
  readonly #address: number;
  #waiters: MutexWaiters | undefined;

  /**
   * @param kind the public class, for messages
   * @param place `MUTEX_WORDS` words, in the format of `mutex-word.ts`
   * @param reentrant sync calls of the thread that holds it by a sync call enter again
   */
  constructor(kind: string, place: Place, reentrant: boolean) {
    this.words = place.words;
    this.me = ownedBy(threadId());
    this.#kind = kind;
    this.#place = place;
    this.#reentrant = reentrant;
    this.#compareExchange = place.arena?.compareExchange;
    this.#address = place.words.byteOffset;
  }

  get label(): string {
    return labelOf(this.#kind, this.#place.name);
  }

  /** True if some thread is the owner. */
  get locked(): boolean {
    return !isFree(load(this.words, SLOT_STATE));
  }

  /** True if the calling thread is the owner. */
  get owned(): boolean {
    return ownerOf(load(this.words, SLOT_STATE)) === ownerOf(this.me);
  }

  /** How often the owner holds it; 0: free. */
  get depth(): number {
    const word = load(this.words, SLOT_STATE);
    if (isFree(word)) return 0;
    return isRecorded(word) ? 1 + levelsOf(load(this.words, SLOT_DEPTH)) : 1;
  }

  /** Never blocks. */
  tryAcquire(): boolean {
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      // Takes a reserved word too, and leaves the reservation standing: a caller that
      // never waits can never become one that has slept.
      if (isFree(word)) {
        if (this.#swap(word, this.me | word)) return true;
      } else {
        return ownerOf(word) === ownerOf(this.me) && this.#enterAgain();
      }
    }
  }

  /** Blocks the calling thread. */
  acquire(options?: WaitOptions): boolean {
    if (options === undefined && this.#swap(FREE, this.me)) return true; // T1
    return this.#acquireSlow(timeoutOf(this, 'acquire', options));
  }

  /** Never blocks. */
  release(): void {
    if (!this.#swap(this.me, FREE)) this.#releaseSlow(); // T2
  }

  /** Resolves with true, or false when the time is up; never blocks. */
  acquireAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#async.enter(this, 'acquireAsync', options, isNumbered);
  }

  /** As {@link Mutex.acquire}; returns the number of the hold, or undefined. */
  acquireNumbered(options?: WaitOptions): number | undefined {
    if (options !== undefined || !this.#swap(FREE, this.me | RECORDED)) {
      if (!this.acquire(options)) return undefined;
      if (!isRecorded(load(this.words, SLOT_STATE))) or(this.words, SLOT_STATE, RECORDED); // T9
    }
    return this.words[SLOT_HOLD] as number; // PLAIN: I5
  }

  /** As {@link Mutex.acquireAsync}; resolves with the number of the hold, or undefined. */
  acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined> {
    return this.#async.enter(this, 'holdAsync', options, itself);
  }

  /** True while the hold of that number is the calling thread's. */
  isHeld(hold: number): boolean {
    if (!this.#isRecordedByMe()) return false;
    return this.words[SLOT_HOLD] === hold; // PLAIN: I5, the calling thread is the owner
  }

  /** Ends one level of the hold of that number; does nothing when that hold is over. */
  releaseNumbered(hold: number): void {
    if (this.isHeld(hold) && !this.#leaveLevel()) this.#free();
  }

  /** Held by whom, and is somebody waiting? */
  describe(): string {
    const word = load(this.words, SLOT_STATE);
    if (isFree(word)) return `${this.label}[free]`;
    const depth = this.depth;
    const owner = threadName(ownerOf(word), this.#place.table);
    return (
      `${this.label}[held by ${owner}${depth > 1 ? `, depth ${String(depth)}` : ''}` +
      `${hasWaiters(word) ? ', others waiting' : ''}]`
    );
  }

  get #async(): MutexWaiters {
    return (this.#waiters ??= MutexWaiters.of(this));
  }

  /** Changes STATE from one value to another; false: it was not that. */
  #swap(expected: number, value: number): boolean {
    // Two calls, not one through a variable: the optimizer inlines what it knows.
    return this.#compareExchange === undefined
      ? swap(this.words, SLOT_STATE, expected, value)
      : this.#compareExchange(this.#address, expected, value) === expected;
  }

  #acquireSlow(timeout: number): boolean {
    const word = load(this.words, SLOT_STATE);
    if (ownerOf(word) === ownerOf(this.me)) {
      if (this.#enterAgain()) return true;
      if (timeout === Infinity) throw this.#selfDeadlock();
    }
    if (timeout === 0) return this.tryAcquire();
    if (this.#takeAsNewcomer()) return true;
    checkCanBlock(this, 'acquire', 'acquireAsync()');
    return this.#wait(Deadline.after(timeout));
  }

  /** Spins, then sleeps, until the word is taken or the time is up. */
  #wait(deadline: Deadline): boolean {
    if (spinUntil(() => this.#takeAsNewcomer())) return true;
    const starving = Deadline.after(PATIENCE);
    let slept = false;
    let reserved = false;
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      if (isFree(word) && (slept || !isReserved(word))) {
        if (this.#takeAsSleeper(word, slept)) return true;
        continue;
      }
      if (deadline.passed) {
        if (!slept || this.#leave(word, reserved)) return false; // T8
        continue;
      }
      const starved = slept && !isFree(word) && starving.passed;
      const marked = word | WAITERS | (starved ? RESERVED : 0);
      if (marked !== word) {
        if (!this.#swap(word, marked)) continue; // T3, T6, T7
        if (starved && !isReserved(word)) {
          reserved = true;
          if (spinUntil(() => this.#takeReserved())) return true;
          continue;
        }
      }
      const end = sleepSlice(this.words, SLOT_STATE, marked, deadline, isFree(word) ? NAP : SLICE);
      // A sleep that timed out counts, too: the wake-up may have gone to one that died.
      slept ||= end !== 'not-equal';
    }
  }

  /** T1: takes a free word that is not reserved. */
  #takeAsNewcomer(): boolean {
    const word = load(this.words, SLOT_STATE);
    return isFree(word) && !isReserved(word) && this.#swap(word, this.me | word);
  }

  #takeReserved(): boolean {
    const word = load(this.words, SLOT_STATE);
    return isFree(word) && this.#takeAsSleeper(word, true);
  }

  /** T5, or T1 for one that has not slept: takes the free word. */
  #takeAsSleeper(word: number, slept: boolean): boolean {
    return this.#swap(word, slept ? this.me | WAITERS : this.me | word);
  }

  /** T8: leaves an owned word so that the next release finds those who still sleep. */
  #leave(word: number, reserved: boolean): boolean {
    const left = (reserved ? word & ~RESERVED : word) | WAITERS;
    return left === word || this.#swap(word, left);
  }

  #isRecordedByMe(): boolean {
    // The usual case first, and in the quick way where there is one: a swap to the same.
    const unwaited = this.me | RECORDED;
    if (this.#swap(unwaited, unwaited)) return true;
    const word = load(this.words, SLOT_STATE);
    return ownerOf(word) === ownerOf(this.me) && isRecorded(word);
  }

  /** One level more, for a sync call on a sync hold of a re-entrant mutex. */
  #enterAgain(): boolean {
    if (!this.#reentrant) return false;
    const recorded = isRecorded(load(this.words, SLOT_STATE));
    const depth = recorded ? (this.words[SLOT_DEPTH] as number) : 0; // PLAIN: I5
    if (isAsyncHold(depth)) return false;
    store(this.words, SLOT_DEPTH, depth + 1);
    if (!recorded) or(this.words, SLOT_STATE, RECORDED);
    return true;
  }

  #releaseSlow(): void {
    const word = load(this.words, SLOT_STATE);
    if (ownerOf(word) !== ownerOf(this.me)) throw this.#notOwner('release', ownerOf(word));
    if (isRecorded(word) && this.#leaveLevel()) return;
    this.#free();
  }

  /** True if a level was left and the hold goes on. */
  #leaveLevel(): boolean {
    const depth = this.words[SLOT_DEPTH] as number; // PLAIN: I5
    if (levelsOf(depth) > 0) {
      store(this.words, SLOT_DEPTH, depth - 1);
      return true;
    }
    if (depth !== 0) store(this.words, SLOT_DEPTH, 0);
    this.words[SLOT_HOLD] = ((this.words[SLOT_HOLD] as number) + 1) | 0; // PLAIN: I5
    return false;
  }

  /** T4. */
  #free(): void {
    if (this.#swap(this.me | RECORDED, FREE)) return; // T2
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      if (!this.#swap(word, word & RESERVED)) continue;
      // One: it takes the word and keeps WAITERS, so its release wakes the next.
      if (hasWaiters(word)) notify(this.words, SLOT_STATE, 1);
      return;
    }
  }

  #selfDeadlock(): DeadlockError {
    const me = ownerOf(this.me);
    const name = threadName(me, this.#place.table);
    const cure = this.#reentrant
      ? 'an async hold is not re-entered; release it first, or use await acquireAsync()'
      : 'release it first, use an RLock to enter again, or pass a { timeout }';
    return new DeadlockError(
      `${this.label}: acquire() by ${name}, which holds it already and cannot release it while it blocks; ${cure}`,
      { cycle: [{ thread: me, lock: this.label, owner: me }] },
    );
  }

  #notOwner(call: string, owner: number): NotOwnerError {
    const name = threadName(ownerOf(this.me), this.#place.table);
    const holder = owner === 0 ? 'nobody holds it' : `${threadName(owner, this.#place.table)} holds it`;
    return new NotOwnerError(
      `${this.label}: ${call}() by ${name}, but ${holder}. Only the holder may release; ` +
        'to signal between threads use a Semaphore.',
      { owner },
    );
  }
}

function isNumbered(hold: number | undefined): boolean {
  return hold !== undefined;
}

function itself(hold: number | undefined): number | undefined {
  return hold;
}
