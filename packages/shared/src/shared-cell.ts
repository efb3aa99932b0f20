import {
  checkFunction,
  checkNoPromise,
  define,
  forbidPosting,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { decode } from '@sync/codec';
import { DoubleBuffer, byteLengthFor, kindOf, type SharedValueOptions } from './double-buffer.ts';
import { Entry } from './entry.ts';
import type { SyncChange } from './sync-change.ts';

const KIND = kindOf('SharedCell');

/** What a holder that would wait for itself is to do. */
const INSTEAD = 'use the value that the function was given, and return the next one';

/**
 * A value that threads share: each reads copies of it, and puts others in its place. `update` makes the next value of
 * the one before, with nobody in between.
 *
 * For a list, a map or an object that is changed where it is, or waited for with a Condition, use a {@link Guarded};
 * for a number alone, the atomic classes. A lock of its own keeps the calls apart, none longer than it takes
 * to copy the value, but for functions. Each change is made whole or not at all, also when its thread dies.
 *
 * What was written before a value was put there is seen by whoever gets that value.
 *
 * @example
 * ```ts
 * const best = new SharedCell({ initial: { score: 0, by: '' }, maxBytes: 200, name: 'best' });
 * best.update((old) => (old.score < 7 ? { score: 7, by: 'me' } : old));
 * best.get(); // => { score: 7, by: 'me' }
 * ```
 */
export class SharedCell<T> {
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
    this.#buffer = options instanceof DoubleBuffer ? options : DoubleBuffer.create(KIND, options, false);
    this.#entry = new Entry(this.#buffer.mutex);
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer. */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): SharedCell<T> {
    return new SharedCell<T>(DoubleBuffer.attach(KIND, buffer, byteOffset, options) as never);
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a SharedCell returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<SharedCell<T>>): SharedCell<T> {
    return new SharedCell<T>(DoubleBuffer.adopt(KIND, shared) as never);
  }

  /** A handle to post to other threads, for {@link SharedCell.from}. Never blocks. */
  share(): Shared<SharedCell<T>> {
    return this.#buffer.share();
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#buffer.name;
  }

  /**
   * A copy of the value. Blocks the calling thread while another one has the lock.
   *
   * @throws TimeoutError the time was up
   * @throws DeadlockError called within `update` by its own thread, and without a time limit
   * @throws BlockingNotAllowedError another thread has the lock, and this one may not block
   */
  get(options?: WaitOptions): T {
    return this.#copied(this.#entry.enter('get', options, INSTEAD));
  }

  /** A copy of the value, if nobody has the lock now. Never blocks. */
  tryGet(): { value: T } | undefined {
    const hold = this.#entry.try();
    return hold === undefined ? undefined : { value: this.#copied(hold) };
  }

  /** As {@link SharedCell.get}; rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  async getAsync(options?: WaitAsyncOptions): Promise<T> {
    return this.#copied(await this.#entry.enterAsync('getAsync', options));
  }

  /**
   * Puts a value there. Blocks the calling thread while another one has the lock.
   *
   * @throws TypeError something in the value cannot travel; the message says what, and where
   * @throws RangeError it takes more than `maxBytes`
   * @throws TimeoutError, DeadlockError, BlockingNotAllowedError as {@link SharedCell.get}
   */
  set(value: T, options?: WaitOptions): void {
    const message = this.#buffer.prepare(value);
    this.#within(this.#entry.enter('set', options, INSTEAD), () => {
      this.#buffer.write(message);
    });
  }

  /** Puts a value there, if nobody has the lock now: true if it did. Never blocks. */
  trySet(value: T): boolean {
    const message = this.#buffer.prepare(value);
    const hold = this.#entry.try();
    if (hold === undefined) return false;
    this.#within(hold, () => {
      this.#buffer.write(message);
    });
    return true;
  }

  /**
   * Puts the value there that it is now, whatever becomes of it meanwhile. Rejects as {@link SharedCell.getAsync}. Returns a
   * promise; never blocks.
   */
  async setAsync(value: T, options?: WaitAsyncOptions): Promise<void> {
    const copy = this.#buffer.prepareCopy(value);
    const hold = await this.#entry.enterAsync('setAsync', options);
    this.#within(hold, () => {
      this.#buffer.write(copy);
    });
  }

  /**
   * Puts there what `fn` makes of a copy of the value, and returns it. When `fn` throws, nothing is changed. Blocks the
   * calling thread while another one has the lock.
   *
   * @throws TypeError `fn` is async: {@link SharedCell.updateAsync} is for those
   * @throws else as {@link SharedCell.set}
   */
  update<R extends T>(fn: SyncChange<T, R>, options?: WaitOptions): R {
    checkFunction(this.#buffer, 'update', fn);
    return this.#updated(this.#entry.enter('update', options, INSTEAD), fn, 'update');
  }

  /** As {@link SharedCell.update}, if nobody has the lock now. Never blocks. */
  tryUpdate<R extends T>(fn: SyncChange<T, R>): { value: R } | undefined {
    checkFunction(this.#buffer, 'tryUpdate', fn);
    const hold = this.#entry.try();
    return hold === undefined ? undefined : { value: this.#updated(hold, fn, 'tryUpdate') };
  }

  /** As {@link SharedCell.update}; what `fn` returns is awaited, with the lock held. Returns a promise; never blocks. */
  async updateAsync<R extends T>(fn: (value: T) => R | PromiseLike<R>, options?: WaitAsyncOptions): Promise<R> {
    checkFunction(this.#buffer, 'updateAsync', fn);
    const hold = await this.#entry.enterAsync('updateAsync', options);
    try {
      return this.#put(await fn(this.#buffer.read() as T));
    } finally {
      this.#buffer.mutex.releaseNumbered(hold);
    }
  }

  /** As `SharedCell(best)[free, 17 of 200 bytes]`. */
  toString(): string {
    return String(this.#buffer);
  }

  /** The bytes are copied with the lock held, and made a value of without it. */
  #copied(hold: number): T {
    return decode(this.#within(hold, () => this.#buffer.copy())) as T;
  }

  #updated<R extends T>(hold: number, fn: SyncChange<T, R>, call: string): R {
    return this.#within(hold, () => {
      const value = fn(this.#buffer.read() as T);
      checkNoPromise(this.#buffer, value, call, '() got an async function; use await updateAsync()');
      return this.#put(value);
    });
  }

  #put<R>(value: R): R {
    this.#buffer.write(this.#buffer.prepare(value));
    return value;
  }

  #within<R>(hold: number, fn: () => R): R {
    try {
      return fn();
    } finally {
      this.#buffer.mutex.releaseNumbered(hold);
    }
  }
}

define(KIND, SharedCell);
