import type { Arena } from './arena.ts';
import { load, notify, or, plainLoad, store, swap } from './atomics.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import { labelOf } from './input.ts';
import { gaveUp } from './interruption.ts';
import { checkPoison, isVacant, takeOver, type Inheritance } from './mutex-death.ts';
import { abandoned, depthOf, describe, notOwner, selfDeadlock } from './mutex-messages.ts';
import { numberHold } from './mutex-hold.ts';
import { take, takeWaiting, type Takeable } from './mutex-wait.ts';
import { MutexWaiters } from './mutex-waiters.ts';
import {
  FREE,
  RECORDED,
  RESERVED,
  SLOT_DEPTH,
  SLOT_HOLD,
  SLOT_STATE,
  hasWaiters,
  isAsyncHold,
  isFree,
  isHoldOf,
  isPoisoned,
  isRecorded,
  levelsOf,
  ownedBy,
  ownerOf,
} from './mutex-word.ts';
import type { Place } from './shared.ts';
import { threadId } from './thread-id.ts';
import type { ThreadTable } from './thread-table.ts';
import { asyncWaitOf, timeoutOf, type WaitAsyncOptions, type WaitOptions } from './wait-options.ts';

/**
 * A mutex as one thread sees it: the words, and who "I" am to them. Lock, RLock, Condition
 * and Queue embed one. The comments name the transitions of `mutex-word.ts`.
 */
export class Mutex implements Takeable {
  /** `MUTEX_WORDS` words. */
  readonly words: Int32Array;
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
  /** The names of its owners. */
  readonly table: ThreadTable;
  /** The public class, for messages. */
  readonly kind: string;
  /** Where the words are. */
  readonly place: Place;
  /** Sync calls of the thread that holds it by a sync call enter again. */
  readonly reentrant: boolean;
  /** True if a thread that died as the owner had not begun anything under it. */
  readonly harmless: ((owner: number) => boolean) | undefined;
  /** The quick way to STATE, for words in the arena. */
  readonly #compareExchange: Arena['compareExchange'] | undefined;
  readonly #load: Arena['load'] | undefined;
  /** Where STATE is in the arena. */
  readonly #address: number;
  #waiters: MutexWaiters | undefined;

  /**
   * @param kind the public class, for messages
   * @param place where the words are
   * @param reentrant sync calls of the thread that holds it by a sync call enter again
   * @param harmless true: an owner that died had not begun anything, and it is taken over silently
   */
  constructor(kind: string, place: Place, reentrant: boolean, harmless?: (owner: number) => boolean) {
    this.words = place.words;
    this.me = ownedBy(threadId());
    this.table = place.table;
    this.kind = kind;
    this.place = place;
    this.reentrant = reentrant;
    this.harmless = harmless;
    this.#compareExchange = place.arena?.compareExchange;
    this.#load = place.arena?.load;
    this.#address = place.words.byteOffset + SLOT_STATE * 4;
  }

  /** The class and the name. */
  get label(): string {
    return labelOf(this.kind, this.place.name);
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
    return depthOf(this);
  }

  /** Takes it if it is free. Never blocks. */
  tryAcquire(): boolean {
    return this.#try('give-up');
  }

