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
  isDebugged,
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
import { reportStrayHold } from './stray-hold.ts';

const KIND: Kind = {
  name: 'RLock',
  module: '@sync/lock',
  words: MUTEX_WORDS,
  mutex: 0,
} as const;

/** Options of {@link RLock}. */
export interface RLockOptions extends PlacementOptions, AbandonOptions {
  /**
   * Finds holds that live across an `await`: an error is thrown at the next turn of the
   * event loop, with the place where the lock was taken. A `DeadlockError` says where it was
   * taken, too. For development: every acquire takes a stack trace.
   */
  readonly debug?: boolean | undefined;
}

/**
 * A lock that its holder may take again: a thread that holds it by a sync call enters once
 * more by another, and it is free when it was released as often.
 *
 * Where nobody enters again, use {@link Lock}, which finds the mistake. Async calls do not
 * enter again, since the tasks of one thread cannot be told apart: `acquireAsync` waits its
 * turn, and a sync call during an async hold of the same thread is a `DeadlockError`. For
 * the same reason a sync hold must not live across an `await`: another task of the thread
 * would walk in (`debug: true` finds such holds). Otherwise as {@link Lock}.
 *
 * What was written before the last release is seen by whoever acquires next.
 *
 * @example
 * ```ts
 * const lock = new RLock({ name: 'report' });
 * lock.run(() => lock.run(() => lock.depth)); // => 2
 * ```
 */
export class RLock implements Lockable {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #mutex: Mutex;
  readonly #place: Place;
  readonly #debug: boolean;

  /**
   * Makes a free lock: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: RLockOptions) {
    this.#place = create(KIND, options, policyWriter('new RLock()', options));
    this.#debug = isDebugged(this.#place.words);
    this.#mutex = mutexOf(KIND.name, this.#place, true);
    forbidPosting(this);
  }

  /** Attaches to a lock that was made in a buffer; zeroed memory is a free one. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): RLock {
    return new RLock(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to a lock that another thread has shared.
   *
   * @throws TypeError not what `share()` of an RLock returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<RLock>): RLock {
    return new RLock(adopt(KIND, shared));
  }

  /** What a Condition over this lock works with. */
  get [mutex](): Mutex {
    return this.#mutex;
  }

  /** A handle to post to other threads, for {@link RLock.from}. Never blocks. */
  share(): Shared<RLock> {
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

  /** How often the calling thread holds it; 0: not at all. */
  get depth(): number {
    return this.owned ? this.#mutex.depth : 0;
  }

  /**
   * Takes the lock: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws AbandonedLockError a thread died that held it
   * @throws DeadlockError threads would wait for each other in a circle; the calling thread holds it by an async call, and set no time limit
   * @throws BlockingNotAllowedError it is held, and this thread may not block
   */
  acquire(options?: WaitOptions): boolean {
    return this.#watched(this.#mutex.acquire(options));
  }

  /** Takes the lock if it is free. Never blocks. */
  tryAcquire(): boolean {
    return this.#watched(this.#mutex.tryAcquire());
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
    return this.#watched(this.#mutex.recover(options));
  }

  /** As {@link RLock.recover}, and ends as {@link RLock.acquireAsync}. Returns a promise; never blocks. */
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
   * @throws TimeoutError the time was up; else as {@link RLock.acquire}
   */
  hold(options?: WaitOptions): Guard {
    const held = hold(this.#mutex, options);
    this.#watched(true);
    return held;
  }

  /** As {@link RLock.hold}. Returns a promise; never blocks. */
  holdAsync(options?: WaitAsyncOptions): Promise<Guard> {
    return holdAsync(this.#mutex, options);
  }

  /**
   * Calls `fn` while holding the lock; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link RLock.acquire}
   * @throws TypeError `fn` is async: {@link RLock.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): T {
    return run(this.#mutex, fn, options);
  }

  /** Calls `fn` while holding the lock, until its promise settles. Returns a promise; never blocks. */
  runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions): Promise<T> {
    return runAsync(this.#mutex, fn, options);
  }

  /** As `RLock(jobs)[held by Worker-3, depth 2]`. */
  toString(): string {
    return String(this.#mutex);
  }

  #watched(acquired: boolean): boolean {
    if (this.#debug && acquired) reportStrayHold(this.#mutex);
    return acquired;
  }
}

define(KIND, RLock);
