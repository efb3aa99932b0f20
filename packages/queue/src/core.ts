import { HotWord, Place, internalMutex, load, plainLoad, plainStore, store, takeSurely, type BlockStore, type Mutex } from '@sync/atomics/internal';
import { Bell } from './bell.ts';
import { sizeOf, unfinishedOf } from './counts.ts';
import type { Format } from './format.ts';
import { Notes } from './notes.ts';
import { CLOSED, FULL, NO_MEMORY, PUT } from './outcome.ts';
import type { Parts } from './parts.ts';
import { Runs } from './runs.ts';
import type { Slots } from './slots.ts';
import {
  ANY_NUMBER, BUSY, DISCARDED, GET_SIDE, MOST_ITEMS, PUT_SIDE, SEEN, SHUT, SLOT_CLOSED, SLOT_GETTERS, SLOT_JOINERS,
  SLOT_MAX, SLOT_PUTS, SLOT_PUTTERS, SLOT_RING, SLOT_SEVERAL, SLOT_TAKES, ringOf,
} from './words.ts';

/** A queue as one thread sees it, but for waiting. The comments name the transitions of `words.ts`. */
export class Core<Parcel> implements Parts<Parcel> {
  /** {@link Parts.label} */
  readonly label: string;
  /** {@link Parts.place} */
  readonly place: Place;
  /** {@link Parts.store} */
  readonly store: BlockStore;
  /** {@link Parts.format} */
  readonly format: Format<Parcel>;
  /** {@link Parts.slots} */
  readonly slots: Slots;
  /** {@link Parts.oneLock} */
  readonly oneLock: boolean;
  /** Its words. */
  readonly words: Int32Array;
  /** Rung when there is something to get. */
  readonly getters: Bell;
  /** Beside it: for those who want several at once. */
  readonly several: Bell;
  /** Rung when there is room. */
  readonly putters: Bell;
  /** Rung when all tasks are done. */
  readonly joiners: Bell;
  readonly #puts: HotWord;
  readonly #takes: HotWord;
  readonly #notes: Notes;
  readonly #putLock: Mutex;
  readonly #getLock: Mutex;
  /** Where each side finds the count of the other. */
  readonly #seenTakes: number;
  readonly #seenPuts: number;
  readonly #isFragile: boolean;
  readonly #getBusy: number;
  readonly #runs: Runs<Parcel>;

  /** @param parts as `makeQueue` and its brothers put them together */
  constructor(parts: Parts<Parcel>) {
    const { label, place, store, format, slots, oneLock } = parts;
    const { words, table, arena } = place;
    const lockAt = (side: number): Mutex => internalMutex(label, new Place(words.subarray(side, side + 8), '', table, arena));
    this.label = label;
    this.place = place;
    this.store = store;
    this.format = format;
    this.slots = slots;
    this.oneLock = oneLock;
    this.words = words;
    this.getters = new Bell(place, SLOT_GETTERS, false);
    this.putters = new Bell(place, SLOT_PUTTERS, false);
    this.joiners = new Bell(place, SLOT_JOINERS, true);
    this.several = new Bell(place, SLOT_SEVERAL, true, this.getters);
    this.#puts = new HotWord(place, SLOT_PUTS);
    this.#takes = new HotWord(place, SLOT_TAKES);
    this.#notes = new Notes(words, store, slots, oneLock);
    this.#putLock = lockAt(PUT_SIDE);
    this.#getLock = oneLock ? this.#putLock : lockAt(GET_SIDE);
    this.#seenTakes = oneLock ? SLOT_TAKES : PUT_SIDE + SEEN;
    this.#seenPuts = oneLock ? SLOT_PUTS : GET_SIDE + SEEN;
    this.#isFragile = slots.isFragile;
    this.#getBusy = (oneLock ? PUT_SIDE : GET_SIDE) + BUSY;
    this.#runs = new Runs(parts, this.#puts, this.#takes);
  }

  /** How many items there are: a snapshot. */
  get size(): number {
    return sizeOf(this.words);
  }

  /** How many there may be; 0: any number. */
  get max(): number {
    return load(this.words, SLOT_MAX) % ANY_NUMBER;
  }