  /** Takes it if it is free; whoever holds it, and whether that one lives, does not matter. Never blocks. */
  tryFree(): boolean {
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      if (!isFree(word)) return false;
      // Takes a reserved word too, and leaves the reservation standing: a caller that
      // never waits can never become one that has slept.
      if (this.swap(word, this.me | word)) return true;
    }
  }

  /** Takes it: true, or false when the time is up. Blocks the calling thread. */
  acquire(options?: WaitOptions): boolean {
    if (options === undefined && this.swap(FREE, this.me)) return true; // T1
    return this.#acquireSlow('acquire', options, 'give-up');
  }

  /**
   * As {@link Mutex.acquire}, but takes it over from a thread that died while it held it.
   * Blocks the calling thread.
   */
  recover(options?: WaitOptions): boolean {
    return this.#acquireSlow('recover', options, 'recover');
  }

  /** Ends a level of the calling thread's hold. Never blocks. */
  release(): void {
    if (!this.swap(this.me, FREE)) this.#releaseSlow(); // T2
  }

  /** Resolves with true, or with false when the time is up. Never blocks. */
  acquireAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#enter('acquireAsync', options, 'give-up', isNumber);
  }

  /** As {@link Mutex.recover}. Returns a promise; never blocks. */
  recoverAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#enter('recoverAsync', options, 'recover', isNumber);
  }

  /** As {@link Mutex.acquire}; returns the number of the hold, or undefined. */
  acquireNumbered(options?: WaitOptions): number | undefined {
    if (options !== undefined || !this.swap(FREE, this.me | RECORDED)) {
      return this.acquire(options) ? this.number() : undefined;
    }
    return numberHold(this.words);
  }

  /** As {@link Mutex.acquireAsync}; resolves with the number of the hold, or undefined. */
  acquireNumberedAsync(options?: WaitAsyncOptions): Promise<number | undefined> {
    return this.#enter('holdAsync', options, 'give-up', itself);
  }

  /** T9: the number of the calling thread's hold, which it gets now if it had none. */
  number(): number {
    if (isRecorded(load(this.words, SLOT_STATE))) return plainLoad(this.words, SLOT_HOLD); // PLAIN: I5
    or(this.words, SLOT_STATE, RECORDED);
    return numberHold(this.words);
  }

  /** True while the hold of that number is the calling thread's. */
  isHeld(hold: number): boolean {
    const word = this.#load === undefined ? load(this.words, SLOT_STATE) : this.#load(this.#address);
    // PLAIN: I5, the calling thread is the owner
    return isHoldOf(word, this.me) && isRecorded(word) && plainLoad(this.words, SLOT_HOLD) === hold;
  }

  /** Ends a level of the hold of that number; does nothing when that hold is over. */
  releaseNumbered(hold: number): void {
    if (this.isHeld(hold) && !this.#leaveLevel()) this.#free(this.me | RECORDED);
  }

  /** Changes STATE from one value to another; false: it was not that. */
  swap(expected: number, value: number): boolean {
    // Two calls, not one through a variable: the optimizer inlines what it knows. Told that
    // they are integers, it does not look whether they are objects.
    return this.#compareExchange === undefined
      ? swap(this.words, SLOT_STATE, expected, value)
      : this.#compareExchange(this.#address | 0, expected | 0, value | 0) === expected;
  }

  /** Held by whom, how often, and is somebody waiting? */
  toString(): string {
    return describe(this);
  }

  /** An async function would cost a second promise. */
  #enter<T>(
    call: string,
    options: WaitAsyncOptions | undefined,
    inheritance: Inheritance,
    result: (hold: number | undefined) => T,
  ): Promise<T> {
    try {
      const wait = asyncWaitOf(this, call, options);
      this.#waiters ??= MutexWaiters.of(this);
      return Promise.resolve(this.#waiters.enter(wait, inheritance, result));
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
      return Promise.reject(error);
    }
  }

  #acquireSlow(call: 'acquire' | 'recover', options: WaitOptions | undefined, inheritance: Inheritance): boolean {
    const timeout = timeoutOf(this, call, options);
    const word = load(this.words, SLOT_STATE);
    if (checkPoison(this, word, inheritance) && takeOver(this, word, this.me)) return true;
    if (this.#enterAgain(word)) return true;
    if (timeout === Infinity && ownerOf(word) === ownerOf(this.me)) {
      throw selfDeadlock(this, call, ownerOf(word), this.reentrant);
    }
    if (timeout === 0) return this.#try(inheritance);
    if (take(this, false)) return true;
    checkCanBlock(this, call, `${call}Async()`);
    return takeWaiting(this, call, Deadline.interruptible(timeout), inheritance) || gaveUp();
  }

  #try(inheritance: Inheritance): boolean {
    if (this.tryFree()) return true;
    const word = load(this.words, SLOT_STATE);
    return this.#enterAgain(word) || (isVacant(this, word, inheritance) && takeOver(this, word, this.me));
  }

  /** One level more, for a sync call on a sync hold of a re-entrant mutex. */
  #enterAgain(word: number): boolean {
    if (!this.reentrant || !isHoldOf(word, this.me)) return false;
    const depth = isRecorded(word) ? plainLoad(this.words, SLOT_DEPTH) : 0; // PLAIN: I5
    if (isAsyncHold(depth)) return false;
    store(this.words, SLOT_DEPTH, depth + 1);
    this.number();
    return true;
  }

  #releaseSlow(): void {
    const word = load(this.words, SLOT_STATE);
    if (isPoisoned(word)) throw abandoned(this, ownerOf(word));
    if (ownerOf(word) !== ownerOf(this.me)) throw notOwner(this, ownerOf(this.me), ownerOf(word));
    if (!isRecorded(word) || !this.#leaveLevel()) this.#free(word);
  }

  /** True if a level was left and the hold goes on; else its record ends. */
  #leaveLevel(): boolean {
    const depth = plainLoad(this.words, SLOT_DEPTH); // PLAIN: I5
    if (levelsOf(depth) > 0) {
      store(this.words, SLOT_DEPTH, depth - 1);
      return true;
    }
    if (depth !== 0) store(this.words, SLOT_DEPTH, 0);
    return false;
  }

  /** T4, or T2, where the word is what it probably is. */
  #free(probably: number): void {
    let word = probably;
    while (!this.swap(word, word & RESERVED)) word = load(this.words, SLOT_STATE);
    // One: it takes the word and keeps WAITERS, so its release wakes the next.
    if (hasWaiters(word)) notify(this.words, SLOT_STATE, 1);
  }
}

function isNumber(hold: number | undefined): boolean {
  return hold !== undefined;
}

function itself(hold: number | undefined): number | undefined {
  return hold;
}
