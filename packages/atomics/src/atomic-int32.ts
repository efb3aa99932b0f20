import { add, compareExchange, exchange, load, or, store } from './atomics.ts';
import { waitOn, waitOnAsync, wake, type FutexResult } from './futex.ts';
import { checkInt32, labelOf, type Subject } from './input.ts';
import { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
import { forbidPosting } from './posting.ts';
import { define } from './share.ts';
import type { Kind, Place, Shared } from './shared.ts';
import type { WaitAsyncOptions, WaitOptions } from './wait-options.ts';

const KIND: Kind = { name: 'AtomicInt32', module: '@sync/atomics', words: 2 } as const;
const SLOT_VALUE = 1;

/** Options of {@link AtomicInt32}. */
export interface AtomicInt32Options extends PlacementOptions {
  /** What it begins with; 0 by default. */
  readonly value?: number | undefined;
}

/**
 * An integer of 32 bits that all threads change without a lock, and can wait on.
 *
 * Each call is one atomic operation, and wraps around at 2^31. For a count that must not
 * wrap, use {@link AtomicCounter}; for one that many threads add to at once,
 * {@link PerThreadCounter}. A thread that reads a value sees all that was written before
 * the write of that value.
 *
 * @example
 * ```ts
 * const next = new AtomicInt32();
 * next.add(1); // => 0
 * ```
 */
export class AtomicInt32 {
  /** Bytes that it needs when it is made in a caller's buffer. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;

  /** Makes one, in memory of its own or in the caller's. */
  constructor(options?: AtomicInt32Options) {
    const value = options?.value ?? 0;
    checkInt32('new AtomicInt32()', value);
    this.#place = create(KIND, options);
    if (value !== 0) store(this.#place.words, SLOT_VALUE, value);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is one with the value 0. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): AtomicInt32 {
    return new AtomicInt32(attach(KIND, buffer, byteOffset, options));
  }

  /** Attaches to one that another thread has shared. */
  static from(shared: Shared<AtomicInt32>): AtomicInt32 {
    return new AtomicInt32(adopt(KIND, shared));
  }

  /** A handle to post to other threads. */
  share(): Shared<AtomicInt32> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** Reads. */
  load(): number {
    return load(this.#place.words, SLOT_VALUE);
  }

  /** Writes. */
  store(value: number): void {
    store(this.#place.words, SLOT_VALUE, value);
  }

  /** Writes; returns what it was. */
  exchange(value: number): number {
    return exchange(this.#place.words, SLOT_VALUE, value);
  }

  /** Writes if it is what was expected; returns what it was. */
  compareExchange(expected: number, value: number): number {
    return compareExchange(this.#place.words, SLOT_VALUE, expected, value);
  }

  /** Adds; returns what it was. */
  add(value: number): number {
    return add(this.#place.words, SLOT_VALUE, value);
  }

  /** Subtracts; returns what it was. */
  sub(value: number): number {
    return add(this.#place.words, SLOT_VALUE, -value);
  }

  /** Sets bits; returns what it was. */
  or(bits: number): number {
    return or(this.#place.words, SLOT_VALUE, bits);
  }

  /** Replaces the value by what `fn` makes of it, tried again until nobody came between; returns the new one. */
  update(fn: (value: number) => number): number {
    for (;;) {
      const old = this.load();
      const value = fn(old);
      if (this.compareExchange(old, value) === old) return value | 0;
    }
  }

  /** Sleeps while the value is what was expected. Blocks the calling thread. */
  wait(expected: number, options?: WaitOptions): FutexResult {
    return waitOn(this.#subject, this.#place.words, SLOT_VALUE, expected, options);
  }

  /** Waits while the value is what was expected. Returns a promise; never blocks. */
  waitAsync(expected: number, options?: WaitAsyncOptions): Promise<FutexResult> {
    return waitOnAsync(this.#subject, this.#place.words, SLOT_VALUE, expected, options);
  }

  /** Wakes at most `count` of those that wait; returns how many. Never blocks. */
  notify(count?: number): number {
    return wake(this.#subject, this.#place.words, SLOT_VALUE, count);
  }

  /** As `AtomicInt32(hits)[7]`. */
  toString(): string {
    return `${labelOf(KIND.name, this.name)}[${this.load()}]`;
  }

  get #subject(): Subject {
    return { label: labelOf(KIND.name, this.name) };
  }
}

define(KIND, AtomicInt32);
