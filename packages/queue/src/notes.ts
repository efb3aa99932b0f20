import { load, plainLoad, plainStore, type BlockStore } from '@sync/atomics/internal';
import type { Slots } from './slots.ts';
import {
  BUSY,
  ENTRY,
  GET_SIDE,
  NEW,
  NOTE,
  NUMBER,
  OLD,
  PUT_SIDE,
  RING_TAG,
  SLOT_PUTS,
  SLOT_RING,
  SLOT_TAKES,
  TAG,
  blockOf,
  tagOf,
} from './words.ts';

/**
 * What a section may leave half done, noted before it begins: blocks on their way in or out, the entry of a heap, the slots that
 * larger ones replace. I3, T3. BUSY is set first and cleared last, so that notes mean something only as long as it is set.
 *
 * PLAIN: who calls has the lock of the side that the call is about.
 */
export class Notes {
  readonly #words: Int32Array;
  readonly #store: BlockStore;
  readonly #slots: Slots;
  /** One lock, one BUSY. */
  readonly #oneLock: boolean;
  readonly #takeBusy: number;

  /** @param oneLock the sides are one */
  constructor(words: Int32Array, store: BlockStore, slots: Slots, oneLock: boolean) {
    this.#words = words;
    this.#store = store;
    this.#slots = slots;
    this.#oneLock = oneLock;
    this.#takeBusy = (oneLock ? PUT_SIDE : GET_SIDE) + BUSY;
  }

  /** An item is about to be put in that slot; its block is kept. */
  beginPut(slot: number, block: number, number: number): void {
    this.#write(PUT_SIDE + BUSY, 1);
    this.#write(PUT_SIDE + NUMBER, number);
    this.#write(PUT_SIDE + ENTRY, this.#slots.entryOf(slot));
    if (block === 0) return;
    this.#write(PUT_SIDE + NOTE, block);
    this.#store.keep(block, tagOf(number));
  }

  /** It was put. */
  endPut(): void {
    this.#settle(PUT_SIDE, PUT_SIDE + BUSY);
  }

  /** An item is about to be taken from that slot. */
  beginTake(slot: number, block: number, number: number): void {
    this.#write(this.#takeBusy, 1);
    this.#write(GET_SIDE + NUMBER, number);
    this.#write(GET_SIDE + ENTRY, this.#slots.entryOf(slot));
    if (block === 0) return;
    this.#write(GET_SIDE + TAG, this.#store.tagOf(block));
    this.#write(GET_SIDE + NOTE, block);
  }

  /** It was taken: the block is the caller's. */
  endTake(block: number): void {
    if (block !== 0) this.#store.take(block);
    this.#settle(GET_SIDE, this.#takeBusy);
  }

  /** Slots in that block are about to replace those there are; it is kept. */
  beginGrowth(block: number): void {
    this.#write(PUT_SIDE + BUSY, 1);
    this.#write(PUT_SIDE + OLD, this.#block());
    this.#write(PUT_SIDE + NEW, block);
    this.#store.keep(block, RING_TAG);
  }

  /** They have. */
  endGrowth(): void {
    this.#store.free(this.#read(PUT_SIDE + OLD));
    this.#write(PUT_SIDE + NEW, 0);
    this.#write(PUT_SIDE + BUSY, 0);
  }

  /** Makes good what a dead putter has left. */
  mendPut(): void {
    if (this.#read(PUT_SIDE + BUSY) !== 0) this.#mendPut();
  }

  /** Makes good what a dead getter has left. */
  mendTake(): void {
    if (this.#read(this.#takeBusy) === 0) return;
    if (this.#oneLock) this.#mendPut();
    else this.#mendTake();
  }

  #mendPut(): void {
    const recent = this.#read(PUT_SIDE + NEW);
    if (recent !== 0) {
      this.#store.recover(this.#block() === recent ? this.#read(PUT_SIDE + OLD) : recent, RING_TAG);
      this.#write(PUT_SIDE + NEW, 0);
    }
    const number = this.#read(PUT_SIDE + NUMBER);
    const wasPut = load(this.#words, SLOT_PUTS) !== number;
    const block = this.#read(PUT_SIDE + NOTE);
    if (block !== 0 && !wasPut) this.#store.recover(block, tagOf(number));
    if (this.#slots.isFragile) this.#mendSlots(wasPut ? 0 : this.#read(PUT_SIDE + ENTRY));
    if (this.#oneLock) this.#mendTake();
    this.#settle(PUT_SIDE, PUT_SIDE + BUSY);
  }

  #mendSlots(notPut: number): void {
    const taken = this.#wasTaken ? this.#read(GET_SIDE + ENTRY) : 0;
    this.#slots.follow();
    this.#slots.mend(load(this.#words, SLOT_PUTS), load(this.#words, SLOT_TAKES), notPut, taken);
  }

  #mendTake(): void {
    const block = this.#read(GET_SIDE + NOTE);
    if (block !== 0 && this.#wasTaken) this.#store.recover(block, this.#read(GET_SIDE + TAG));
    this.#settle(GET_SIDE, this.#takeBusy);
  }

  get #wasTaken(): boolean {
    return load(this.#words, SLOT_TAKES) !== this.#read(GET_SIDE + NUMBER);
  }

  #settle(side: number, busy: number): void {
    this.#write(side + NOTE, 0);
    this.#write(side + ENTRY, 0);
    this.#write(busy, 0);
  }

  /** Where the slots are. */
  #block(): number {
    return blockOf(this.#read(SLOT_RING));
  }

  #read(index: number): number {
    return plainLoad(this.#words, index);
  }

  #write(index: number, value: number): void {
    plainStore(this.#words, index, value);
  }
}
