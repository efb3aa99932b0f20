import {
  MUTEX_WORDS,
  SpinMutex,
  adopt,
  attach,
  create,
  define,
  forbidPosting,
  handle,
  hold,
  holdable,
  policyWriter,
  run,
  type AbandonOptions,
  type Guard,
  type Holdable,
  type Kind,
  type Place,
  type PlacementOptions,
  type Shared,
  type SyncFunction,
  type WaitOptions,
} from '@sync/atomics/internal';

const KIND: Kind = {
  name: 'SpinLock',
  module: '@sync/lock',
  words: MUTEX_WORDS,
  mutex: 0,
} as const;

/** Options of {@link SpinLock}. */
export interface SpinLockOptions extends PlacementOptions, AbandonOptions {}

/**
 * Mutual exclusion for sections of nanoseconds, as a few words that change together: who
 * finds it held tries again and again for about 100 us, and then once in a millisecond.
 *
 * Everywhere else use {@link Lock}: it wakes those who wait, where a SpinLock leaves them to
 * look for themselves, and it can be awaited. In exchange a release is always one
 * compare-and-swap and never a call of the system, however many wait. It has no async calls;
 * a thread that may not block spins for about a millisecond, and then gives up. One that
 * has slept is let in before newcomers, so nobody starves.
 *
 * What was written before a release is seen by whoever acquires next.
 *
 * @example
 * ```ts
 * const lock = new SpinLock({ name: 'point' });
 * lock.run(() => lock.owned); // => true
 * ```
 */
export class SpinLock implements Holdable {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #mutex: SpinMutex;
  readonly #place: Place;

  /**
   * Makes a free lock: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: SpinLockOptions) {
    this.#place = create(KIND, options, policyWriter('new SpinLock()', options));
    this.#mutex = new SpinMutex(KIND.name, this.#place);
    forbidPosting(this);
  }

  /** Attaches to a lock that was made in a buffer; zeroed memory is a free one. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): SpinLock {
    return new SpinLock(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to a lock that another thread has shared.
   *
   * @throws TypeError not what `share()` of a SpinLock returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<SpinLock>): SpinLock {
    return new SpinLock(adopt(KIND, shared));
  }

  /** What {@link holdAll} takes it by. */
  get [holdable](): SpinMutex {
    return this.#mutex;
  }

  /** A handle to post to other threads, for {@link SpinLock.from}. Never blocks. */
  share(): Shared<SpinLock> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** True if some thread holds it: a snapshot. */
  get locked(): boolean {
    return this.#mutex.locked;
  }

  /** True if the calling thread holds it. */
  get owned(): boolean {
    return this.#mutex.owned;
  }

  /**
   * Takes the lock: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws AbandonedLockError a thread died that held it
   * @throws DeadlockError threads would wait for each other in a circle; the calling thread holds it, and set no time limit
   * @throws BlockingNotAllowedError it stayed held for a while, and this thread may not block
   */
  acquire(options?: WaitOptions): boolean {
    return this.#mutex.acquire(options);
  }

  /** Takes the lock if it is free. Never blocks. */
  tryAcquire(): boolean {
    return this.#mutex.tryAcquire();
  }

  /**
   * Takes the lock as `acquire` does, but also from a thread that died while it held it: the
   * caller then puts right what that one left half done. Of several, one gets it, and the
   * others wait. Blocks the calling thread.
   *
   * @throws as `acquire`, but for AbandonedLockError
   */
  recover(options?: WaitOptions): boolean {
    return this.#mutex.recover(options);
  }

  /**
   * Ends the calling thread's hold. Never blocks.
   *
   * @throws NotOwnerError the calling thread does not hold it
   */
  release(): void {
    this.#mutex.release();
  }

  /**
   * Takes the lock until the guard is released, or the block with `using` ends. Blocks the
   * calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link SpinLock.acquire}
   */
  hold(options?: WaitOptions): Guard {
    return hold(this.#mutex, options);
  }

  /**
   * Calls `fn` while holding the lock; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link SpinLock.acquire}
   * @throws TypeError `fn` is async: a Lock has `runAsync` for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): T {
    return run(this.#mutex, fn, options, 'a Lock has await runAsync()');
  }

  /** As `SpinLock(point)[held by Worker-3]`. */
  toString(): string {
    return String(this.#mutex);
  }
}

define(KIND, SpinLock);
