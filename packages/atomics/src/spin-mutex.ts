/**
 * A mutex whose waiters spin, and then sleep for a millisecond at a time on a word that
 * nobody notifies: a release is one compare-and-swap, whoever waits, and never a call of
 * the system. In the format of `mutex-word.ts`, from which it has the reservation, too: here it is what lets in one that looks once in a millisecond at a word
 * that others take and free all the time.
 *
 * SLOTS
 *   0  MADE     which class was made here. Set before anybody waits, and never changed again:
 *               what one sleeps on
 *   1  STATE    owner and marks, below
 *   2  HOLD     number of the recorded hold. Plain: only the owner touches it
 *   3  DEPTH    0: it has no levels
 *   4  POLICY   TAKE_OVER: who waits takes it over from one that died. Not changed once made
 *   5  NEXT     number of the hold that will be recorded next. Plain, as HOLD
 *   6  ORDER    2 words: ordering id, drawn when first needed
 *
 * STATE, bits
 *   4-31  OWNER      thread id of the owner, 0: free
 *   3     RECORDED   the hold has a number, which a guard carries
 *   2     POISONED   the owner died; its id stays until somebody takes over
 *   1     RESERVED   kept for one who has slept
 *   0     WAITERS    somebody may be asleep: for texts alone, a release drops it
 *   Impossible: RECORDED or POISONED without an owner.
 *
 * TRANSITIONS            by                          to                         then
 *   T1  free             newcomer, not RESERVED      me                         owns it
 *   T2  free             one who has slept           me + WAITERS               owns it
 *   T3  free             one who never waits         me + RESERVED if it was set  owns it
 *   T4  me + marks       owner                       RESERVED if it was set     done
 *   T5  owned            one who has slept           + RESERVED + WAITERS       spins, sleeps
 *   T6  RESERVED         one who set it and leaves   - RESERVED - WAITERS       gone
 *   T7  me               owner                       + RECORDED                 numbers its hold
 *   T8  owner is dead    one who waits or tries      + POISONED                 throws
 *   T9  owner is dead    recover(), or by policy     me + WAITERS               owns it
 *
 * INVARIANTS
 *   I1  Nobody is woken: who sleeps looks again after a millisecond, so that nothing depends
 *       on whoever frees the word, and whoever changes it owes nothing to the others.
 *   I2  A reservation names nobody: if the one that set it dies, newcomers sleep once, and
 *       then they are some who have slept.
 *   I3  Not held, nobody inside a call: STATE is 0.
 *   I4  RECORDED, HOLD and NEXT are changed by the owner alone.
 *   I5  No release or guard of one that died changes a word that is POISONED: only T9 does.
 *
 * HAPPENS-BEFORE  T4 by the old owner, then T1, T2 or T3 by whoever read that word; what one
 * did that died, then T9, since it is known to run no more.
 */
