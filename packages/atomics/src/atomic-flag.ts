import { exchange, load, store } from './atomics.ts';
import { labelOf } from './input.ts';
import { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
import { forbidPosting } from './posting.ts';
import { define } from './share.ts';
import type { Kind, Place, Shared } from './shared.ts';

const KIND: Kind = { name: 'AtomicFlag', module: '@sync/atomics', words: 2 } as const;
const SLOT_FLAG = 1;

const CLEAR = 0;
const SET = 1;

/**
 * A yes or no that all threads see: who sets it first knows that it was the first.
 *
 * To wait until something has happened, use an Event. A thread that sees it set sees all
 * that was written before it was set. No call blocks.
 *
 * @example
 * ```ts
 * const started = new AtomicFlag();
 * started.testAndSet(); // => false
 * ```
 */
export class AtomicFlag {
  /** Bytes that it needs when it is made in a caller's buffer. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;

  /** Makes one that is clear, in memory of its own or in the caller's. */
  constructor(options?: PlacementOptions) {
    this.#place = create(KIND, options);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is a clear one. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): AtomicFlag {
    return new AtomicFlag(attach(KIND, buffer, byteOffset, options));
  }

  /** Attaches to one that another thread has shared. */
  static from(shared: Shared<AtomicFlag>): AtomicFlag {
    return new AtomicFlag(adopt(KIND, shared));
  }

  /** A handle to post to other threads. */
  share(): Shared<AtomicFlag> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** True if it is set. */
  test(): boolean {
    return load(this.#place.words, SLOT_FLAG) === SET;
  }

  /** Sets it; returns whether it was set before. */
  testAndSet(): boolean {
    return exchange(this.#place.words, SLOT_FLAG, SET) === SET;
  }

  /** Clears it. */
  clear(): void {
    store(this.#place.words, SLOT_FLAG, CLEAR);
  }

  /** As `AtomicFlag(started)[set]`. */
  toString(): string {
    return `${labelOf(KIND.name, this.name)}[${this.test() ? 'set' : 'clear'}]`;
  }
}

define(KIND, AtomicFlag);
