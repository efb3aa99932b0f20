import { define, forbidPosting, type Shared, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import type { Travels } from '@sync/codec';
import type { Core } from './core.ts';
import { GetEnd } from './get-end.ts';
import { byteLengthFor, makeQueue, queueAt, queueFrom, queueKind, shareQueue } from './make.ts';
import type { QueueSize, SimpleQueueOptions } from './options.ts';
import { PutEnd } from './put-end.ts';

const KIND = queueKind('SimpleQueue', 'first');

/**
 * A Queue that never is full, has nothing to join and cannot be shut down: `put` never blocks.
 *
 * For all else there is Queue. Memory is bounded here, too, by `maxBytes`.
 *
 * @example
 * ```ts
 * const lines = new SimpleQueue<string>({ name: 'lines' });
 * lines.put('one');
 * lines.get(); // => 'one'
 * ```
 */
export class SimpleQueue<T> {
  /** Bytes that one with such options needs when it is made in a caller's buffer, at a multiple of 4. */
  static byteLengthFor(size: Pick<QueueSize, 'maxBytes' | 'codec'>): number {
    return byteLengthFor(KIND, size);
  }

  readonly #core: Core<unknown>;
  readonly #puts: PutEnd<unknown>;
  readonly #gets: GetEnd<unknown, T>;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws RangeError `maxBytes` is too little for its slots
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: SimpleQueueOptions<T>) {
    this.#core = makeQueue(KIND, options);
    this.#puts = new PutEnd(this.#core);
    this.#gets = new GetEnd(this.#core);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer. */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): SimpleQueue<T> {
    return new SimpleQueue<T>(queueAt(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a SimpleQueue returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<SimpleQueue<T>>): SimpleQueue<T> {
    return new SimpleQueue<T>(queueFrom(KIND, shared) as never);
  }

  /** A handle to post to other threads, for {@link SimpleQueue.from}. Never blocks. */
  share(): Shared<SimpleQueue<T>> {
    return shareQueue(KIND, this.#core);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#core.place.name;
  }

  /** How many items are in it: a snapshot. */
  get size(): number {
    return this.#core.size;
  }

  /** Nothing is in it: a snapshot. */
  get empty(): boolean {
    return this.#core.size === 0;
  }

  /**
   * Puts an item at the end. Never blocks.
   *
   * @throws QueueFullError there is no memory
   * @throws TypeError something in the item cannot travel; the message says what, and where
   */
  put(item: T & Travels<T>): void {
    this.#puts.put(item, undefined, 0);
  }

  /**
   * Takes the first item. Blocks the calling thread while there is none.
   *
   * @throws QueueEmptyError the time was up
   * @throws BlockingNotAllowedError it is empty, and this thread may not block
   */
  get(options?: WaitOptions): T {
    return this.#gets.get(options);
  }

  /** Takes the first item, if there is one. Never blocks. */
  tryGet(): { value: T } | undefined {
    return this.#gets.tryGet();
  }

  /** As {@link SimpleQueue.get}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  getAsync(options?: WaitAsyncOptions): Promise<T> {
    return this.#gets.getAsync(options);
  }

  /** As `SimpleQueue(lines)[3 items]`. */
  toString(): string {
    return `${this.#core.label}[${this.size} items]`;
  }
}

define(KIND.kind, SimpleQueue);
