import { checkOptions, define, forbidPosting, type Shared, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import type { Travels } from '@sync/codec';
import { Core } from './core.ts';
import { describe } from './describe.ts';
import { GetEnd, type GetManyAsyncOptions, type GetManyOptions } from './get-end.ts';
import { byteLengthFor, makeQueue, queueAt, queueFrom, queueKind, shareQueue } from './make.ts';
import { checkSizeLimit, type QueueOptions, type QueueSize } from './options.ts';
import { priorityOf, type PriorityOptions } from './priority.ts';
import { PutEnd } from './put-end.ts';
import { shutDown, type ShutdownOptions } from './shutdown.ts';
import { Tasks } from './tasks.ts';

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
export class PriorityQueue<T> {
  /** Bytes that one with such options needs when it is made in a caller's buffer, at a multiple of 4. */
  static byteLengthFor(size?: QueueSize): number {
    return byteLengthFor(KIND, size);
  }

  readonly #core: Core<unknown>;
  readonly #puts: PutEnd<unknown>;
  readonly #gets: GetEnd<unknown, T>;
  readonly #tasks: Tasks<unknown>;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws RangeError `maxBytes` is too little for its slots
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: QueueOptions<T>) {
    this.#core = options instanceof Core ? options : makeQueue(KIND, options);
    this.#puts = new PutEnd(this.#core);
    this.#gets = new GetEnd(this.#core);
    this.#tasks = new Tasks(this.#core);
    forbidPosting(this);
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

  /** There are as many items as there may be: a snapshot. */
  get full(): boolean {
    return this.#core.isFull;
  }

  /** How many items there may be; 0: any number. */
  get maxSize(): number {
    return this.#core.max;
  }

  /** Changes it for all that put from now on; what is in it stays. Never blocks. */
  set maxSize(maxSize: number) {
    checkSizeLimit(this.#core, maxSize);
    this.#core.max = maxSize;
  }

  /** It was shut down. */
  get isShutDown(): boolean {
    return this.#core.isShut;
  }

  /** How many items were put, and not said to be done: a snapshot. */
  get unfinished(): number {
    return this.#core.unfinished;
  }

  /**
   * Puts an item where its priority says. Blocks the calling thread while the queue is full.
   *
   * @throws QueueFullError the time was up, or there is no memory
   * @throws QueueShutDownError
   * @throws TypeError something in the item cannot travel; the message says what, and where
   * @throws BlockingNotAllowedError it is full, and this thread may not block
   */
  put(item: T & Travels<T>, options?: WaitOptions & PriorityOptions): void {
    this.#puts.put(item, options, this.#priority('put', options));
  }

  /** As {@link PriorityQueue.put}, if it is not full: true if it did. Never blocks. */
  tryPut(item: T & Travels<T>, options?: PriorityOptions): boolean {
    checkOptions(`${this.#core.label}: tryPut()`, options, 'priority: 1');
    return this.#puts.tryPut(item, this.#priority('tryPut', options));
  }

  /** As {@link PriorityQueue.put}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  async putAsync(item: T & Travels<T>, options?: WaitAsyncOptions & PriorityOptions): Promise<void> {
    return this.#puts.putAsync(item, options, this.#priority('putAsync', options));
  }

  /**
   * Puts items of one priority in their order, as many at a time as there is room for. Blocks the calling thread while the queue is full. When it throws,
   * the message says how many were put.
   */
  putMany(items: Iterable<T & Travels<T>>, options?: WaitOptions & PriorityOptions): void {
    this.#puts.putMany(items, options, this.#priority('putMany', options));
  }

  /** As {@link PriorityQueue.putMany}. Returns a promise; never blocks. */
  async putManyAsync(items: Iterable<T & Travels<T>>, options?: WaitAsyncOptions & PriorityOptions): Promise<void> {
    return this.#puts.putManyAsync(items, options, this.#priority('putManyAsync', options));
  }

  /**
   * Takes the item of the smallest priority. Blocks the calling thread while there is none.
   *
   * @throws QueueEmptyError the time was up
   * @throws QueueShutDownError it was shut down, and is empty
   * @throws BlockingNotAllowedError it is empty, and this thread may not block
   */
  get(options?: WaitOptions): T {
    return this.#gets.get(options);
  }

  /**
   * Takes the item of the smallest priority, if there is one. Never blocks.
   *
   * @throws QueueShutDownError it was shut down, and is empty
   */
  tryGet(): { value: T } | undefined {
    return this.#gets.tryGet();
  }

  /** As {@link PriorityQueue.get}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  getAsync(options?: WaitAsyncOptions): Promise<T> {
    return this.#gets.getAsync(options);
  }

  /**
   * Takes up to `max` items at once, when there are `min` of them, 1 by default. When the time is up before, or it was shut down,
   * it takes those that are there. Blocks the calling thread until then.
   *
   * @throws QueueEmptyError the time was up, and there is none
   * @throws QueueShutDownError, BlockingNotAllowedError as {@link PriorityQueue.get}
   */
  getMany(max: number, options?: GetManyOptions): T[] {
    return this.#gets.getMany(max, options);
  }

  /** As {@link PriorityQueue.getMany}. Returns a promise; never blocks. */
  getManyAsync(max: number, options?: GetManyAsyncOptions): Promise<T[]> {
    return this.#gets.getManyAsync(max, options);
  }

  /** Takes all items that are there, also when it was shut down. Never blocks. */
  drain(): T[] {
    return this.#gets.drain();
  }

  /**
   * Says that so many items that were taken have been dealt with. Never blocks.
   *
   * @throws RangeError more than were put
   */
  taskDone(count = 1): void {
    this.#tasks.done(count);
  }

  /**
   * Waits until all items that were put are done: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws BlockingNotAllowedError some are not done, and this thread may not block
   */
  join(options?: WaitOptions): boolean {
    return this.#tasks.join(options);
  }

  /** As {@link PriorityQueue.join}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  joinAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#tasks.joinAsync(options);
  }

  /**
   * Ends it, for good and for all threads: nothing more can be put, and who takes gets what is left, then `QueueShutDownError`.
   * `immediate`: what is left is thrown away, and needs not be done. Never blocks.
   */
  shutdown(options?: ShutdownOptions): void {
    shutDown(this.#core, options);
  }

  /** Takes item after item, until it was shut down and is empty. Blocks the calling thread while there is none. */
  [Symbol.iterator](): Generator<T, void, undefined> {
    return this.#gets.each();
  }

  /** The same. Never blocks. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#gets.eachAsync();
  }

  /** As `PriorityQueue(jobs)[3 of 10 items, 4 not done]`. */
  toString(): string {
    return describe(this.#core);
  }

  #priority(call: string, options: PriorityOptions | undefined): number {
    return priorityOf(this.#core, call, options);
  }
}

define(KIND.kind, PriorityQueue);
