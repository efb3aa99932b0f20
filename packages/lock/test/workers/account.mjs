/**
 * What a lock protects in the kill lane: a plain count with a copy, and each thread's own count.
 * Who changes it writes down first what it will be, so that whoever comes after one
 * that died in the middle can finish it.
 */
const TOTAL = 0;
const COPY = 1;
/** Who is inside, + 1; 0: nobody. */
const INSIDE = 2;
/** 1: what follows is to become true. */
const WRITTEN = 3;
const NEXT = 4;
const NEXT_OWN = 5;
const OWN = 8;
/** Of each thread: its own count, and whether another has finished what it began. */
const EACH = 2;

/** The account of so many threads. */
export class Account {
  /** @param words shared */
  constructor(words) {
    this.words = words;
  }

  /** Words for so many. */
  static words(threads) {
    return new Int32Array(new SharedArrayBuffer(4 * (OWN + EACH * threads)));
  }

  /** Adds one. `within` is called in the middle. */
  add(who, within) {
    const { words } = this;
    if (words[INSIDE] !== 0) throw new Error(`#${words[INSIDE] - 1} is inside, too`);
    words[INSIDE] = who + 1;
    // Without exclusion additions get lost, or the copy is seen to differ.
    const before = words[TOTAL];
    if (words[COPY] !== before) throw new Error(`torn: ${before} and ${words[COPY]}`);
    words[NEXT] = before + 1;
    words[NEXT_OWN] = words[OWN + EACH * who] + 1;
    Atomics.store(words, WRITTEN, 1);
    words[TOTAL] = before + 1;
    within();
    this.#finish();
  }

  /** The count, for one that knows that nobody adds. */
  read() {
    const { words } = this;
    if (words[INSIDE] !== 0 || words[COPY] !== words[TOTAL]) throw new Error(`#${words[INSIDE] - 1} is inside`);
    return words[TOTAL];
  }

  /** Finishes what one began that does not go on: who that is, or -1. */
  repair() {
    const { words } = this;
    const who = words[INSIDE] - 1;
    if (who < 0) return -1;
    Atomics.store(words, OWN + EACH * who + 1, 1);
    this.#finish();
    return who;
  }

  /** Another has finished what that one began. */
  wasRepaired(who) {
    return Atomics.load(this.words, OWN + EACH * who + 1) === 1;
  }

  /** Who is inside; -1: nobody. */
  get inside() {
    return Atomics.load(this.words, INSIDE) - 1;
  }

  /** The count, its copy, and the sum of the threads' own. */
  get sums() {
    const { words } = this;
    let own = 0;
    for (let at = OWN; at < words.length; at += EACH) own += words[at];
    return [words[TOTAL], words[COPY], own];
  }

  /** Any number of times, by whomever. */
  #finish() {
    const { words } = this;
    const who = words[INSIDE] - 1;
    if (Atomics.load(words, WRITTEN) === 1) {
      words[TOTAL] = words[NEXT];
      words[OWN + EACH * who] = words[NEXT_OWN];
      words[COPY] = words[NEXT];
      Atomics.store(words, WRITTEN, 0);
    }
    Atomics.store(words, INSIDE, 0);
  }
}