import type { Arena } from './arena.ts';
import { load, or, plainLoad, swap } from './atomics.ts';
import { canBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import { BlockingNotAllowedError } from './errors.ts';
import type { Ordered } from './holdable.ts';
import { labelOf } from './input.ts';
import { gaveUp } from './interruption.ts';
import { checkPoison, isVacant, takeOver, type Inheritance } from './mutex-death.ts';
import { numberHold } from './mutex-hold.ts';
import { abandoned, describe, notOwner, selfDeadlock } from './mutex-messages.ts';
import { take, type Takeable } from './mutex-wait.ts';
import {
  FREE,
  RECORDED,
  RESERVED,
  SLOT_HOLD,
  SLOT_STATE,
  isFree,
  isHoldOf,
  isPoisoned,
  isRecorded,
  ownedBy,
  ownerOf,
} from './mutex-word.ts';
import type { Place } from './shared.ts';
import { spinUntil } from './spin.ts';
import { takeNapping } from './spin-wait.ts';
import { threadId } from './thread-id.ts';
import type { ThreadTable } from './thread-table.ts';
import { timeoutOf, type WaitOptions } from './wait-options.ts';

/** One spin is 45 us at most. To sleep costs a millisecond: a second spin is worth a try. */
const SPINS = 2;

/** Of one who may not sleep: about a millisecond, less where spinning has been in vain. */
const SPINS_AWAKE = 20;

/** As one thread sees it: the words, and who "I" am to them. The comments name the transitions. */
export class SpinMutex implements Ordered, Takeable {
  /** `MUTEX_WORDS` words. */
  readonly words: Int32Array;
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
  /** The names of its owners. */
  readonly table: ThreadTable;
  /** The class and the name. */
  readonly label: string;
  /** A death always matters. */
  readonly harmless: undefined;
  /** The quick way to STATE, for words in the arena. */
  readonly #compareExchange: Arena['compareExchange'] | undefined;
  /** Where STATE is in the arena. */
  readonly #address: number;

  /** @param kind the public class, for messages */
  constructor(kind: string, { words, name, table, arena }: Place) {
    this.words = words;
    this.me = ownedBy(threadId());
    this.table = table;
    this.label = labelOf(kind, name);
    this.#compareExchange = arena?.compareExchange;
    this.#address = words.byteOffset + SLOT_STATE * 4;
  }

  /** True if some thread is the owner. */
  get locked(): boolean {
    return !isFree(load(this.words, SLOT_STATE));
  }

  /** True if the calling thread is the owner. */
  get owned(): boolean {
    return ownerOf(load(this.words, SLOT_STATE)) === ownerOf(this.me);
  }

  /** Takes it if it is free. Never blocks. */
  tryAcquire(): boolean {
    return this.#try('give-up');
  }

  /** Takes it: true, or false when the time is up. Blocks the calling thread. */
  acquire(options?: WaitOptions): boolean {
    if (options === undefined && this.swap(FREE, this.me)) return true; // T1
    return this.#acquireSlow('acquire', options, 'give-up');
  }

  /** As {@link SpinMutex.acquire}, but takes it over from a thread that died while it held it. */
  recover(options?: WaitOptions): boolean {
    return this.#acquireSlow('recover', options, 'recover');
  }

  /** Ends the calling thread's hold. Never blocks. */
  release(): void {
    if (!this.swap(this.me, FREE)) this.#releaseSlow(); // T4
  }

  /** As {@link SpinMutex.acquire}; returns the number of the hold, or undefined. */
  acquireNumbered(options?: WaitOptions): number | undefined {
    if (options !== undefined || !this.swap(FREE, this.me | RECORDED)) {
      if (!this.acquire(options)) return undefined;
      or(this.words, SLOT_STATE, RECORDED); // T7
    }
    return numberHold(this.words);
  }

  /** True while the hold of that number is the calling thread's. */
  isHeld(hold: number): boolean {
    const state = load(this.words, SLOT_STATE);
    // PLAIN: I4, the calling thread is the owner
    return isHoldOf(state, this.me) && isRecorded(state) && plainLoad(this.words, SLOT_HOLD) === hold;
  }

  /** Ends the hold of that number; does nothing when it is over. */
  releaseNumbered(hold: number): void {
    if (this.isHeld(hold)) this.#free(this.me | RECORDED);
  }

  /** Changes STATE from one value to another; false: it was not that. */
  swap(expected: number, value: number): boolean {
    // Two calls, and integers for certain: see `mutex.ts`.
    return this.#compareExchange === undefined
      ? swap(this.words, SLOT_STATE, expected, value)
      : this.#compareExchange(this.#address | 0, expected | 0, value | 0) === expected;
  }

  /** Held by whom, and is somebody waiting? */
  toString(): string {
    return describe(this);
  }

  #acquireSlow(call: 'acquire' | 'recover', options: WaitOptions | undefined, inheritance: Inheritance): boolean {
    const timeout = timeoutOf(this, call, options);
    const state = load(this.words, SLOT_STATE);
    if (checkPoison(this, state, inheritance) && takeOver(this, state, this.me)) return true; // T9
    if (timeout === Infinity && ownerOf(state) === ownerOf(this.me)) {
      throw selfDeadlock(this, call, ownerOf(state), false);
    }
    if (timeout === 0) return this.#try(inheritance);
    const deadline = Deadline.interruptible(timeout);
    if (take(this, false)) return true;
    for (let spins = canBlock() ? SPINS : SPINS_AWAKE; spins > 0; spins--) {
      if (spinUntil(() => take(this, false))) return true;
    }
    if (canBlock()) return takeNapping(this, call, deadline, inheritance) || gaveUp();
    if (this.#try(inheritance)) return true;
    throw mayNotSleep(this.label, call);
  }

  #try(inheritance: Inheritance): boolean {
    for (;;) {
      const state = load(this.words, SLOT_STATE);
      if (!isFree(state)) return isVacant(this, state, inheritance) && takeOver(this, state, this.me); // T9
      // Who never waits can never become one that has slept: it takes a reserved one, too.
      if (this.swap(state, this.me | state)) return true; // T3
    }
  }

  #releaseSlow(): void {
    const state = load(this.words, SLOT_STATE);
    if (isPoisoned(state)) throw abandoned(this, ownerOf(state));
    if (ownerOf(state) !== ownerOf(this.me)) throw notOwner(this, ownerOf(this.me), ownerOf(state));
    this.#free(state);
  }

  /** T4, where the word is what it probably is. */
  #free(probably: number): void {
    let state = probably;
    while (!this.swap(state, state & RESERVED)) state = load(this.words, SLOT_STATE);
  }
}

function mayNotSleep(label: string, call: string): BlockingNotAllowedError {
  return new BlockingNotAllowedError(
    `${label}: ${call}() would sleep, and this thread may not block; use a Lock, which has await acquireAsync()`,
  );
}
