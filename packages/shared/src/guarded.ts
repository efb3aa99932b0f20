import {
  checkFunction,
  checkNoPromise,
  define,
  forbidPosting,
  mutex,
  type Lockable,
  type Mutex,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { DoubleBuffer, byteLengthFor, kindOf, type SharedValueOptions } from './double-buffer.ts';
import { Entry } from './entry.ts';
import { Held } from './held.ts';
import type { SyncChange } from './sync-change.ts';

const KIND = kindOf('Guarded');

/** What a holder that would wait for itself is to do. */
const INSTEAD = 'use the value that it has';

/**
 * A list, a map or an object that threads share under a lock of its own: who holds it has the value, changes it where it
 * is, and what has become of it is there for the next one. The lock is one for Conditions, too.
 *
 * For a value that is read, or replaced as a whole, use a {@link SharedCell}; for a lock without a value, a Lock. Each hold
 * copies the value out and back: for large data of which little changes, shared memory and a Lock do less. What
 * has become of the value is written back whole or not at all: when the function throws, or the
 * thread dies at whichever step, it is as it was before, and the lock is free for the next one. A thread that asks for it
 * again without a time limit, while it holds it, gets `DeadlockError`. Newcomers may overtake waiters, but nobody starves.
 *
 * What was written before a release is seen by whoever holds it next.
 *
 * @example
 * ```ts
 * const jobs = new Guarded({ initial: [1, 2], maxBytes: 1000, name: 'jobs' });
 * jobs.run((list) => list.push(33)); // => 3
 * jobs.run((list) => list); // => [1, 2, 33]
 * ```
 */
export class Guarded<T> implements Lockable {
  /** Bytes that one with such options needs when it is made in a caller's buffer, at a multiple of 4. */
  static byteLengthFor(options: { readonly maxBytes: number }): number {
    return byteLengthFor(KIND, options);
  }

  readonly #buffer: DoubleBuffer;
  readonly #entry: Entry;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws TypeError something in the initial value cannot travel
   * @throws RangeError it takes more than `maxBytes`
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options: SharedValueOptions<T>) {
    this.#buffer = options instanceof DoubleBuffer ? options : DoubleBuffer.create(KIND, options, true);
    this.#entry = new Entry(this.#buffer.mutex);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer. */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Guarded<T> {
    return new Guarded<T>(DoubleBuffer.attach(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Guarded returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<Guarded<T>>): Guarded<T> {
    return new Guarded<T>(DoubleBuffer.adopt(KIND, shared) as never);
  }

  /** What a Condition over this works with. Who takes the lock by that one's own calls holds it without the value. */
  get [mutex](): Mutex {
    return this.#buffer.mutex;
  }

  /** A handle to post to other threads, for {@link Guarded.from}. Never blocks. */
  share(): Shared<Guarded<T>> {
    return this.#buffer.share();
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#buffer.name;
  }

  /** True if some thread holds it: a snapshot. */
  get locked(): boolean {
    return this.#buffer.mutex.locked;
  }

  /** True if the calling thread holds it. */
  get owned(): boolean {
    return this.#buffer.mutex.owned;
  }

  /**
   * Takes the lock until the guard is released, or the block with `using` ends; the guard has the value. At the end of
   * the block it is written back in any case: to leave it as it was, `discard()`. Blocks the calling thread.
   *
   * @throws TimeoutError the time was up
   * @throws DeadlockError threads would wait for each other in a circle; the calling thread holds it, and set no time limit
   * @throws BlockingNotAllowedError it is held, and this thread may not block
   */
  hold(options?: WaitOptions): Held<T> {
    return this.#held(this.#entry.enter('hold', options, INSTEAD));
  }

  /** As {@link Guarded.hold}, if nobody holds it now. Never blocks. */
  tryHold(): Held<T> | undefined {
    const hold = this.#entry.try();
    return hold === undefined ? undefined : this.#held(hold);
  }

  /** As {@link Guarded.hold}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  async holdAsync(options?: WaitAsyncOptions): Promise<Held<T>> {
    return this.#held(await this.#entry.enterAsync('holdAsync', options));
  }

  /**
   * Calls `fn` with the value; writes back what has become of it, and returns what `fn` returned. When `fn` throws,
   * the value is as it was before. Blocks the calling thread.
   *
   * @throws TypeError `fn` is async: {@link Guarded.runAsync} is for those; something in the value cannot travel
   * @throws RangeError the value takes more than `maxBytes`
   * @throws else as {@link Guarded.hold}
   */
  run<R>(fn: SyncChange<T, R>, options?: WaitOptions): R {
    checkFunction(this.#buffer, 'run', fn);
    const held = this.#held(this.#entry.enter('run', options, INSTEAD), 'run');
    try {
      const result = fn(held.value);
      checkNoPromise(this.#buffer, result, 'run() got an async function; use await runAsync()');
      held.release();
      return result;
    } finally {
      held.discard();
    }
  }

  /** As {@link Guarded.run}; what `fn` returns is awaited, with the lock held. Returns a promise; never blocks. */
  async runAsync<R>(fn: (value: T) => R | PromiseLike<R>, options?: WaitAsyncOptions): Promise<R> {
    checkFunction(this.#buffer, 'runAsync', fn);
    const held = this.#held(await this.#entry.enterAsync('runAsync', options), 'runAsync');
    try {
      const result = await fn(held.value);
      held.release();
      return result;
    } finally {
      held.discard();
    }
  }

  /** As `Guarded(jobs)[held by Worker-3, 17 of 1000 bytes]`. */
  toString(): string {
    return String(this.#buffer);
  }

  #held(hold: number, within?: string): Held<T> {
    return new Held<T>(this.#buffer, hold, within);
  }
}

define(KIND, Guarded);
