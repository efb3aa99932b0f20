import { checkInteger, labelOf } from './input.ts';
import { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
import { forbidPosting } from './posting.ts';
import { define } from './share.ts';
import type { Kind, Place, Shared } from './shared.ts';

const KIND: Kind = { name: 'AtomicCounter', module: '@sync/atomics', words: 4, align: 8 } as const;

/** 2 words, int64. */
const SLOT_VALUE = 2;

/** Options of {@link AtomicCounter}. */
export interface AtomicCounterOptions extends PlacementOptions {
  /** What it begins with; 0 by default. */
  readonly value?: number | undefined;
}

/**
 * A count that all threads change without a lock, exact up to 2^53.
 *
 * Where many threads add to it all the time and few read it, {@link PerThreadCounter} is
 * faster. A thread that reads a value sees all that was written before the change that
 * made it. No call blocks.
 *
 * @example
 * ```ts
 * const hits = new AtomicCounter();
 * hits.increment(); // => 1
 * ```
 */
export class AtomicCounter {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 8. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #value: BigInt64Array;

  /** Makes one, in memory of its own or in the caller's. */
  constructor(options?: AtomicCounterOptions) {
    const value = options?.value ?? 0;
    checkInteger('new AtomicCounter()', value);
    this.#place = create(KIND, options);
    const { buffer, byteOffset } = this.#place.words;
    this.#value = new BigInt64Array(buffer, byteOffset + SLOT_VALUE * 4, 1);
    if (value !== 0) Atomics.store(this.#value, 0, BigInt(value));
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is one at 0. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): AtomicCounter {
    return new AtomicCounter(attach(KIND, buffer, byteOffset, options));
  }

  /** Attaches to one that another thread has shared. */
  static from(shared: Shared<AtomicCounter>): AtomicCounter {
    return new AtomicCounter(adopt(KIND, shared));
  }

  /** A handle to post to other threads. */
  share(): Shared<AtomicCounter> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** The count. */
  get value(): number {
    return Number(Atomics.load(this.#value, 0));
  }

  /** Adds 1; returns the new count. */
  increment(): number {
    return Number(Atomics.add(this.#value, 0, 1n)) + 1;
  }

  /** Takes 1 off; returns the new count. */
  decrement(): number {
    return Number(Atomics.sub(this.#value, 0, 1n)) - 1;
  }

  /**
   * Adds an integer, which may be negative; returns the new count.
   *
   * @throws TypeError, RangeError not an integer of at most 53 bits
   */
  add(amount: number): number {
    checkInteger(`${labelOf(KIND.name, this.name)}: add()`, amount);
    return Number(Atomics.add(this.#value, 0, BigInt(amount))) + amount;
  }

  /** As `AtomicCounter(hits)[7]`. */
  toString(): string {
    return `${labelOf(KIND.name, this.name)}[${this.value}]`;
  }
}

define(KIND, AtomicCounter);
