import {
  SLOT_STATE,
  add,
  compareExchange,
  isFree,
  load,
  notify,
  perMemory,
  perThread,
  threadId,
  type Arena,
  type Place,
} from '@sync/atomics/internal';
import { ReadingSlots } from './reading-slots.ts';
import { BEGUN, DONE, quickOf, type Quick } from './rw-lock-quick.ts';
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
  readonly #arena: Arena | undefined;
  readonly #quick: Quick | undefined;
  /** Where the lock begins in the arena, and where its mutex is. */
  readonly #base: number;
  readonly #state: number;
  /** The word that the thread took last; 0: none yet, or it has to be searched for. */
  #slot = 0;
  /** Where that is in the arena. */
  #address = 0;
  readonly #numbered = new Set<number>();
  /** How many have numbers. */
  #guarded = 0;
  #next = 1;

  private constructor(place: Place) {
    this.slots = new ReadingSlots(place);
    this.#words = place.words;
    this.#arena = place.arena;
    this.#quick = quickOf(place);
    this.#base = place.words.byteOffset;
    this.#state = this.#base + SLOT_STATE * 4;
  }

  /** The thread's one, for whichever object over the memory. */
  static of(place: Place): Reading {
    return perMemory('rw-reading', place.words, () => new Reading(place));
  }

  /** False: somebody writes, is about to, or passes. */
  isOpen(): boolean {
    return isFree(this.#arena === undefined ? load(this.#words, SLOT_STATE) : this.#arena.load(this.#state | 0));
  }

  /** T1, or T2 if that does not take waiting: whether the thread has one hold more. */
  enter(): boolean {
    if (this.holds > 0) {
      this.holds++;
      return true;
    }
    return this.#enterQuick() || this.#enterSlow();
  }

  /** T4, T8: the same for one whose thread owns the mutex; false: all slots are taken. */
  enterAsOwner(): boolean {
    if (this.holds === 0 && !this.#takeSlot()) return false;
    this.holds++;
    return true;
  }

  /** Gives the last hold that has none a number, for a guard. */
  number(): number {
    const number = this.#next++;
    this.#numbered.add(number);
    this.#guarded++;
    return number;
  }

  /** True while the hold of that number lasts. */
  isHeld(number: number): boolean {
    return this.#numbered.has(number);
  }

  /** Ends the last hold that has no number, or else the last one that has. The thread has some. */
  leave(): void {
    if (this.#guarded === this.holds) this.leaveNumbered([...this.#numbered].at(-1) ?? 0);
    else this.#end();
  }

  /** Ends the hold of that number; does nothing when it is over. */
  leaveNumbered(number: number): void {
    if (!this.#numbered.delete(number)) return;
    this.#guarded--;
    this.#end();
  }

  #end(): void {
    this.holds--;
    if (this.holds === 0) this.#leaveSlot();
  }

  /** T2 in the slot that the thread had last, which is probably free. */
  #enterQuick(): boolean {
    if (this.#quick === undefined || this.#slot === 0) return false;
    // As integers: told so, the optimizer does not look whether they are objects.
    const done = this.#quick.r(this.#base | 0, this.#address | 0, this.#me | 0);
    if (done === DONE) this.holds = 1;
    else if (done === BEGUN) this.#leaveSlot();
    return done === DONE;
  }

  /** T2. The first look spares those who drain a slot that is taken and left at once. */
  #enterSlow(): boolean {
    if (!this.isOpen() || !this.#takeSlot()) return false;
    if (this.isOpen()) {
      this.holds = 1;
      return true;
    }
    this.#leaveSlot();
    return false;
  }

  /** T2: the one that it had last is probably free. */
  #takeSlot(): boolean {
    if (this.#slot === 0) return this.#findSlot();
    const was =
      this.#arena === undefined
        ? compareExchange(this.#words, this.#slot, 0, this.#me)
        : this.#arena.compareExchange(this.#address | 0, 0, this.#me | 0);
    return was === 0 || this.#findSlot();
  }

  /** T3. I3. */
  #leaveSlot(): void {
    if (this.#quick !== undefined) {
      if (this.#quick.l(this.#base | 0, this.#address | 0, this.#me | 0) !== 0) this.#tell();
      return;
    }
    compareExchange(this.#words, this.#slot, this.#me, 0);
    if (!this.isOpen()) this.#tell();
  }

  #tell(): void {
    add(this.#words, SLOT_DRAINED, LEAVER);
    notify(this.#words, SLOT_DRAINED, Infinity);
  }

  #findSlot(): boolean {
    const slot = this.slots.take();
    if (slot === 0) return false;
    this.#slot = slot;
    this.#address = this.#words.byteOffset + slot * 4;
    this.#keep();
    return true;
  }

  /**
   * Whoever reads may let go of all objects over the memory, and come back with another. Those that
   * were forgotten are kept again when they search for a slot.
   */
  #keep(): void {
    const kept = perThread('rw-readings', () => ({ all: new Set<Reading>(), most: 16 }));
    if (kept.all.size >= kept.most) {
      for (const one of kept.all) {
        if (one.holds > 0) continue;
        kept.all.delete(one);
        one.#slot = 0;
      }
      kept.most = 2 * kept.all.size + 16;
    }
    kept.all.add(this);
  }
}
