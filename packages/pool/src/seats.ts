import { add, load, store, swap } from '@sync/atomics/internal';
import { Lane } from './lane.ts';
import type { Payloads } from './payload.ts';
import { reclaim } from './reclaim.ts';
import {
  ASLEEP,
  AT_ONCE,
  AWAKE,
  CLOSING,
  EMPTY,
  LEFT,
  POOL_HIRES,
  POOL_SEATS,
  POOL_STATE,
  POOL_WANTED,
  SEAT_BLOCKED,
  SEAT_BUSY,
  SEAT_LEAVE,
  SEAT_NUMBER,
  SEAT_POSTED,
  SEAT_PROCESS,
  SEAT_READY,
  SEAT_STATE,
  SEAT_TASKS,
  SEAT_WORDS,
  WHEN_IDLE,
  seatAt,
  seatOf,
  type Layout,
} from './words.ts';

/** The seats of a pool, in the hands of its own thread. Workers are told by their numbers. */
export class Seats {
  /** How many there are. */
  readonly count: number;
  readonly #words: Int32Array;
  readonly #layout: Layout;
  readonly #payloads: Payloads;
  #generation = 0;

  /** All of them are empty. */
  constructor(words: Int32Array, layout: Layout, payloads: Payloads) {
    this.count = layout.seats;
    this.#words = words;
    this.#layout = layout;
    this.#payloads = payloads;
  }

  /** T1: the number of a new worker, who sits down; 0: there is no seat. */
  take(): number {
    const words = this.#words;
    const seat = this.#findEmpty();
    if (seat < 0) return 0;
    const worker = ++this.#generation * this.count + seat;
    const at = seatAt(seat);
    for (let word = 0; word < SEAT_WORDS; word++) store(words, at + word, 0);
    store(words, at + SEAT_NUMBER, worker);
    store(words, at + SEAT_STATE, AWAKE);
    if (load(words, POOL_SEATS) <= seat) store(words, POOL_SEATS, seat + 1);
    return worker;
  }

  /** The worker is gone for good: all who have submitted something that it had taken are told. */
  leave(worker: number): void {
    const words = this.#words;
    const at = this.#at(worker);
    store(words, at + SEAT_STATE, EMPTY);
    store(words, at + SEAT_NUMBER, 0);
    for (let lane = load(words, POOL_SEATS); lane >= 0; lane--) new Lane(words, this.#layout, lane).tellDeath();
  }

  /** Whether it is gone. */
  isGone(worker: number): boolean {
    return load(this.#words, this.#at(worker) + SEAT_NUMBER) !== worker;
  }

  /** Whether it has begun: it has loaded its module, and so on. */
  isReady(worker: number): boolean {
    return load(this.#words, this.#at(worker) + SEAT_READY) !== 0;
  }

  /** Whether it sleeps: a snapshot. */
  isAsleep(worker: number): boolean {
    return load(this.#words, this.#at(worker) + SEAT_STATE) === ASLEEP;
  }

  /** Whether it has been told to leave. */
  isLeaving(worker: number): boolean {
    return load(this.#words, this.#at(worker) + SEAT_LEAVE) !== 0;
  }

  /** 1: it is blocked, waiting for what it cannot run itself. */
  blocked(worker: number): number {
    return load(this.#words, this.#at(worker) + SEAT_BLOCKED);
  }

  /** The id of its child process; 0: it has none. */
  process(worker: number): number {
    return load(this.#words, this.#at(worker) + SEAT_PROCESS);
  }

  /** Microseconds that it has spent on tasks. */
  busy(worker: number): number {
    return load(this.#words, this.#at(worker) + SEAT_BUSY) >>> 0;
  }

  /** How many tasks it has begun. */
  tasks(worker: number): number {
    return load(this.#words, this.#at(worker) + SEAT_TASKS);
  }

  /** A call will be on its way to it; false: it leaves, or has left. */
  countPosted(worker: number): boolean {
    const at = this.#at(worker) + SEAT_POSTED;
    for (;;) {
      const posted = load(this.#words, at);
      if (posted === LEFT) return false;
      if (swap(this.#words, at, posted, posted + 1)) return true;
    }
  }

  /** It is not, since it cannot be sent. */
  uncountPosted(worker: number): void {
    add(this.#words, this.#at(worker) + SEAT_POSTED, -1);
  }

  /** Whether it takes no more. */
  hasLeft(worker: number): boolean {
    return load(this.#words, this.#at(worker) + SEAT_POSTED) === LEFT;
  }

  /** T9: true: it slept, and does not any more: its bell is to be rung. */
  wake(worker: number): boolean {
    return swap(this.#words, this.#at(worker) + SEAT_STATE, ASLEEP, AWAKE);
  }

  /** It leaves when it has nothing to do. */
  dismiss(worker: number): void {
    store(this.#words, this.#at(worker) + SEAT_LEAVE, WHEN_IDLE);
  }

  /** It takes no other task from now on; or it may again. */
  condemn(worker: number, isCondemned: boolean): void {
    store(this.#words, this.#at(worker) + SEAT_LEAVE, isCondemned ? AT_ONCE : 0);
  }

  /** A worker has called for others, since this was asked the last time. */
  get areWanted(): boolean {
    if (load(this.#words, POOL_WANTED) === 0) return false;
    store(this.#words, POOL_WANTED, 0);
    return true;
  }

  /** There may be more workers; or not. */
  set hires(hires: boolean) {
    store(this.#words, POOL_HIRES, Number(hires));
  }

  /** All leave when there is nothing to do. */
  close(): void {
    store(this.#words, POOL_STATE, CLOSING);
  }

  #at(worker: number): number {
    return seatAt(seatOf(this.#layout, worker));
  }

  #findEmpty(): number {
    const words = this.#words;
    const isGone = (worker: number): boolean => this.isGone(worker);
    for (let seat = 0; seat < this.count; seat++) {
      if (load(words, seatAt(seat) + SEAT_STATE) === EMPTY && reclaim(new Lane(words, this.#layout, seat + 1), this.#payloads, isGone)) return seat;
    }
    return -1;
  }
}
