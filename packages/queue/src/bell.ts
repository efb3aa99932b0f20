/**
 * What those sleep on who wait for something, so that others need not call `notify` where nobody sleeps. One ring wakes one, and no
 * further one wakes another until he has come: he rings again if there is more.
 *
 * BITS
 *   2-31  RINGS    counts up, so that who is about to sleep hears it
 *   1     MANY     somebody sleeps who may find it too little: all are woken
 *   0     ASLEEP   somebody may be asleep
 *
 * TRANSITIONS                    by                         then
 *   B1  + ASLEEP (+ MANY)        who is about to sleep      looks once more, sleeps on that value
 *   B2  RINGS + 1, no marks      who has something for one  notify(1), or of all if it was MANY
 *   B3  the same                 who has it for all         notify(all)
 *   B4  + ASLEEP                 one who has slept, and     looks whether there is something: B2
 *                                leaves
 *
 * INVARIANT  While somebody sleeps on it, ASLEEP is set, or one was woken who will do B4, or a slice ends (of one
 * that was woken and died).
 */
import { HotWord, notify, or, swap, type Place } from '@sync/atomics/internal';

const ASLEEP = 1;
const MANY = 2;
const MARKS = 3;
const ONE_RING = 4;

/** A bell, as one thread sees it. */
export class Bell {
  /** The words of the queue. */
  readonly words: Int32Array;
  /** Which of them it is. */
  readonly index: number;
  readonly #word: HotWord;

  /** @param index where it is in that place */
  constructor(place: Place, index: number) {
    this.words = place.words;
    this.index = index;
    this.#word = new HotWord(place, index);
  }

  /** B1, B4: the value to sleep on. */
  mark(many = false): number {
    const marks = many ? ASLEEP | MANY : ASLEEP;
    return or(this.words, this.index, marks) | marks;
  }

  /** B2; nothing if nobody is asleep. */
  ring(): void {
    const bell = this.#word.load();
    if ((bell & MARKS) !== 0) this.#ring(bell);
  }

  /** B3. */
  ringAll(): void {
    let bell = this.#word.load();
    while (!swap(this.words, this.index, bell, rung(bell))) bell = this.#word.load();
    notify(this.words, this.index, Infinity);
  }

  #ring(before: number): void {
    for (let bell = before; (bell & MARKS) !== 0; bell = this.#word.load()) {
      if (!swap(this.words, this.index, bell, rung(bell))) continue;
      notify(this.words, this.index, (bell & MANY) === 0 ? 1 : Infinity);
      return;
    }
  }
}

function rung(bell: number): number {
  return ((bell & ~MARKS) + ONE_RING) | 0;
}
