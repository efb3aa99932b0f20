/** The lane of one thread that submits tasks; see `words.ts` for its words, and what T1 and the others are. */
import { add, exchange, load, notify, plainLoad, plainStore, store, swap } from '@sync/atomics/internal';
import {
  BELL,
  DONE,
  FREE,
  LANE_ALARM,
  LANE_DEATHS,
  LANE_DONE,
  LANE_HEAD,
  LANE_RING,
  LANE_TAIL,
  NONE,
  QUEUED,
  RESERVED,
  SLOT_BEGAN,
  SLOT_CANCEL,
  SLOT_NEXT,
  SLOT_REPORTS,
  SLOT_STATE,
  SLOT_WORDS,
  TAKEN,
  WAKE,
  by,
  laneAt,
  phaseOf,
  ringOf,
  slotsOf,
  workerOf,
  type Layout,
} from './words.ts';

/** There is nothing. */
export const NOTHING = -1;

/** A lane, as any thread of the pool sees it. */
export class Lane {
  /** Of the pool. */
  readonly words: Int32Array;
  /** How many slots it has. */
  readonly slots: number;
  readonly #base: number;
  readonly #done: number;
  readonly #ring: number;
  readonly #mask: number;
  readonly #first: number;

  /** @param index 0: that of the pool's own thread; else seat + 1 */
  constructor(words: Int32Array, layout: Layout, index: number) {
    this.words = words;
    this.slots = slotsOf(layout, index);
    this.#base = laneAt(layout, index);
    this.#done = this.#base + LANE_DONE;
    this.#ring = this.#base + LANE_RING;
    this.#mask = ringOf(this.slots) - 1;
    this.#first = this.#ring + ringOf(this.slots);
  }

  /** Where the words of a slot begin. */
  at(slot: number): number {
    return this.#first + slot * SLOT_WORDS;
  }

  /** Where ALARM is: what its owner sleeps on, as long as it is WAKE. */
  get bell(): number {
    return this.#base + LANE_ALARM;
  }

