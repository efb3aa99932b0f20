import { labelOf, show } from './input.ts';
import { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
import { forbidPosting } from './posting.ts';
import { define } from './share.ts';
import type { Kind, Place, Shared } from './shared.ts';

const KIND: Kind = { name: 'AtomicBigInt64', module: '@sync/atomics', words: 4, align: 8 } as const;

/** 2 words, int64. */
const SLOT_VALUE = 2;

/** Options of {@link AtomicBigInt64}. */
export interface AtomicBigInt64Options extends PlacementOptions {
  /** What it begins with; 0n by default. */
  readonly value?: bigint | undefined;
}

/**
 * An integer of 64 bits that all threads change without a lock.
 *
 * Each call is one atomic operation, and wraps around at 2^63. A thread that reads a value
 * sees all that was written before the write of that value. No call blocks.
 *
 * @example
 * ```ts
 * const total = new AtomicBigInt64({ value: 40n });
 * total.add(2n); // => 40n
 * ```
 */
export class AtomicBigInt64 {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 8. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #value: BigInt64Array;

  /** Makes one, in memory of its own or in the caller's. */
  constructor(options?: AtomicBigInt64Options) {
    const value = options?.value ?? 0n;
    if (typeof value !== 'bigint') {
      throw new TypeError(`new AtomicBigInt64(): expected a bigint, not ${show(value)}`);
    }
    this.#place = create(KIND, options);
    const { buffer, byteOffset } = this.#place.words;
    this.#value = new BigInt64Array(buffer, byteOffset + SLOT_VALUE * 4, 1);
    if (value !== 0n) this.store(value);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is one with the value 0n. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): AtomicBigInt64 {
    return new AtomicBigInt64(attach(KIND, buffer, byteOffset, options));
  }

  /** Attaches to one that another thread has shared. */
  static from(shared: Shared<AtomicBigInt64>): AtomicBigInt64 {
    return new AtomicBigInt64(adopt(KIND, shared));
  }

  /** A handle to post to other threads. */
  share(): Shared<AtomicBigInt64> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** Reads. */
  load(): bigint {
    return Atomics.load(this.#value, 0);
  }

  /** Writes. */
  store(value: bigint): void {
    Atomics.store(this.#value, 0, value);
  }

  /** Writes; returns what it was. */
  exchange(value: bigint): bigint {
    return Atomics.exchange(this.#value, 0, value);
  }

  /** Writes if it is what was expected; returns what it was. */
  compareExchange(expected: bigint, value: bigint): bigint {
    return Atomics.compareExchange(this.#value, 0, expected, value);
  }

  /** Adds; returns what it was. */
  add(value: bigint): bigint {
    return Atomics.add(this.#value, 0, value);
  }

  /** Subtracts; returns what it was. */
  sub(value: bigint): bigint {
    return Atomics.sub(this.#value, 0, value);
  }

  /** As `AtomicBigInt64(total)[42]`. */
  toString(): string {
    return `${labelOf(KIND.name, this.name)}[${this.load()}]`;
  }
}

define(KIND, AtomicBigInt64);
