import { plainLoad, type BlockStore } from '@sync/atomics/internal';
import type { Slots } from './slots.ts';
import { SLOT_RING, blockOf, capacityOf } from './words.ts';

/** Slots in a row, which begins anew at its end: first in, first out; or a stack of them: last in, first out. */
export class Ring implements Slots {
  /** {@link Slots.isFragile} */
  readonly isFragile: boolean = false;
  /** {@link Slots.words} */
  words: Int32Array;
  /** {@link Slots.ring} */
  ring = 0;
  /** {@link Slots.capacity} */
  capacity = 0;
  readonly #control: Int32Array;
  readonly #store: BlockStore;
  readonly #slotWords: number;
  readonly #isStack: boolean;
  #first = 0;
  #mask = 0;

  /** The bytes of so many slots of so many words. */
  static bytesFor(capacity: number, slotWords: number): number {
    return capacity * slotWords * 4;
  }

  /** @param control the words of the queue */
  constructor(control: Int32Array, store: BlockStore, slotWords: number, isStack: boolean) {
    this.#control = control;
    this.#store = store;
    this.#slotWords = slotWords;
    this.#isStack = isStack;
    this.words = store.wordsUpTo(0);
  }

  /** {@link Slots.follow} */
  follow(): void {
    const ring = plainLoad(this.#control, SLOT_RING); // PLAIN: T3 has both locks
    if (ring !== this.ring) this.#move(ring);
  }

  /** {@link Slots.bytesFor} */
  bytesFor(capacity: number): number {
    return Ring.bytesFor(capacity, this.#slotWords);
  }

  /** {@link Slots.toPut} */
  toPut(puts: number, takes: number): number {
    return this.#slot(this.#isStack ? puts - takes : puts);
  }

  /** {@link Slots.toTake} */
  toTake(puts: number, takes: number): number {
    return this.#slot(this.#isStack ? puts - takes - 1 : takes);
  }

  /** {@link Slots.entryOf} */
  entryOf(): number {
    return 0;
  }

  /** {@link Slots.writes} */
  writes(): void {
    // The slot is all there is.
  }

  /** {@link Slots.hasPut} */
  hasPut(): void {
    // The slot is all there is.
  }

  /** {@link Slots.hasTaken} */
  hasTaken(): void {
    // The slot is all there is.
  }

  /** {@link Slots.mend} */
  mend(): void {
    // The slot is all there is.
  }

  /** {@link Slots.copyTo} */
  copyTo(block: number, capacity: number, puts: number, takes: number): void {
    const size = this.#slotWords;
    const words = this.#store.wordsUpTo(block + this.bytesFor(capacity));
    const first = block >> 2;
    const from = this.#isStack ? 0 : takes;
    for (let number = from; number !== from + ((puts - takes) | 0); number++) {
      const slot = this.#slot(number);
      const to = first + (number & (capacity - 1)) * size;
      for (let word = 0; word < size; word++) words[to + word] = this.words[slot + word] as number;
    }
  }

  /** {@link Slots.each} */
  each(puts: number, takes: number, visit: (slot: number) => void): void {
    const from = this.#isStack ? 0 : takes;
    for (let number = from; number !== from + ((puts - takes) | 0); number++) visit(this.#slot(number));
  }

  #slot(number: number): number {
    return this.#first + (number & this.#mask) * this.#slotWords;
  }

  #move(ring: number): void {
    const block = blockOf(ring);
    this.ring = ring;
    this.capacity = capacityOf(ring);
    this.#first = block >> 2;
    this.#mask = this.capacity - 1;
    this.words = this.#store.wordsUpTo(block + this.bytesFor(this.capacity));
  }
}