  /** Whether something has been run, and its owner has not heard of it. */
  get hasDone(): boolean {
    return load(this.words, this.#done) !== 0;
  }

  /** Whether there may be something to take: a snapshot. */
  get hasTasks(): boolean {
    return load(this.words, this.#base + LANE_HEAD) !== load(this.words, this.#base + LANE_TAIL);
  }

  /** T1, of a slot whose call has been written; false: there is no room in the ring. By its owner. */
  offer(slot: number): boolean {
    const { words } = this;
    const tail = plainLoad(words, this.#base + LANE_TAIL); // PLAIN: nobody else writes it
    if (((tail - load(words, this.#base + LANE_HEAD)) | 0) > this.#mask && !this.#pass()) return false;
    this.#begin(slot, QUEUED);
    store(words, this.#ring + (tail & this.#mask), slot); // who comes late may be reading what was there
    store(words, this.#base + LANE_TAIL, (tail + 1) | 0);
    return true;
  }

  /** T1, of what is posted to one worker. By its owner. */
  reserve(slot: number): void {
    this.#begin(slot, RESERVED);
  }

  /** T2, of the first there is; {@link NOTHING}: there is none. By a worker. */
  take(worker: number): number {
    const { words } = this;
    for (;;) {
      const head = load(words, this.#base + LANE_HEAD);
      if (head === load(words, this.#base + LANE_TAIL)) return NOTHING;
      const slot = load(words, this.#ring + (head & this.#mask));
      const taken = this.takeThis(slot, worker);
      swap(words, this.#base + LANE_HEAD, head, (head + 1) | 0); // T7
      if (taken) return slot;
    }
  }

  /** T2, of a certain one; false: somebody has taken it, or it was cancelled. By a worker. */
  takeThis(slot: number, worker: number): boolean {
    return swap(this.words, this.at(slot) + SLOT_STATE, QUEUED, by(TAKEN, worker));
  }

  /** T2, of one that was posted to this worker; false: it was cancelled. By that worker. */
  takeReserved(slot: number, worker: number): boolean {
    return swap(this.words, this.at(slot) + SLOT_STATE, RESERVED, by(TAKEN, worker));
  }

  /** T3; false: a worker has taken it. By its owner. */
  takeBack(slot: number): boolean {
    const state = this.at(slot) + SLOT_STATE;
    return swap(this.words, state, QUEUED, FREE) || swap(this.words, state, RESERVED, FREE);
  }

  /** T4, of a slot whose result has been written. True: its owner wants to hear its bell. By the worker. */
  finish(slot: number, worker: number): boolean {
    const { words } = this;
    const at = this.at(slot);
    store(words, at + SLOT_STATE, by(DONE, worker));
    for (;;) {
      const top = load(words, this.#done);
      plainStore(words, at + SLOT_NEXT, top); // PLAIN: the owner reads it after the swap
      if (swap(words, this.#done, top, slot + 1)) break;
    }
    return this.alarm();
  }

  /** I4: its owner is to look. True: it wants to hear its bell; where it sleeps, it is woken. */
  alarm(): boolean {
    const { words, bell } = this;
    if (load(words, bell) === NONE) return false;
    const mode = exchange(words, bell, NONE);
    if (mode === WAKE) notify(words, bell, Infinity);
    return mode === BELL;
  }

  /** How its owner wants to hear of what comes from now on; it looks at DONE after this. */
  set mode(mode: number) {
    store(this.words, this.bell, mode);
  }

  /** All that have been run since it was asked the last time, in that order. By its owner, who then does T5 of each. */
  drain(into: number[]): void {
    if (!this.hasDone) return;
    const { words } = this;
    const from = into.length;
    for (let next = exchange(words, this.#done, 0); next !== 0; ) {
      const slot = next - 1;
      into.push(slot);
      next = plainLoad(words, this.at(slot) + SLOT_NEXT); // PLAIN: see finish()
    }
    reverse(into, from);
  }

  /** T5, T6. By its owner. */
  free(slot: number): void {
    store(this.words, this.at(slot) + SLOT_STATE, FREE);
  }

  /** The number of the worker that runs what is in a slot, or has; 0: it waits. */
  takerOf(slot: number): number {
    const state = load(this.words, this.at(slot) + SLOT_STATE);
    return state === RESERVED ? 0 : workerOf(state);
  }

  /** Of a slot: FREE and so on; see `words.ts`. */
  phaseOf(slot: number): number {
    return phaseOf(load(this.words, this.at(slot) + SLOT_STATE));
  }

  /** How many workers have died, as far as this lane has been told. */
  get deaths(): number {
    return load(this.words, this.#base + LANE_DEATHS);
  }

  /** A worker has died, and is gone for good. True: its owner wants to hear its bell. */
  tellDeath(): boolean {
    add(this.words, this.#base + LANE_DEATHS, 1);
    return this.alarm();
  }

  /** As when it was new: for another owner. */
  reset(): void {
    const { words } = this;
    // Its counts go on: who is in the middle of T7 would take the new HEAD for the old one.
    store(words, this.#base + LANE_HEAD, load(words, this.#base + LANE_TAIL));
    for (const word of [LANE_DONE, LANE_ALARM]) store(words, this.#base + word, 0);
    for (let slot = 0; slot < this.slots; slot++) this.free(slot);
  }

  #begin(slot: number, state: number): void {
    const { words } = this;
    const at = this.at(slot);
    plainStore(words, at + SLOT_CANCEL, 0); // PLAIN: STATE comes after
    plainStore(words, at + SLOT_REPORTS, 0); // PLAIN: the same
    plainStore(words, at + SLOT_BEGAN, 0); // PLAIN: the same
    store(words, at + SLOT_STATE, state);
  }

  /** T7, as far as it goes; false: all that is in the ring is there to be taken. */
  #pass(): boolean {
    const { words } = this;
    for (let passed = false; ; passed = true) {
      const head = load(words, this.#base + LANE_HEAD);
      if (head === load(words, this.#base + LANE_TAIL)) return true;
      const slot = load(words, this.#ring + (head & this.#mask));
      if (load(words, this.at(slot) + SLOT_STATE) === QUEUED) return passed;
      swap(words, this.#base + LANE_HEAD, head, (head + 1) | 0);
    }
  }
}

function reverse(list: number[], from: number): void {
  for (let to = list.length - 1; from < to; from++, to--) {
    const first = list[from] as number;
    list[from] = list[to] as number;
    list[to] = first;
  }
}
