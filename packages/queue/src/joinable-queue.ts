import { forbidPosting, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import type { Travels } from '@sync/codec';
import type { Core } from './core.ts';
import { describe } from './describe.ts';
import { GetEnd, type GetManyAsyncOptions, type GetManyOptions } from './get-end.ts';
import { checkSizeLimit } from './options.ts';
import { PutEnd } from './put-end.ts';
import { shutDown, type ShutdownOptions } from './shutdown.ts';
import { Tasks } from './tasks.ts';

/**
 * What a {@link Queue}, a {@link LifoQueue} and a {@link PriorityQueue} have in common: all but the order in which items come out,
 * and how one is made, shared and attached to.
 */
export abstract class JoinableQueue<T> {
  readonly #core: Core<unknown>;
  readonly #puts: PutEnd<unknown>;
  readonly #gets: GetEnd<unknown, T>;
  readonly #tasks: Tasks<unknown>;

  /**
   * By the class of a kind of queue.
   *
   * @param core a `Core`, of which users' types say nothing
   */
  protected constructor(core: never) {
    this.#core = core;
    this.#puts = new PutEnd(this.#core);
    this.#gets = new GetEnd(this.#core);
    this.#tasks = new Tasks(this.#core);
    forbidPosting(this);
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
   * Puts an item: at the end of a Queue, on top of a LifoQueue. Blocks the calling thread while the queue is full.
   *
   * @throws QueueFullError the time was up, or there is no memory
   * @throws QueueShutDownError
   * @throws TypeError something in the item cannot travel; the message says what, and where
   * @throws BlockingNotAllowedError it is full, and this thread may not block
   */
  put(item: T & Travels<T>, options?: WaitOptions): void {
    this.#puts.put(item, options, 0);
  }

  /** As {@link JoinableQueue.put}, if it is not full: true if it did. Never blocks. */
  tryPut(item: T & Travels<T>): boolean {
    return this.#puts.tryPut(item, 0);
  }

  /** As {@link JoinableQueue.put}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  putAsync(item: T & Travels<T>, options?: WaitAsyncOptions): Promise<void> {
    return this.#puts.putAsync(item, options, 0);
  }

  /**
   * Puts items in their order, as many at a time as there is room for. Blocks the calling thread while the queue is full. When it throws,
   * the message says how many were put.
   */
  putMany(items: Iterable<T & Travels<T>>, options?: WaitOptions): void {
    this.#puts.putMany(items, options, 0);
  }

  /** As {@link JoinableQueue.putMany}. Returns a promise; never blocks. */
  putManyAsync(items: Iterable<T & Travels<T>>, options?: WaitAsyncOptions): Promise<void> {
    return this.#puts.putManyAsync(items, options, 0);
  }

  /**
   * Takes the next item: the first of a Queue, the newest of a LifoQueue, that of the smallest priority of a PriorityQueue.
   * Blocks the calling thread while there is none.
   *
   * @throws QueueEmptyError the time was up
   * @throws QueueShutDownError it was shut down, and is empty
   * @throws BlockingNotAllowedError it is empty, and this thread may not block
   */
  get(options?: WaitOptions): T {
    return this.#gets.get(options);
  }

  /**
   * Takes the next item, if there is one. Never blocks.
   *
   * @throws QueueShutDownError it was shut down, and is empty
   */
  tryGet(): { value: T } | undefined {
    return this.#gets.tryGet();
  }

  /** As {@link JoinableQueue.get}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  getAsync(options?: WaitAsyncOptions): Promise<T> {
    return this.#gets.getAsync(options);
  }

  /**
   * Takes up to `max` items at once, when there are `min` of them, 1 by default. When the time is up before, or it was shut down,
   * it takes those that are there. Blocks the calling thread until then.
   *
   * @throws QueueEmptyError the time was up, and there is none
   * @throws QueueShutDownError, BlockingNotAllowedError as {@link JoinableQueue.get}
   */
  getMany(max: number, options?: GetManyOptions): T[] {
    return this.#gets.getMany(max, options);
  }

  /** As {@link JoinableQueue.getMany}. Returns a promise; never blocks. */
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

  /** As {@link JoinableQueue.join}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
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

  /** As `Queue(jobs)[3 of 10 items, 4 not done]`. */
  toString(): string {
    return describe(this.#core);
  }
}

// Bundlers and minifiers rename classes.
Object.defineProperty(JoinableQueue, 'name', { value: 'JoinableQueue' });
