import { load } from './atomics.ts';
import { blocked, type BlockedWait } from './blocked-wait.ts';
import type { CircleStep } from './deadlock.ts';
import { circular } from './deadlock-error.ts';
import { Deadline } from './deadline.ts';
import { checkPoison, isVacant, takeOver, type Inheritance, type Mortal } from './mutex-death.ts';
import type { Subject } from './input.ts';
import { holdersOf } from './mutex-kept.ts';
import {
  NOT_FREE,
  PATIENCE,
  SLOT_STATE,
  announced,
  isFree,
  isReserved,
  left,
  ownerOf,
  taken,
} from './mutex-word.ts';
import { orderOf } from './order.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { spinUntil } from './spin.ts';

/** A newcomer leaves a reserved word alone for so long, in milliseconds. */
const NAP = 5;

/** A mutex, as those see it who wait for it. */
export interface Takeable extends Mortal {
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
  /** Changes STATE from one value to another; false: it was not that. */
  swap(expected: number, value: number): boolean;
}

/** Tries to take it, once, as one who waits: T1, or T5 for one who has slept. */
export function take(mutex: Takeable, slept: boolean): boolean {
  const word = load(mutex.words, SLOT_STATE);
  const mine = taken(word, mutex.me, slept);
  return mine !== NOT_FREE && mutex.swap(word, mine);
}

/**
 * Spins, then sleeps, until it is taken or the time is up: whether it was taken. Blocks the
 * calling thread.
 *
 * @param call for messages, as `acquire`
 * @param subject what the thread is seen to wait for
 * @throws AbandonedLockError its owner died, and the caller is not one who recovers
 * @throws DeadlockError it would never end
 */
export function takeWaiting(mutex: Takeable, call: string, deadline: Deadline, inheritance: Inheritance, subject: Subject = mutex): boolean {
  if (spinUntil(() => take(mutex, false))) return true;
  const { words, table } = mutex;
  const blocking = { subject, untimed: !deadline.finite, order: () => orderOf(words), table };
  return blocked(blocking, (shown) => {
    const wait = new SleepyWait(mutex, deadline, inheritance, shown);
    const taken = wait.take();
    if (wait.circle !== undefined && !taken) throw circular(subject, call, table, wait.circle);
    return taken;
  });
}

/** The wait of one who has spun in vain. */
class SleepyWait {
  readonly #mutex: Takeable;
  readonly #deadline: Deadline;
  readonly #inheritance: Inheritance;
  readonly #starving = Deadline.after(PATIENCE);
  #slept = false;
  #reserved = false;
  readonly #shown: BlockedWait;
  /** It would never end. */
  circle: readonly CircleStep[] | undefined;

  constructor(mutex: Takeable, deadline: Deadline, inheritance: Inheritance, shown: BlockedWait) {
    this.#mutex = mutex;
    this.#deadline = deadline;
    this.#inheritance = inheritance;
    this.#shown = shown;
  }

  /** T1, T5 or T11; false: the time is up, or it would never end. */
  take(): boolean {
    const mutex = this.#mutex;
    const { words } = mutex;
    let due = false;
    for (;;) {
      const word = load(words, SLOT_STATE);
      const mine = taken(word, mutex.me, this.#slept);
      if (mine !== NOT_FREE) {
        if (mutex.swap(word, mine)) return true;
        continue;
      }
      const vacant = due ? isVacant(mutex, word, this.#inheritance) : checkPoison(mutex, word, this.#inheritance);
      if (vacant && takeOver(mutex, word, mutex.me)) return true;
      if (vacant) continue;
      if (this.circle !== undefined || this.#deadline.passed) {
        if (!this.#leave(word)) continue;
        return false;
      }
      const starved = this.#slept && this.#starving.passed;
      const marked = announced(word, starved);
      if (marked !== word && !mutex.swap(word, marked)) continue;
      if (starved && !isReserved(word)) {
        this.#reserved = true;
        if (spinUntil(() => take(mutex, true))) return true;
      }
      if (due) this.circle = this.#shown.look(holdersOf(ownerOf(word)));
      if (this.circle !== undefined) continue;
      const end = sleepSlice(words, SLOT_STATE, marked, this.#deadline, isFree(word) ? NAP : SLICE);
      // A sleep that timed out counts, too: the wake-up may have gone to one that died.
      this.#slept ||= end !== 'not-equal';
      due = end === 'timed-out' && !isFree(word);
    }
  }

  /** T8, if it owes one; false: the word is another by now. */
  #leave(word: number): boolean {
    return !this.#slept || this.#mutex.swap(word, left(word, this.#reserved));
  }
}
