/**
 * Slots that come out by priority, the smallest first, and those of one priority as they were put. A binary heap of the numbers of
 * entries, in one array with the numbers of those that are free.
 *
 * BLOCK
 *   0         NUMBERS  of all entries, once each: the first PUTS - TAKES are a heap of those that have an item
 *   capacity  ENTRIES
 *
 * ENTRY
 *   0  PRIORITY  2 words, a float64
 *   2  SEQUENCE  2 words, a float64: of the item, from 1 on; 0: there is none
 *   4  SLOT      the item
 *
 * INVARIANTS
 *   H1  While BUSY is 0, an entry has an item if SEQUENCE is not 0, and NUMBERS is what it should be.
 *   H2  One who dies leaves a note of the one entry whose SEQUENCE is not what it should be. The others tell NUMBERS.
 */
import { plainLoad, plainStore, type BlockStore } from '@sync/atomics/internal';
import type { Slots } from './slots.ts';
import { SLOT_RING, SLOT_SEQUENCE, blockOf, capacityOf } from './words.ts';

const SEQUENCE = 2;
const SLOT = 4;

/** SEQUENCE counts on in the high word. */
const HALF = 2 ** 30;

/** The heap of a PriorityQueue. */
export class Heap implements Slots {
  /** {@link Slots.isFragile} */
  readonly isFragile: boolean = true;
  /** {@link Slots.words} */
  words: Int32Array;
  /** {@link Slots.ring} */
  ring = 0;
  /** {@link Slots.capacity} */
  capacity = 0;
  readonly #control: Int32Array;
  readonly #store: BlockStore;
  readonly #slotWords: number;
  readonly #entryWords: number;
  #floats: Float64Array;
  /** Where NUMBERS begins. */
  #numbers = 0;
  /** Where ENTRIES begins. */
  #entries = 0;

  /** The bytes of a heap of so many slots of so many words. */
  static bytesFor(capacity: number, slotWords: number): number {
    return (capacity + (capacity & 1) + capacity * entryWordsFor(slotWords)) * 4;
  }

  /** @param control the words of the queue */
  constructor(control: Int32Array, store: BlockStore, slotWords: number) {
    this.#control = control;
    this.#store = store;
    this.#slotWords = slotWords;
    this.#entryWords = entryWordsFor(slotWords);
    this.words = store.wordsUpTo(0);
    this.#floats = floatsOf(this.words);
  }

