import {
  adopt,
  attach,
  create,
  define,
  forbidPosting,
  handle,
  hold,
  holdAsync,
  run,
  runAsync,
  type Guard,
  type Kind,
  type Place,
  type Shared,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { begin, type SemaphoreOptions } from './begin.ts';
import { SemaphoreCore, type CountOptions } from './core.ts';
import { WORDS } from './words.ts';

const KIND: Kind = { name: 'Semaphore', module: '@sync/semaphore', words: WORDS, zeroIsNone: true } as const;

/**
 * A number of permits: who goes in takes some, who comes out brings them back, and who finds
 * too few waits. So at most so many threads, or tasks, go on at a time. Any thread may
 * release, so it also signals from one thread to others: each `release` lets one go on.
 *
 * For one at a time, use a Lock, which knows its holder; where to release too often is a
 * mistake, a BoundedSemaphore. Waiters are served in order: one who wants many is not
 * overtaken by those who want few, and nobody waits for permits that he could have, as long
 * as those before him have enough.
 *
 * What was written before a `release` is seen by whoever acquires those permits.
 *
 * @example
 * ```ts
 * const doors = new Semaphore(2, { name: 'doors' });
 * doors.run(() => doors.value); // => 1
 * ```
 */
export class Semaphore {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #core: SemaphoreCore;

  /**
   * Makes one with so many permits: in memory of its own, or in zeroed memory of the
   * caller's.
   *
   * @param permits 0 to 2^30 - 1
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(permits = 1, options?: SemaphoreOptions) {
    this.#place = create(KIND, options, begin(KIND.name, permits, options, false));
    this.#core = new SemaphoreCore(KIND.name, this.#place);
    forbidPosting(this);
  }

  /**
   * Attaches to a semaphore that was made in a buffer.
   *
   * @throws TypeError there is none
   */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Semaphore {
    return new Semaphore(0, attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to a semaphore that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Semaphore returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Semaphore>): Semaphore {
    return new Semaphore(0, adopt(KIND, shared));
  }

  /** A handle to post to other threads, for {@link Semaphore.from}. Never blocks. */
  share(): Shared<Semaphore> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** How many permits are there: a snapshot. */
  get value(): number {
    return this.#core.permits.free;
  }

  /**
   * Takes permits, one or `count`, all or none: true, or false when the time is up. Blocks
   * the calling thread.
   *
   * @throws BlockingNotAllowedError it has to wait, and this thread may not block
   */
  acquire(options?: WaitOptions & CountOptions): boolean {
    return this.#core.acquire(options);
  }

  /**
   * Takes permits if they are there, and enough for those that wait. It may find too few at the
   * very moment in which one that waits takes its own. Never blocks.
   */
  tryAcquire(options?: CountOptions): boolean {
    return this.#core.tryAcquire(options);
  }

  /**
   * Takes permits when its turn comes: true, or false when the time is up. Rejects with the
   * signal's reason when that is aborted. Returns a promise; never blocks.
   */
  acquireAsync(options?: WaitAsyncOptions & CountOptions): Promise<boolean> {
    return this.#core.acquireAsync(options);
  }

  /**
   * Brings permits back, or new ones: all that wait and can go on now, do. Never blocks.
   *
   * @throws RangeError more than there can be counted; nothing was changed
   * @throws NotOwnerError it is robust, and the calling thread does not hold so many
   */
  release(count = 1): void {
    this.#core.release(count);
  }

  /** Takes all permits that are there, whoever waits for them; returns how many. Never blocks. */
  drain(): number {
    return this.#core.permits.takeAll();
  }

  /**
   * Takes permits until the guard is released, or the block with `using` ends. Blocks the
   * calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link Semaphore.acquire}
   */
  hold(options?: WaitOptions & CountOptions): Guard {
    return hold(this.#core, options);
  }

  /** As {@link Semaphore.hold}. Returns a promise; never blocks. */
  holdAsync(options?: WaitAsyncOptions & CountOptions): Promise<Guard> {
    return holdAsync(this.#core, options);
  }

  /**
   * Calls `fn` while holding permits; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link Semaphore.acquire}
   * @throws TypeError `fn` is async: {@link Semaphore.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions & CountOptions): T {
    return run(this.#core.weighted('run', options), fn, options);
  }

  /** Calls `fn` while holding permits, until its promise settles. Returns a promise; never blocks. */
  runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions & CountOptions): Promise<T> {
    return runAsync(this.#core, fn, options);
  }

  /** As `Semaphore(doors)[2 free, 1 waiting]`. */
  toString(): string {
    return this.#core.describe();
  }
}

define(KIND, Semaphore);
