import { countSlot, SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';

/** A look at another's count steals its cache line. */
const BETWEEN_LOOKS = 64;

/**
 * What a thread does beside the barrier. Thread 1 says before it arrives which generation is the last. Now and then a
 * thread looks whether the next one has arrived, too: it may be in the generation after this one, but no further.
 */
class Meeting {
  readonly #control: Int32Array;
  readonly #words: SectionWords;
  readonly #me: number;
  readonly #mine: number;
  readonly #other: number;
  readonly #start = performance.now();

  constructor({ control, me, task }: Round) {
    this.#control = control;
    this.#words = sectionWords(control);
    this.#me = me;
    this.#mine = countSlot(me);
    this.#other = countSlot((me % task.threads) + 1);
  }

  before(generation: number): void {
    if (this.#me === 1 && this.#control[SLOT_STOP] !== 0) this.#words[3] = generation;
    this.#control[this.#mine] = generation;
  }

  /** Returns the result when this generation was the last. */
  after(generation: number): ThreadResult | undefined {
    if (this.#words[3] === generation) return { operations: generation, seconds: (performance.now() - this.#start) / 1000 };
    if (generation % BETWEEN_LOOKS === 0) {
      const ahead = (this.#control[this.#other] ?? 0) - generation;
      if (ahead !== 0 && ahead !== 1) this.#words[2] = 1;
    }
    return undefined;
  }
}

/** All threads pass a barrier together, over and over. */
export const barrier: Loop = (round) => {
  const shared = shapeOf(round, 'barrier');
  const meeting = new Meeting(round);
  for (let generation = 1; ; generation++) {
    meeting.before(generation);
    shared.wait();
    const result = meeting.after(generation);
    if (result) return result;
  }
};

/** The same, awaited. */
export const barrierAsync: Loop = async (round) => {
  const shared = shapeOf(round, 'barrier');
  const meeting = new Meeting(round);
  for (let generation = 1; ; generation++) {
    meeting.before(generation);
    await shared.waitAsync();
    const result = meeting.after(generation);
    if (result) return result;
  }
};

/** Whether no thread was seen ahead of another, or behind it, by more than one generation. */
export function stayedTogether(words: SectionWords): boolean {
  return words[2] === 0;
}