  /** {@link Slots.follow} */
  follow(): void {
    const ring = plainLoad(this.#control, SLOT_RING); // PLAIN: as all here, the caller has the lock
    if (ring !== this.ring) this.#move(ring);
  }

  /** {@link Slots.bytesFor} */
  bytesFor(capacity: number): number {
    return Heap.bytesFor(capacity, this.#slotWords);
  }

  /** Fills a new block: no entry has an item. */
  clear(): void {
    this.follow();
    for (let entry = 0; entry < this.capacity; entry++) {
      this.words[this.#numbers + entry] = entry;
      this.#setSequence(entry, 0);
    }
  }

  /** {@link Slots.toPut} */
  toPut(puts: number, takes: number): number {
    return this.#slot(this.#number((puts - takes) | 0));
  }

  /** {@link Slots.toTake} */
  toTake(): number {
    return this.#slot(this.#number(0));
  }

  /** {@link Slots.entryOf} */
  entryOf(slot: number): number {
    return (slot - SLOT - this.#entries) / this.#entryWords + 1;
  }

  /** {@link Slots.writes} */
  writes(slot: number, priority: number): void {
    const entry = this.entryOf(slot) - 1;
    this.#floats[this.#at(entry) >> 1] = priority;
    this.#setSequence(entry, this.#draw());
  }

  /** {@link Slots.hasPut} */
  hasPut(puts: number, takes: number): void {
    this.#up(((puts - takes) | 0) - 1);
  }

  /** {@link Slots.hasTaken} */
  hasTaken(slot: number, puts: number, takes: number): void {
    const entry = this.entryOf(slot) - 1;
    this.#setSequence(entry, 0);
    const size = (puts - takes) | 0;
    const last = this.#number(size);
    this.#setNumber(size, entry);
    if (size > 0) this.#down(last, size);
  }

  /** {@link Slots.mend} */
  mend(puts: number, takes: number, notPut: number, taken: number): void {
    if (notPut !== 0) this.#setSequence(notPut - 1, 0);
    if (taken !== 0) this.#setSequence(taken - 1, 0);
    const all = Array.from({ length: this.capacity }, (_, entry) => entry);
    const isFree = (entry: number): boolean => this.#sequence(entry) === 0;
    const items = all.filter((entry) => !isFree(entry)).sort((one, other) => (this.#isBefore(one, other) ? -1 : 1));
    // What is sorted is a heap.
    [...items, ...all.filter(isFree)].forEach((entry, index) => {
      this.#setNumber(index, entry);
    });
    if (items.length !== ((puts - takes) | 0)) throw new RangeError(`PriorityQueue: ${items.length} items, and not ${puts - takes}`);
  }

  /** {@link Slots.copyTo} */
  copyTo(block: number, capacity: number): void {
    const words = this.#store.wordsUpTo(block + this.bytesFor(capacity));
    const numbers = block >> 2;
    const entries = numbers + capacity + (capacity & 1);
    const size = this.#entryWords;
    for (let index = 0; index < capacity; index++) {
      words[numbers + index] = index < this.capacity ? this.#number(index) : index;
    }
    for (let word = 0; word < this.capacity * size; word++) words[entries + word] = this.words[this.#entries + word] as number;
    for (let entry = this.capacity; entry < capacity; entry++) {
      const at = entries + entry * size + SEQUENCE;
      words[at] = 0;
      words[at + 1] = 0;
    }
  }

  /** {@link Slots.each} */
  each(puts: number, takes: number, visit: (slot: number) => void): void {
    for (let index = 0; index < ((puts - takes) | 0); index++) visit(this.#slot(this.#number(index)));
  }

  #up(from: number): void {
    const entry = this.#number(from);
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#number(above);
      if (!this.#isBefore(entry, parent)) break;
      this.#setNumber(index, parent);
      index = above;
    }
    this.#setNumber(index, entry);
  }

  #down(entry: number, size: number): void {
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= size) break;
      let child = this.#number(below);
      if (below + 1 < size && this.#isBefore(this.#number(below + 1), child)) child = this.#number(++below);
      if (!this.#isBefore(child, entry)) break;
      this.#setNumber(index, child);
      index = below;
    }
    this.#setNumber(index, entry);
  }

  #isBefore(one: number, other: number): boolean {
    const mine = this.#floats[this.#at(one) >> 1] as number;
    const theirs = this.#floats[this.#at(other) >> 1] as number;
    return mine < theirs || (mine === theirs && this.#sequence(one) < this.#sequence(other));
  }

  #draw(): number {
    const low = plainLoad(this.#control, SLOT_SEQUENCE) + 1;
    const high = plainLoad(this.#control, SLOT_SEQUENCE + 1);
    const carries = low === HALF;
    plainStore(this.#control, SLOT_SEQUENCE, carries ? 0 : low);
    if (carries) plainStore(this.#control, SLOT_SEQUENCE + 1, high + 1);
    return high * HALF + low;
  }

  #sequence(entry: number): number {
    return this.#floats[(this.#at(entry) + SEQUENCE) >> 1] as number;
  }

  #setSequence(entry: number, sequence: number): void {
    this.#floats[(this.#at(entry) + SEQUENCE) >> 1] = sequence;
  }

  #number(index: number): number {
    return this.words[this.#numbers + index] as number;
  }

  #setNumber(index: number, entry: number): void {
    this.words[this.#numbers + index] = entry;
  }

  #at(entry: number): number {
    return this.#entries + entry * this.#entryWords;
  }

  #slot(entry: number): number {
    return this.#at(entry) + SLOT;
  }

  #move(ring: number): void {
    const block = blockOf(ring);
    this.ring = ring;
    this.capacity = capacityOf(ring);
    this.#numbers = block >> 2;
    this.#entries = this.#numbers + this.capacity + (this.capacity & 1);
    this.words = this.#store.wordsUpTo(block + this.bytesFor(this.capacity));
    this.#floats = floatsOf(this.words);
  }
}

function floatsOf({ buffer, length }: Int32Array): Float64Array {
  return new Float64Array(buffer, 0, length >> 1);
}

function entryWordsFor(slotWords: number): number {
  return SLOT + slotWords + (slotWords & 1);
}
