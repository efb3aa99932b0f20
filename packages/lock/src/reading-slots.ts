import { isGone, load, or, swap, threadId, type Place } from '@sync/atomics/internal';
import { LINE, READERS, SLOT_READERS, SLOT_USED } from './rw-lock-words.ts';

/** Words of USED, 32 slots each. */
const HALVES = 2;

/** The slots of all readers, as one thread sees them. They are searched on slow paths only. */
export class ReadingSlots {
  readonly #place: Place;

  /** @param place the lock's */
  constructor(place: Place) {
    this.#place = place;
  }

  /** Takes one for the calling thread: the index of its word, or 0 if all are taken. I4. */
  take(): number {
    const { words } = this.#place;
    const me = threadId();
    const first = homeOf(me);
    for (let turn = 0; turn < READERS; turn++) {
      const slot = (first + turn) % READERS;
      if (load(words, SLOT_READERS + slot) !== 0) continue;
      const used = SLOT_USED + (slot >>> 5);
      const bit = 1 << (slot & 31);
      if ((load(words, used) & bit) === 0) or(words, used, bit);
      if (swap(words, SLOT_READERS + slot, 0, me)) return SLOT_READERS + slot;
    }
    return 0;
  }

  /** How many are taken. */
  get count(): number {
    let count = 0;
    for (let half = 0; half < HALVES; half++) {
      for (let used = this.#load(SLOT_USED + half); used !== 0; used &= used - 1) {
        if (this.#load(firstOf(half, used)) !== 0) count++;
      }
    }
    return count;
  }

  /** Who has one: a snapshot. */
  get threads(): number[] {
    return Array.from(this.#used(), (slot) => this.#load(slot)).filter((thread) => thread !== 0);
  }

  /** T9. */
  forgetDead(): void {
    const { words, table } = this.#place;
    for (const slot of this.#used()) {
      const thread = this.#load(slot);
      if (isGone(thread, table)) swap(words, slot, thread, 0);
    }
  }

  /** Slower than the loop of `count`, for which a writer has no time. */
  *#used(): Iterable<number> {
    for (let half = 0; half < HALVES; half++) {
      for (let used = this.#load(SLOT_USED + half); used !== 0; used &= used - 1) yield firstOf(half, used);
    }
  }

  /** The quick way, for words in the arena. */
  #load(index: number): number {
    const { arena, words } = this.#place;
    return arena === undefined ? load(words, index) : arena.load((words.byteOffset + index * 4) | 0);
  }
}

/** The word of the slot that the lowest bit of USED stands for. */
function firstOf(half: number, used: number): number {
  return SLOT_READERS + half * 32 + 31 - Math.clz32(used & -used);
}

/** Where a thread begins to look: threads that were started one after the other, on lines of their own. */
function homeOf(thread: number): number {
  const lines = READERS / LINE;
  return (thread % lines) * LINE + (Math.floor(thread / lines) % LINE);
}
