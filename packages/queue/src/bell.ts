/**
 * What those sleep on who wait for something, so that others need not call `notify` where nobody sleeps. One ring wakes one, and no
 * further one wakes another until he has come: he rings again if there is more. Who may find too little where another one finds
 * enough must not be the one who is woken: those sleep on a bell beside, which wakes all.
 *
 * BITS
 *   2-31  RINGS    counts up, so that who is about to sleep hears it
 *   1     BESIDE   somebody may be asleep on the bell beside this one
 *   0     ASLEEP   somebody may be asleep
 *
 * TRANSITIONS               by                                 then
 *   B1  + ASLEEP            who is about to sleep              of a bell beside: B2. Looks once more, sleeps on that value
 *   B2  + BESIDE            the same, on the bell that is rung
 *   B3  RINGS + 1, no marks who has something                  notify(1), or of all; if BESIDE was set, B3 there
 *   B4  + ASLEEP            who has slept, and leaves          looks whether there is something: B3
 *
 * INVARIANT  While somebody sleeps on it, ASLEEP is set, or all were woken, or one was who will do B1 or B4, or a slice ends (of one
 * that was woken and died, or of one whose ringer did).
 */
import { HotWord, notify, or, swap, type Place } from '@sync/atomics/internal';

const ASLEEP = 1;
const BESIDE = 2;
const MARKS = 3;
const ONE_RING = 4;

/** A bell, as one thread sees it. */
export class Bell {
  /** The words of the queue. */
  readonly words: Int32Array;
  /** Which of them it is. */
  readonly index: number;
  readonly #word: HotWord;
  /** All are woken. */
  readonly #isForAll: boolean;
  /** The one that is rung, and rings this one. */
  readonly #rungBy: Bell | undefined;
  #beside: Bell | undefined;

  /**
   * @param index where it is in that place
   * @param isForAll wakes all
   * @param rungBy it is beside that one
   */
  constructor(place: Place, index: number, isForAll: boolean, rungBy?: Bell) {
    this.words = place.words;
    this.index = index;
    this.#word = new HotWord(place, index);
    this.#isForAll = isForAll;
    this.#rungBy = rungBy;
    if (rungBy !== undefined) rungBy.#beside = this;
  }

  /** B1, B4: the value to sleep on. */
  mark(): number {
    const value = or(this.words, this.index, ASLEEP) | ASLEEP;
    if (this.#rungBy !== undefined) or(this.words, this.#rungBy.index, BESIDE); // B2
    return value;
  }

  /** B3; nothing if nobody is asleep. */
  ring(): void {
    const bell = this.#word.load();
    if ((bell & MARKS) !== 0) this.#ring(bell);
  }

  /** B3, whatever the marks are, of the one beside, too. */
  ringAll(): void {
    let bell = this.#word.load();
    while (!swap(this.words, this.index, bell, rung(bell))) bell = this.#word.load();
    notify(this.words, this.index, Infinity);
    this.#beside?.ringAll();
  }

  #ring(before: number): void {
    for (let bell = before; (bell & MARKS) !== 0; bell = this.#word.load()) {
      if (!swap(this.words, this.index, bell, rung(bell))) continue;
      if ((bell & ASLEEP) !== 0) notify(this.words, this.index, this.#isForAll ? Infinity : 1);
      if ((bell & BESIDE) !== 0) this.#beside?.ring();
      return;
    }
  }
}

function rung(bell: number): number {
  return ((bell & ~MARKS) + ONE_RING) | 0;
}
