import {
  MUTEX_WORDS,
  adopt,
  attach,
  create,
  define,
  forbidPosting,
  handle,
  hold,
  holdAsync,
  mutex,
  mutexOf,
  policyWriter,
  run,
  runAsync,
  type AbandonOptions,
  type Guard,
  type Kind,
  type Lockable,
  type Mutex,
  type Place,
  type PlacementOptions,
  type Shared,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';

const KIND: Kind = {
  name: 'Lock',
  module: '@sync/lock',
  words: MUTEX_WORDS,
  mutex: 0,
} as const;

/** Options of {@link Lock}. */
export interface LockOptions extends PlacementOptions, AbandonOptions {
  /**
   * Notes where in the source the lock is taken, in all threads: a `DeadlockError` says so. For
   * development: every acquire takes a stack trace.
   */
  readonly debug?: boolean | undefined;
}

/**
 * Mutual exclusion between threads: one at a time holds it, and only the holder releases.
 *
 * When a thread dies that holds it, all who ask for it get `AbandonedLockError` until one calls
 * {@link Lock.recover}. Threads that wait for each other's locks in a circle, without a time limit, are
 * found: one of them gets `DeadlockError`.
 *
 * For calls that enter again while they hold it, use {@link RLock}; to signal from one
 * thread to another, a Semaphore or an Event. A thread that asks for it again without a
 * time limit, while it holds it, gets `DeadlockError` at once. Newcomers may overtake
 * waiters, but nobody starves; the async waiters of one thread are served in order.
 *
 * What was written before a release is seen by whoever acquires next.
 *
 * @example
 * ```ts
 * const lock = new Lock({ name: 'balance' });
 * lock.run(() => lock.owned); // => true
 * ```
 */
export class Lock implements Lockable {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #mutex: Mutex;
  readonly #place: Place;

  /**
   * Makes a free lock: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: LockOptions) {
    this.#place = create(KIND, options, policyWriter('new Lock()', options));
    this.#mutex = mutexOf(KIND.name, this.#place, false);
    forbidPosting(this);
  }

  /** Attaches to a lock that was made in a buffer; zeroed memory is a free one. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Lock {
    return new Lock(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to a lock that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Lock returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Lock>): Lock {
    return new Lock(adopt(KIND, shared));
  }

  /** What a Condition over this lock works with. */
  get [mutex](): Mutex {
    return this.#mutex;
  }

  /** A handle to post to other threads, for {@link Lock.from}. Never blocks. */
  share(): Shared<Lock> {
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
   * @throws BlockingNotAllowedError it is held, and this thread may not block
   */
  acquire(options?: WaitOptions): boolean {
    return this.#mutex.acquire(options);
  }

  /** Takes the lock if it is free. Never blocks. */
  tryAcquire(): boolean {
    return this.#mutex.tryAcquire();
  }

  /**
   * Takes the lock when its turn comes: true, or false when the time is up. Rejects with
   * the signal's reason when that is aborted. Returns a promise; never blocks.
   */
  acquireAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#mutex.acquireAsync(options);
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

  /** As {@link Lock.recover}, and ends as {@link Lock.acquireAsync}. Returns a promise; never blocks. */
  recoverAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#mutex.recoverAsync(options);
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
   * @throws TimeoutError the time was up; else as {@link Lock.acquire}
   */
  hold(options?: WaitOptions): Guard {
    return hold(this.#mutex, options);
  }

  /** As {@link Lock.hold}. Returns a promise; never blocks. */
  holdAsync(options?: WaitAsyncOptions): Promise<Guard> {
    return holdAsync(this.#mutex, options);
  }

  /**
   * Calls `fn` while holding the lock; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link Lock.acquire}
   * @throws TypeError `fn` is async: {@link Lock.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): T {
    return run(this.#mutex, fn, options);
  }

  /** Calls `fn` while holding the lock, until its promise settles. Returns a promise; never blocks. */
  runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions): Promise<T> {
    return runAsync(this.#mutex, fn, options);
  }

  /** As `Lock(jobs)[held by Worker-3, others waiting]`. */
  toString(): string {
    return String(this.#mutex);
  }
}

define(KIND, Lock);