  /** The same. */
  set max(max: number) {
    this.#enterToPut();
    store(this.words, SLOT_MAX, max === 0 ? ANY_NUMBER : max);
    this.#putLock.release();
    this.putters.ringAll();
  }

  /** Nothing more is put. */
  get isShut(): boolean {
    return load(this.words, SLOT_CLOSED) !== 0;
  }

  /** There are so many items as there may be: a snapshot. */
  get isFull(): boolean {
    const { max } = this;
    return max !== 0 && this.size >= max;
  }

  /** I2: how many tasks are not done. */
  get unfinished(): number {
    return unfinishedOf(this.words);
  }

  /** T1: `PUT`, `FULL`, `CLOSED` or `NO_MEMORY`. Never blocks. */
  offer(parcel: Parcel, priority: number): number {
    takeSurely(this.#putLock);
    const outcome = this.#putAtOnce(parcel) ? PUT : this.#offer(parcel, priority);
    this.#putLock.release();
    if (outcome === PUT) this.getters.ring();
    return outcome;
  }

  /** T1, of as many as there is room for, from that one on: how many, and what came of the next. Never blocks. */
  offerMany(parcels: readonly Parcel[], from: number, priority: number): { count: number; outcome: number } {
    let outcome = PUT;
    let at = from;
    takeSurely(this.#putLock);
    for (; (at += this.#runs.put(parcels, at, this.#seenTakes)) < parcels.length; at++) {
      outcome = this.#offer(parcels[at] as Parcel, priority);
      if (outcome !== PUT) break;
    }
    this.#putLock.release();
    if (at > from) this.getters.ring();
    return { count: at - from, outcome };
  }

  /** T2: what was taken; undefined: it is empty; null: it was shut down, and is empty. Never blocks. */
  take(): Parcel | undefined | null {
    takeSurely(this.#getLock);
    const parcel = this.#takeAtOnce() ?? this.#take();
    this.#getLock.release();
    if (parcel !== undefined && parcel !== null) this.putters.ring();
    return parcel;
  }

  /** T2, of up to so many; null and undefined as {@link Core.take}: undefined if there are fewer than `least`. */
  takeMany(most: number, least: number): Parcel[] | undefined | null {
    const parcels: Parcel[] = [];
    let last: Parcel | undefined | null;
    this.#enterToGet();
    // Nobody else gets now, so there are not fewer afterwards.
    if (this.size >= least || this.isShut) {
      for (;;) {
        this.#runs.take(parcels, most - parcels.length, this.#seenPuts);
        if (parcels.length === most) break;
        last = this.#take();
        if (last === undefined || last === null) break;
        parcels.push(last);
      }
    }
    this.#getLock.release();
    if (parcels.length === 0 && least > 0) return last === null ? null : undefined;
    if (parcels.length > 0) this.putters.ring();
    return parcels;
  }

  /** T4. Never blocks. */
  shutDown(immediate: boolean): void {
    const { words } = this;
    this.#enterToPut();
    if (!this.oneLock) this.#enterToGet();
    const before = plainLoad(words, SLOT_CLOSED); // PLAIN: both locks are held
    store(words, SLOT_CLOSED, Math.max(before, immediate ? DISCARDED : SHUT));
    if (immediate && before !== DISCARDED) this.#discard();
    if (!this.oneLock) this.#getLock.release();
    this.#putLock.release();
    for (const bell of [this.getters, this.putters, this.joiners]) bell.ringAll();
  }

  /**
   * T1, if there is nothing to look at first. The optimizer makes one function of this, `put` and all between, as long
   * as they are short.
   */
  #putAtOnce(parcel: Parcel): boolean {
    const { words, slots, format } = this;
    // PLAIN: T1 has the put lock, T3 and T4 have both, and BUSY and SEEN are ours
    const puts = words[SLOT_PUTS] as number;
    const takes = words[this.#seenTakes] as number;
    const size = (puts - takes) | 0;
    if (((words[PUT_SIDE + BUSY] as number) | (words[SLOT_CLOSED] as number)) !== 0 || words[SLOT_RING] !== slots.ring) return false;
    if (size >= (words[SLOT_MAX] as number) || size >= slots.capacity || this.#isFragile || format.blockOf(parcel) !== 0) return false;
    format.write(parcel, slots.words, slots.toPut(puts, takes));
    this.#puts.store(puts + 1); // T1
    return true;
  }

  /** T1, whatever is in the way. */
  #offer(parcel: Parcel, priority: number): number {
    const { words, slots, format } = this;
    this.#notes.mendPut();
    // PLAIN: as above
    if (plainLoad(words, SLOT_CLOSED) !== 0) return CLOSED;
    const puts = plainLoad(words, SLOT_PUTS);
    const takes = this.#lookAt(this.#takes, this.#seenTakes);
    slots.follow();
    const size = (puts - takes) | 0;
    if (size >= plainLoad(words, SLOT_MAX)) return FULL;
    if (size >= slots.capacity && !this.#grow(puts)) return NO_MEMORY;
    const slot = slots.toPut(puts, takes);
    this.#notes.beginPut(slot, format.blockOf(parcel), puts);
    slots.writes(slot, priority);
    format.write(parcel, slots.words, slot);
    this.#puts.store(puts + 1); // T1
    slots.hasPut(puts + 1, takes);
    this.#notes.endPut();
    return PUT;
  }

  /** T2, as {@link Core.#putAtOnce}; undefined: there is something to look at first. */
  #takeAtOnce(): Parcel | undefined {
    const { words, slots, format } = this;
    // PLAIN: T2 has the get lock, T3 and T4 have both, and BUSY and SEEN are ours
    const takes = words[SLOT_TAKES] as number;
    const puts = words[this.#seenPuts] as number;
    if (puts === takes || ((words[this.#getBusy] as number) | (words[SLOT_CLOSED] as number)) !== 0) return undefined;
    if (words[SLOT_RING] !== slots.ring || this.#isFragile) return undefined;
    const parcel = format.read(slots.words, slots.toTake(puts, takes));
    if (format.blockOf(parcel) !== 0) return undefined;
    this.#takes.store(takes + 1); // T2
    return parcel;
  }

  /** T2, whatever is in the way. */
  #take(): Parcel | undefined | null {
    const { words, slots, format } = this;
    this.#notes.mendTake();
    // PLAIN: as above
    const closed = plainLoad(words, SLOT_CLOSED);
    if (closed === DISCARDED) return null;
    const takes = plainLoad(words, SLOT_TAKES);
    const puts = this.#lookAt(this.#puts, this.#seenPuts);
    if (puts === takes) return closed === 0 ? undefined : null;
    slots.follow();
    const slot = slots.toTake(puts, takes);
    const parcel = format.read(slots.words, slot);
    const block = format.blockOf(parcel);
    this.#notes.beginTake(slot, block, takes);
    this.#takes.store(takes + 1); // T2
    slots.hasTaken(slot, puts, takes + 1);
    this.#notes.endTake(block);
    return parcel;
  }

  /** T3; in a Queue it waits for those who get. False: there is no memory. */
  #grow(puts: number): boolean {
    const { words, slots } = this;
    const capacity = slots.capacity * 2;
    const block = capacity > MOST_ITEMS ? 0 : this.store.allocate(slots.bytesFor(capacity));
    if (block === 0) return false;
    this.#notes.beginGrowth(block);
    if (!this.oneLock) this.#enterToGet();
    slots.copyTo(block, capacity, puts, load(words, SLOT_TAKES));
    store(words, SLOT_RING, ringOf(block, capacity)); // T3
    if (!this.oneLock) this.#getLock.release();
    slots.follow();
    this.#notes.endGrowth();
    return true;
  }

  /** What the other side has done by now. */
  #lookAt(count: HotWord, seen: number): number {
    const found = count.load();
    if (!this.oneLock) plainStore(this.words, seen, found); // PLAIN: SEEN is ours
    return found;
  }

  #enterToPut(): void {
    takeSurely(this.#putLock);
    this.#notes.mendPut();
  }

  #enterToGet(): void {
    takeSurely(this.#getLock);
    this.#notes.mendTake();
  }

  /** The blocks of items that are nobody's any more. */
  #discard(): void {
    const { words, slots, format } = this;
    slots.follow();
    slots.each(load(words, SLOT_PUTS), load(words, SLOT_TAKES), (slot) => {
      format.drop(format.read(slots.words, slot));
    });
  }
}
