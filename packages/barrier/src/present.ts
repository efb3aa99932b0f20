import { isGone, load, lookInTurn, perMemory, store, swap, threadId, type Place } from '@sync/atomics/internal';
import { MOST_PRESENT, SLOT_ASKED, SLOT_PRESENT, isBefore, roundOf } from './barrier-word.ts';

/**
 * Which threads wait at a barrier, so that those who wait with one that dies learn of it.
 * A thread takes an entry when it first comes, and keeps it as long as it lives.
 *
 * ENTRY, int32 words
 *   0  THREAD   thread id; 0: never used, nor are those behind it; FORGOTTEN: free again
 *   1  HERE     bits 16-31: the round; bits 0-15: how many of its tasks wait in it
 *
 * INVARIANTS
 *   I1  HERE is written by its thread alone; an entry changes hands when its thread is dead.
 *   I2  A task is noted before it is counted as come, so one that dies in between breaks
 *       the round instead of leaving it to wait.
 *   I3  What a dead thread left is forgotten when the round is over that it was in; not when
 *       that is a later one than the round which the one who looks has seen last.
 */
const ENTRY_WORDS = 2;
const THREAD = 0;
const HERE = 1;

const TASKS = 0xffff;

const NEVER_USED = 0;
const FORGOTTEN = -1;

/** No entry was free: the thread's death would go unnoticed. */
const NONE = -1;

/** Where each begins. */
const ALL: readonly number[] = Array.from({ length: MOST_PRESENT }, (_, at) => SLOT_PRESENT + at * ENTRY_WORDS);

/** The calling thread's tasks at one barrier. */
export class Present {
  /** It is running the action. */
  isActing = false;
  readonly #words: Int32Array;
  readonly #place: Place;
  #entry = NONE;
  /** What the entry says, or would if there was one. */
  #here = 0;

  private constructor(place: Place) {
    this.#words = place.words;
    this.#place = place;
  }

  /** The thread's one, for whichever object over the memory. */
  static of(place: Place): Present {
    return perMemory('barrier', place.words, () => new Present(place));
  }

  /** One more task waits in a round. I2. */
  enter(round: number): void {
    this.#here = roundOf(this.#here) === round ? this.#here + 1 : (round << 16) | 1;
    this.#note();
  }

  /** One task less. */
  leave(round: number): void {
    if (!isIn(this.#here, round)) return;
    this.#here--;
    if (this.#entry !== NONE) store(this.#words, this.#entry + HERE, this.#here);
  }

  /** Writes it down; does so again in each slice, since a place may become free. */
  #note(): void {
    if (this.#entry === NONE) this.#entry = this.#claim();
    if (this.#entry !== NONE) store(this.#words, this.#entry + HERE, this.#here);
  }

  /**
   * True if a thread has died that had tasks in this round; forgets those that died in earlier
   * ones. One of those who wait looks, and breaks the round for all.
   */
  hasLost(round: number): boolean {
    const words = this.#words;
    if (this.#entry === NONE) this.#note();
    let lost = false;
    lookInTurn(words, SLOT_ASKED, this.#place.table, (isGone) => {
      let done = true;
      for (const entry of ALL) {
        const thread = load(words, entry + THREAD);
        if (thread === NEVER_USED) break;
        if (!isGone(thread)) continue;
        const here = load(words, entry + HERE);
        // Else another has the entry by now, and has written that.
        if (load(words, entry + THREAD) !== thread) continue;
        if (isIn(here, round)) return (lost = true);
        if (!isOver(here, round)) done = false; // A round that has begun since.
        else if (swap(words, entry + HERE, here, 0)) swap(words, entry + THREAD, thread, FORGOTTEN); // I3
      }
      return done;
    });
    return lost;
  }

  /** A free entry, or one whose thread has died, but not in the round that is: others have to see that. */
  #claim(): number {
    const words = this.#words;
    const round = roundOf(this.#here);
    for (const entry of ALL) {
      const thread = load(words, entry + THREAD);
      // Of objects that nobody uses any more.
      if (thread === threadId()) return entry;
      const isFree = thread === NEVER_USED || thread === FORGOTTEN || isGone(thread, this.#place.table);
      // Looked at last: a thread that is dead writes no more.
      if (!isFree || !isOver(load(words, entry + HERE), round)) continue;
      if (swap(words, entry + THREAD, thread, threadId())) return entry;
    }
    return NONE;
  }
}

/** Some tasks wait in that round. */
function isIn(here: number, round: number): boolean {
  return roundOf(here) === round && (here & TASKS) > 0;
}

/** I3. */
function isOver(here: number, round: number): boolean {
  return (here & TASKS) === 0 || isBefore(roundOf(here), round);
}
