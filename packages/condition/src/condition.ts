import {
  Deadline,
  adopt,
  asyncWaitOf,
  attach,
  checkCount,
  checkFunction,
  create,
  define,
  forbidPosting,
  handle,
  hold,
  holdAsync,
  labelOf,
  mutex,
  notHeld,
  run,
  runAsync,
  threadId,
  timeoutOf,
  type Guard,
  type Lockable,
  type Mutex,
  type Place,
  type Shared,
  type Subject,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import {
  KIND,
  adoptedLock,
  broughtLock,
  lockAndOptions,
  ownMutex,
  stateOf,
  withLock,
  writer,
  type ConditionOptions,
} from './its-lock.ts';
import { notifyOldest, waitingIn } from './line.ts';
import { Waiting } from './waiting.ts';

const MOST = 2 ** 31 - 1;

/**
 * Threads wait here until something is so that a lock protects: who changes it, notifies.
 * It is made over a Lock or an RLock, or has a re-entrant lock of its own, and is used
 * with that lock held; several may share one lock.
 *
 * For something that is so once and for all, an Event is simpler; for a number of permits,
 * a Semaphore. Nobody wakes without a reason; a notification goes to one that waited when it
 * was given, the oldest first, and if that one dies or is aborted meanwhile, to the next.
 * Between the notification and the return of `wait`, others may have the lock: look again
 * at what you wait for, or let `waitFor` do it.
 *
 * What was written by who held the lock before is seen after `wait`.
 *
 * @example
 * ```ts
 * const condition = new Condition({ name: 'jobs' });
 * condition.run(() => condition.wait({ timeout: 10 })); // => false
 * ```
 */
export class Condition {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #mutex: Mutex;
  readonly #subject: Subject;
  readonly #waiting: Waiting;

  /**
   * Makes one with a re-entrant lock of its own: in memory of its own, or in zeroed memory
   * of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: ConditionOptions);
  /** Makes one over a Lock or an RLock. */
  constructor(lock: Lockable | undefined, options?: ConditionOptions);
  /** Either of these. */
  constructor(lockOrOptions?: Lockable | ConditionOptions, options?: ConditionOptions) {
    const [lock, placement] = lockAndOptions(lockOrOptions, options);
    this.#place = create(KIND, placement, writer(lock, placement));
    this.#mutex = lock === undefined ? ownMutex(this.#place) : lock[mutex];
    this.#subject = { label: labelOf(KIND.name, this.#place.name) };
    this.#waiting = new Waiting(this.#subject, this.#place.words, this.#mutex);
    forbidPosting(this);
  }

  /**
   * Attaches to a condition that was made in a buffer.
   *
   * @param options the lock, if it was made over one
   * @throws TypeError there is none, or it has another lock
   */
  static at(
    buffer: SharedArrayBuffer,
    byteOffset?: number,
    options?: { name?: string; lock?: Lockable },
  ): Condition {
    const place = attach(KIND, buffer, byteOffset, options);
    return new Condition(broughtLock(place, options?.lock), place);
  }

  /**
   * Attaches to a condition that another thread has shared, and to its lock.
   *
   * @throws TypeError not what `share()` of a Condition returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Condition>): Condition {
    const place = adopt(KIND, shared);
    return new Condition(adoptedLock(place, shared), place);
  }

  /** A handle to post to other threads, for {@link Condition.from}; the lock's is in it. Never blocks. */
  share(): Shared<Condition> {
    return { ...handle<Condition>(KIND, this.#place), ...withLock(this.#mutex) };
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** True if some thread holds the lock: a snapshot. */
  get locked(): boolean {
    return this.#mutex.locked;
  }

  /** True if the calling thread holds the lock. */
  get owned(): boolean {
    return this.#mutex.owned;
  }

  /**
   * Takes the lock: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws AbandonedLockError a thread died that held it
   * @throws DeadlockError threads would wait for each other in a circle; the calling thread holds it, may not enter
   * again, and set no time limit
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

  /** As `acquire`, but takes the lock over from a thread that died while it held it. Blocks the calling thread. */
  recover(options?: WaitOptions): boolean {
    return this.#mutex.recover(options);
  }

  /** As {@link Condition.recover}. Returns a promise; never blocks. */
  recoverAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#mutex.recoverAsync(options);
  }

  /**
   * Ends the calling thread's hold of the lock. Never blocks.
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
   * @throws TimeoutError the time was up; else as {@link Condition.acquire}
   */
  hold(options?: WaitOptions): Guard {
    return hold(this.#mutex, options);
  }

  /** As {@link Condition.hold}. Returns a promise; never blocks. */
  holdAsync(options?: WaitAsyncOptions): Promise<Guard> {
    return holdAsync(this.#mutex, options);
  }

  /**
   * Calls `fn` while holding the lock; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link Condition.acquire}
   * @throws TypeError `fn` is async: {@link Condition.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): T {
    return run(this.#mutex, fn, options);
  }

  /** Calls `fn` while holding the lock, until its promise settles. Returns a promise; never blocks. */
  runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions): Promise<T> {
    return runAsync(this.#mutex, fn, options);
  }

  /**
   * Gives the lock up, all its levels, until it is notified; returns with the lock held as
   * before: true, or false when the time was up. To take the lock again may take longer.
   * Blocks the calling thread.
   *
   * @throws NotOwnerError the calling thread does not hold the lock
   * @throws BlockingNotAllowedError this thread may not block
   * @throws AbandonedLockError, DeadlockError it cannot get the lock again, and does not hold it
   */
  wait(options?: WaitOptions): boolean {
    const timeout = timeoutOf(this.#subject, 'wait', options);
    this.#checkOwned('wait');
    return this.#waiting.wait('wait', Deadline.interruptible(timeout));
  }

  /**
   * As {@link Condition.wait}. Rejects with the signal's reason when that is aborted, once
   * the lock is held again: the caller releases it in any case. Returns a promise; never
   * blocks.
   */
  async waitAsync(options?: WaitAsyncOptions): Promise<boolean> {
    const limits = asyncWaitOf(this.#subject, 'waitAsync', options);
    this.#checkOwned('waitAsync');
    return this.#waiting.waitAsync('waitAsync', limits);
  }

  /**
   * Waits until the predicate gives something true, and returns that, or what it gave last
   * when the time was up. It is called with the lock held, first before any waiting, and
   * what it throws is thrown with the lock held. Blocks the calling thread.
   *
   * @throws TypeError the predicate is async
   * @throws NotOwnerError the calling thread does not hold the lock
   * @throws BlockingNotAllowedError it would wait, and this thread may not block
   */
  waitFor<T>(predicate: SyncFunction<T>, options?: WaitOptions): T {
    checkFunction(this.#subject, 'waitFor', predicate);
    const timeout = timeoutOf(this.#subject, 'waitFor', options);
    this.#checkOwned('waitFor');
    return this.#waiting.waitFor('waitFor', predicate, Deadline.interruptible(timeout));
  }

  /** As {@link Condition.waitFor}; ends as {@link Condition.waitAsync}. Returns a promise; never blocks. */
  async waitForAsync<T>(predicate: SyncFunction<T>, options?: WaitAsyncOptions): Promise<T> {
    checkFunction(this.#subject, 'waitForAsync', predicate);
    const limits = asyncWaitOf(this.#subject, 'waitForAsync', options);
    this.#checkOwned('waitForAsync');
    return this.#waiting.waitForAsync('waitForAsync', predicate, limits);
  }

  /**
   * Wakes so many of those that wait, the oldest first; who comes later is not concerned.
   * They go on when they get the lock. Never blocks.
   *
   * @param n 0 to 2^31 - 1
   * @throws NotOwnerError the calling thread does not hold the lock
   */
  notify(n = 1): void {
    checkCount(`${this.#subject.label}: notify()`, 'the number', n, 0, MOST);
    this.#checkOwned('notify');
    notifyOldest(this.#place.words, n);
  }

  /**
   * Wakes all that wait. Never blocks.
   *
   * @throws NotOwnerError the calling thread does not hold the lock
   */
  notifyAll(): void {
    this.#checkOwned('notifyAll');
    notifyOldest(this.#place.words, Infinity);
  }

  /** As `Condition(jobs)[2 waiting, Lock(state)[free]]`, or `[2 waiting, free]` with a lock of its own. */
  toString(): string {
    return `${this.#subject.label}[${waitingIn(this.#place.words)} waiting, ${stateOf(this.#mutex)}]`;
  }

  #checkOwned(call: string): void {
    if (!this.#mutex.owned) throw notHeld(this.#subject, call, this.#mutex, threadId());
  }
}

define(KIND, Condition);
