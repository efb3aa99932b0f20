import { load, notify, plainLoad, store, swap } from './atomics.ts';
import { AsyncWaiters, type AsyncTask, type Awaited, type Glance } from './async-waiters.ts';
import { Deadline } from './deadline.ts';
import {
  ASYNC_HOLD,
  NOT_FREE,
  PATIENCE,
  RECORDED,
  RESERVED,
  SLOT_DEPTH,
  SLOT_HOLD,
  SLOT_STATE,
  announced,
  isFree,
  isPoisoned,
  left,
  taken,
} from './mutex-word.ts';
import { checkPoison, isVacant, takeOver, type Inheritance, type Mortal } from './mutex-death.ts';
import { numberHold } from './mutex-hold.ts';
import { perMemory } from './per-memory.ts';
import type { AsyncWait } from './wait-options.ts';

/** Whose waiters they are: the mutex as the calling thread sees it. */
interface Claimant extends Mortal {
  /** The calling thread's id, in its place in the word. */
  readonly me: number;
}

/** One that waits for the mutex. */
interface MutexTask extends AsyncTask {
  /** What it does if the owner is dead. */
  readonly inheritance: Inheritance;
}

/**
 * The async waiters of the calling thread on one mutex. As the thread's one voice among
 * the waiters of all threads it follows the transitions of `mutex-word.ts` like a sleeper:
 * T3 and T6 to announce itself, T5 to take, T8 to leave. Its holds are recorded, as async.
 */
export class MutexWaiters implements Awaited<MutexTask> {
  /** The mutex's. */
  readonly words: Int32Array;
  /** The word that all waiters of the mutex sleep on. */
  readonly index: number = SLOT_STATE;
  /** All wait for the same. */
  readonly inTurn: boolean = true;
  readonly #claimant: Claimant;
  readonly #list = new AsyncWaiters<MutexTask>(this);
  /** When the head of the list begins to starve. */
  #starving: Deadline | undefined;
  #reserved = false;

  private constructor(claimant: Claimant) {
    this.words = claimant.words;
    this.#claimant = claimant;
  }

  /** The thread's one line, for whichever object over the memory. */
  static of(claimant: Claimant): MutexWaiters {
    return perMemory('mutex-waiters', claimant.words, () => new MutexWaiters(claimant));
  }

  /** Waits in line; `result` makes the promise's value of the hold's number, if it got one. */
  enter<T>(
    { timeout, signal, unref }: AsyncWait,
    inheritance: Inheritance,
    result: (hold: number | undefined) => T,
  ): T | Promise<T> {
    if (signal?.aborted === true && timeout > 0) throw signal.reason;
    checkPoison(this.#claimant, load(this.words, SLOT_STATE), inheritance);
    if (this.#list.size === 0 && (this.#take(false) || this.#inherit(inheritance))) return result(this.#hold);
    // When both have ended the wait, the time limit wins.
    if (timeout === 0) return result(undefined);
    return new Promise((resolve, reject) => {
      this.#list.add({
        inheritance,
        limits: { deadline: Deadline.after(timeout), signal, unref },
        settle: (success) => {
          resolve(result(success ? this.#hold : undefined));
        },
        reject,
      });
    });
  }

  /** T1, T5 or T11. */
  claim({ inheritance }: MutexTask, glance: Glance): boolean {
    const vacant = checkPoison(this.#claimant, load(this.words, SLOT_STATE), inheritance);
    // A newcomer asks after nobody, but takes over what is known to be abandoned: nobody sleeps on that (I6).
    if (!this.#take(glance.slept) && !((vacant || glance.slept) && this.#inherit(inheritance))) return false;
    this.#starving = undefined;
    this.#reserved = false;
    return true;
  }

  /** T3, T6 or T7. */
  announce(_head: MutexTask, glance: Glance): number | undefined {
    this.#starving ??= Deadline.after(PATIENCE);
    const word = load(this.words, SLOT_STATE);
    if (isPoisoned(word) || taken(word, this.#claimant.me, glance.slept) !== NOT_FREE) return undefined;
    const starved = glance.slept && this.#starving.passed;
    const marked = announced(word, starved);
    if (marked !== word && !swap(this.words, SLOT_STATE, word, marked)) return undefined;
    this.#reserved ||= starved;
    return marked;
  }

  /** T8, or straight on to the next sleeper if the word is free. */
  passOn(): void {
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      if (isFree(word)) {
        notify(this.words, SLOT_STATE, 1);
        return;
      }
      if (swap(this.words, SLOT_STATE, word, left(word, false))) return; // T8
    }
  }

  /** T8: newcomers need not nap for one who has gone. */
  abandon(): void {
    this.#starving = undefined;
    while (this.#reserved) {
      const word = load(this.words, SLOT_STATE);
      this.#reserved = !swap(this.words, SLOT_STATE, word, isFree(word) ? word & ~RESERVED : left(word, true));
    }
  }

  /** T1 or T5, if the word is free for one like this. */
  #take(slept: boolean): boolean {
    for (;;) {
      const word = load(this.words, SLOT_STATE);
      const mine = taken(word, this.#claimant.me, slept);
      if (mine === NOT_FREE) return false;
      if (swap(this.words, SLOT_STATE, word, mine | RECORDED)) return this.#begin();
    }
  }

  /** T11, if the owner is dead. */
  #inherit(inheritance: Inheritance): boolean {
    const word = load(this.words, SLOT_STATE);
    const { me } = this.#claimant;
    return isVacant(this.#claimant, word, inheritance) && takeOver(this.#claimant, word, me | RECORDED) && this.#begin();
  }

  #begin(): true {
    store(this.words, SLOT_DEPTH, ASYNC_HOLD);
    numberHold(this.words);
    return true;
  }

  /** The number of the hold that was just taken. */
  get #hold(): number {
    return plainLoad(this.words, SLOT_HOLD); // PLAIN: I5, the calling thread is the owner
  }
}
