import { checkOptions, define, type Shared, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import type { Travels } from '@sync/codec';
import type { Core } from './core.ts';
import { JoinableQueue } from './joinable-queue.ts';
import { byteLengthFor, makeQueue, queueAt, queueFrom, queueKind, shareQueue } from './make.ts';
import type { QueueOptions, QueueSize } from './options.ts';
import { priorityOf, type PriorityOptions } from './priority.ts';
import { PutEnd } from './put-end.ts';

const KIND = queueKind('PriorityQueue', 'priority');

/**
 * As Queue, but the item of the smallest priority is taken first, and of equal ones that which was put first. The priority is
 * a number beside the item, 0 if none is given; items are not compared.
 *
 * @example
 * ```ts
 * const jobs = new PriorityQueue<string>({ name: 'jobs' });
 * jobs.put('later', { priority: 2 });
 * jobs.put('soon', { priority: 1 });
 * jobs.get(); // => 'soon'
 * ```
 */
export class PriorityQueue<T> extends JoinableQueue<T> {
  /** Bytes that one with such options needs when it is made in a caller's buffer, at a multiple of 4. */
  static byteLengthFor(size?: QueueSize): number {
    return byteLengthFor(KIND, size);
  }

  readonly #core: Core<unknown>;
  /** Beside that of the base class, which knows of no priorities: an end keeps nothing. */
  readonly #puts: PutEnd<unknown>;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws RangeError `maxBytes` is too little for its slots
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: QueueOptions<T>) {
    const core = makeQueue(KIND, options);
    super(core as never);
    this.#core = core;
    this.#puts = new PutEnd(core);
  }

  /** Attaches to one that was made in a buffer. */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): PriorityQueue<T> {
    return new PriorityQueue<T>(queueAt(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a PriorityQueue returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<PriorityQueue<T>>): PriorityQueue<T> {
    return new PriorityQueue<T>(queueFrom(KIND, shared) as never);
  }

  /** A handle to post to other threads, for {@link PriorityQueue.from}. Never blocks. */
  share(): Shared<PriorityQueue<T>> {
    return shareQueue(KIND, this.#core);
  }

  /**
   * Puts an item where its priority says. Blocks the calling thread while the queue is full.
   *
   * @throws QueueFullError the time was up, or there is no memory
   * @throws QueueShutDownError
   * @throws TypeError something in the item cannot travel; the message says what, and where
   * @throws BlockingNotAllowedError it is full, and this thread may not block
   */
  override put(item: T & Travels<T>, options?: WaitOptions & PriorityOptions): void {
    this.#puts.put(item, options, this.#priority('put', options));
  }

  /** As {@link PriorityQueue.put}, if it is not full: true if it did. Never blocks. */
  override tryPut(item: T & Travels<T>, options?: PriorityOptions): boolean {
    checkOptions(`${this.#core.label}: tryPut()`, options, 'priority: 1');
    return this.#puts.tryPut(item, this.#priority('tryPut', options));
  }

  /** As {@link PriorityQueue.put}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  override async putAsync(item: T & Travels<T>, options?: WaitAsyncOptions & PriorityOptions): Promise<void> {
    return this.#puts.putAsync(item, options, this.#priority('putAsync', options));
  }

  /**
   * Puts items of one priority in their order, as many at a time as there is room for. Blocks the calling thread while the queue is full. When it throws,
   * the message says how many were put.
   */
  override putMany(items: Iterable<T & Travels<T>>, options?: WaitOptions & PriorityOptions): void {
    this.#puts.putMany(items, options, this.#priority('putMany', options));
  }

  /** As {@link PriorityQueue.putMany}. Returns a promise; never blocks. */
  override async putManyAsync(items: Iterable<T & Travels<T>>, options?: WaitAsyncOptions & PriorityOptions): Promise<void> {
    return this.#puts.putManyAsync(items, options, this.#priority('putManyAsync', options));
  }

  #priority(call: string, options: PriorityOptions | undefined): number {
    return priorityOf(this.#core, call, options);
  }
}

define(KIND.kind, PriorityQueue);
