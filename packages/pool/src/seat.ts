import { add, load, store, swap } from '@sync/atomics/internal';
import {
  ASLEEP,
  AT_ONCE,
  AWAKE,
  CLOSING,
  POOL_STATE,
  SEAT_BLOCKED,
  SEAT_BUSY,
  SEAT_LEAVE,
  SEAT_POSTED,
  SEAT_STATE,
  SEAT_TASKS,
  seatAt,
  seatOf,
  type Layout,
} from './words.ts';

/** The seat of a worker, in its own hands. */
export class Seat {
  readonly #words: Int32Array;
  readonly #at: number;
  #isSleeping = false;

  /** @param worker its number */
  constructor(words: Int32Array, layout: Layout, worker: number) {
    this.#words = words;
    this.#at = seatAt(seatOf(layout, worker));
  }

  /** Where it is counted what was posted to it. */
  get posted(): number {
    return this.#at + SEAT_POSTED;
  }

  /** True: it is to leave before the next task. */
  get mustLeave(): boolean {
    return load(this.#words, this.#at + SEAT_LEAVE) === AT_ONCE;
  }

  /** True: it is to leave when it has nothing to do. */
  get mayLeave(): boolean {
    return load(this.#words, this.#at + SEAT_LEAVE) !== 0 || load(this.#words, POOL_STATE) === CLOSING;
  }

  /**
   * T8; false: it is awake again, since there is something.
   *
   * @param isFree it may leave
   */
  sleep(mayHave: () => boolean, isFree: boolean): boolean {
    store(this.#words, this.#at + SEAT_STATE, ASLEEP);
    this.#isSleeping = true;
    if (!mayHave() && !(isFree && this.mayLeave)) return true;
    this.wake();
    return false;
  }

  /** T9, if it sleeps, and nobody else has woken it. */
  wake(): void {
    if (!this.#isSleeping) return;
    this.#isSleeping = false;
    swap(this.#words, this.#at + SEAT_STATE, ASLEEP, AWAKE);
  }

  /** It begins a task. */
  begin(): void {
    add(this.#words, this.#at + SEAT_TASKS, 1);
  }

  /** It has ended one. */
  end(microseconds: number): void {
    add(this.#words, this.#at + SEAT_BUSY, microseconds);
  }

  /** 1: it is blocked, waiting for what it cannot run itself. */
  set blocked(blocked: number) {
    store(this.#words, this.#at + SEAT_BLOCKED, blocked);
  }
}
