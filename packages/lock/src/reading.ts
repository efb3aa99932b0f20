import {
  SLOT_STATE,
  add,
  isFree,
  load,
  notify,
  perMemory,
  perThread,
  swap,
  threadId,
  type Arena,
  type Place,
} from '@sync/atomics/internal';
import { ReadingSlots } from './reading-slots.ts';
import { LEAVER, SLOT_DRAINED } from './rw-lock-words.ts';

/**
 * The read holds of the calling thread: those of plain calls, which are only counted, and those of
 * guards, which have numbers. All of them share one slot.
 */
export class Reading {
  /** How many there are, of both kinds. */
  holds = 0;
  /** The slots of all threads. */
  readonly slots: ReadingSlots;
  readonly #me: number = threadId();
  readonly #words: Int32Array;
  /** The quick way to the words, for those in the arena. */
  readonly #compareExchange: Arena['compareExchange'] | undefined;
  readonly #load: Arena['load'] | undefined;
  readonly #stateAddress: number;
  /** The word that the thread took last; 0: none yet. */
  #slot = 0;
  readonly #numbered = new Set<number>();
  #next = 1;
  #isKept = false;

  private constructor(place: Place) {
    this.slots = new ReadingSlots(place);
    this.#words = place.words;
    this.#compareExchange = place.arena?.compareExchange;
    this.#load = place.arena?.load;
    this.#stateAddress = place.words.byteOffset + SLOT_STATE * 4;
  }

  /** The thread's one, for whichever object over the memory. */
  static of(place: Place): Reading {
    return perMemory('rw-reading', place.words, () => new Reading(place));
  }

  /** False: somebody writes, is about to, or passes. */
  isOpen(): boolean {
    return isFree(this.#load === undefined ? load(this.#words, SLOT_STATE) : this.#load(this.#stateAddress));
  }

  /** T1, or T2 if that does not take waiting: whether the thread has one hold more. */
  enter(): boolean {
    if (this.holds > 0) {
      this.holds++;
      return true;
    }
    // The first look spares those who drain a slot that is taken and left at once.
    if (!this.isOpen() || !this.#takeSlot()) return false;
    if (this.isOpen()) return this.#begin();
    this.#leaveSlot();
    return false;
  }

  /** T4, T8: the same for one whose thread owns the mutex; false: all slots are taken. */
  enterAsOwner(): boolean {
    if (this.holds === 0 && !this.#takeSlot()) return false;
    return this.#begin();
  }

  /** Gives the last hold that has none a number, for a guard. */
  number(): number {
    const number = this.#next++;
    this.#numbered.add(number);
    return number;
  }

  /** True while the hold of that number lasts. */
  isHeld(number: number): boolean {
    return this.#numbered.has(number);
  }

  /** Ends the last hold that has no number, or else the last one that has. The thread has some. */
  leave(): void {
    if (this.#numbered.size === this.holds) this.#numbered.delete([...this.#numbered].at(-1) ?? 0);
    this.#end();
  }

  /** Ends the hold of that number; does nothing when it is over. */
  leaveNumbered(number: number): void {
    if (this.#numbered.delete(number)) this.#end();
  }

  #begin(): true {
    this.holds++;
    if (!this.#isKept) this.#keep();
    return true;
  }

  #end(): void {
    this.holds--;
    if (this.holds === 0) this.#leaveSlot();
  }

  /** T2: the one that it had last is probably free. */
  #takeSlot(): boolean {
    if (this.#slot !== 0 && this.#swap(this.#slot, 0, this.#me)) return true;
    const slot = this.slots.take();
    if (slot === 0) return false;
    this.#slot = slot;
    return true;
  }

  /** T3. I3. */
  #leaveSlot(): void {
    this.#swap(this.#slot, this.#me, 0);
    if (this.isOpen()) return;
    add(this.#words, SLOT_DRAINED, LEAVER);
    notify(this.#words, SLOT_DRAINED, Infinity);
  }

  #swap(slot: number, expected: number, value: number): boolean {
    return this.#compareExchange === undefined
      ? swap(this.#words, slot, expected, value)
      : this.#compareExchange((this.#words.byteOffset + slot * 4) | 0, expected | 0, value | 0) === expected;
  }

  /** Whoever reads may let go of all objects over the memory, and come back with another. */
  #keep(): void {
    const kept = perThread('rw-readings', () => ({ all: new Set<Reading>(), most: 16 }));
    if (kept.all.size >= kept.most) {
      for (const one of kept.all) {
        if (one.holds === 0) one.#isKept = !kept.all.delete(one);
      }
      kept.most = 2 * kept.all.size + 16;
    }
    kept.all.add(this);
    this.#isKept = true;
  }
}
