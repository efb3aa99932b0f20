import { isGone, load, or, swap, threadId, type Place } from '@sync/atomics/internal';
import { LINE, READERS, SLOT_READERS, SLOT_USED } from './rw-lock-words.ts';

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
    this.#eachUsed((slot) => {
      if (this.#load(slot) !== 0) count++;
    });
    return count;
  }

  /** Who has one: a snapshot. */
  get threads(): number[] {
    const threads: number[] = [];
    this.#eachUsed((slot) => {
      const thread = this.#load(slot);
      if (thread !== 0) threads.push(thread);
    });
    return threads;
  }

  /** T9. */
  forgetDead(): void {
    const { words, table } = this.#place;
    this.#eachUsed((slot) => {
      const thread = this.#load(slot);
      if (isGone(thread, table)) swap(words, slot, thread, 0);
    });
  }

  #eachUsed(fn: (slot: number) => void): void {
    for (let half = 0; half < READERS / 32; half++) {
      for (let used = this.#load(SLOT_USED + half); used !== 0; used &= used - 1) {
        fn(SLOT_READERS + half * 32 + 31 - Math.clz32(used & -used));
      }
    }
  }

  /** The quick way, for words in the arena. */
  #load(index: number): number {
    const { arena, words } = this.#place;
    return arena === undefined ? load(words, index) : arena.load(words.byteOffset + index * 4);
  }
}

/** Where a thread begins to look: threads that were started one after the other, on lines of their own. */
function homeOf(thread: number): number {
  const lines = READERS / LINE;
  return (thread % lines) * LINE + (Math.floor(thread / lines) % LINE);
}
