import {
  INSPECT,
  forbidPosting,
  hold,
  holdAsync,
  holdable,
  run,
  runAsync,
  type AsyncHoldable,
  type Guard,
  type OrderedAsync,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import type { SideCore } from './rw-lock-core.ts';

/**
 * One side of an RWLock: `reader`, which many threads hold at a time, or `writer`, which one
 * holds, and nobody reads meanwhile. Used as a Lock.
 */
export class RWLockSide implements AsyncHoldable {
  readonly #core: SideCore;

  /** Made by the RWLock. */
  constructor(core: SideCore) {
    this.#core = core;
    forbidPosting(this);
  }

  /** What `holdAll` takes it by. */
  get [holdable](): OrderedAsync {
    return this.#core;
  }

  /** The name of the RWLock. */
  get name(): string {
    return this.#core.seat.place.name;
  }

  /** True if some thread holds this side: a snapshot. */
  get locked(): boolean {
    return this.#core.locked;
  }

  /** True if the calling thread holds this side. */
  get owned(): boolean {
    return this.#core.owned;
  }

  /**
   * Takes this side: true, or false when the time is up. Blocks the calling thread: a reader
   * while somebody writes or waits to, unless its thread reads already; a writer while
   * others hold either side.
   *
   * @throws AbandonedLockError a thread died while it wrote
   * @throws DeadlockError the calling thread holds the other side, or writes already, and set no time limit;
   * threads would wait for each other in a circle
   * @throws BlockingNotAllowedError it has to wait, and this thread may not block
   */
  acquire(options?: WaitOptions): boolean {
    return this.#core.acquire(options);
  }

  /**
   * Takes this side if that takes no waiting. It may be refused at the very moment in which
   * another thread comes in. Never blocks.
   */
  tryAcquire(): boolean {
    return this.#core.tryAs('give-up');
  }

  /**
   * Takes this side when its turn comes: true, or false when the time is up. Rejects with the
   * signal's reason when that is aborted. Returns a promise; never blocks.
   */
  acquireAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#core.enterAsync('acquireAsync', options, 'give-up', itself);
  }

  /**
   * Takes this side as `acquire` does, but also after a thread died while it wrote: the caller then
   * puts right what that one left half done, for which it needs the writer. Blocks the calling thread.
   *
   * @throws as `acquire`, but for AbandonedLockError
   */
  recover(options?: WaitOptions): boolean {
    return this.#core.recover(options);
  }

  /** As {@link RWLockSide.recover}, and ends as {@link RWLockSide.acquireAsync}. Returns a promise; never blocks. */
  recoverAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return this.#core.enterAsync('recoverAsync', options, 'recover', itself);
  }

  /**
   * Ends one hold of the calling thread. Never blocks.
   *
   * @throws NotOwnerError the calling thread does not hold this side
   */
  release(): void {
    this.#core.release();
  }

  /**
   * Takes this side until the guard is released, or the block with `using` ends. Blocks the
   * calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link RWLockSide.acquire}
   */
  hold(options?: WaitOptions): Guard {
    return hold(this.#core, options);
  }

  /** As {@link RWLockSide.hold}. Returns a promise; never blocks. */
  holdAsync(options?: WaitAsyncOptions): Promise<Guard> {
    return holdAsync(this.#core, options);
  }

  /**
   * Calls `fn` while holding this side; returns what it returns. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up; else as {@link RWLockSide.acquire}
   * @throws TypeError `fn` is async: {@link RWLockSide.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): T {
    return run(this.#core, fn, options);
  }

  /** Calls `fn` while holding this side, until its promise settles. Returns a promise; never blocks. */
  runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions): Promise<T> {
    return runAsync(this.#core, fn, options);
  }

  /**
   * Always throws: a side is not shared by itself.
   *
   * @throws TypeError share the RWLock
   */
  share(): never {
    throw new TypeError(`${this.#core.label}: share() of the RWLock itself makes the handle; its sides come with it`);
  }

  /** As `RWLock.reader(jobs)[held by Worker-3, Worker-4]`. */
  toString(): string {
    return this.#core.toString();
  }

  /** For `console.log`. */
  [INSPECT](): string {
    return this.toString();
  }
}

function itself(success: boolean): boolean {
  return success;
}
