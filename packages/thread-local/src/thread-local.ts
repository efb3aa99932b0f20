/**
 * One logical variable with a value in each thread. What threads share of it is who it is:
 * the values, and what makes and disposes them, are each thread's own (`cell.ts`).
 *
 * SLOTS
 *   0  MADE   which class was made here; 0 in untouched memory
 *   1  INIT   1: it was made with an `init`
 *   2  -      reserved
 *   6  ORDER  2 words: tells it from all others, in whichever memory; drawn at first use
 */
import {
  adopt,
  attach,
  checkFunction,
  create,
  define,
  forbidPosting,
  handle,
  labelOf,
  store,
  type Kind,
  type Place,
  type Shared,
} from '@sync/atomics/internal';
import { Cell, SLOT_INIT } from './cell.ts';
import { checkFunctions, type ThreadFunctions, type ThreadLocalOptions } from './options.ts';

const KIND: Kind = { name: 'ThreadLocal', module: '@sync/thread-local', words: 8 } as const;

/**
 * A variable of which each thread has a value of its own: made by `init` when a thread first
 * touches it, disposed by `dispose` when that thread ends.
 *
 * For several values under names, `local()`. For what all threads see, shared memory. A plain
 * variable of a module is each thread's own, too; this one is made when it is needed, ends with
 * its thread, travels in arguments, and can be another for the extent of a call.
 *
 * No thread ever sees what another has set, so nothing happens before anything.
 *
 * @example
 * ```ts
 * const depth = new ThreadLocal({ init: () => 0, name: 'depth' });
 * depth.value++;
 * depth.run(10, () => depth.value); // => 10
 * depth.value; // => 1
 * ```
 */
export class ThreadLocal<T> {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #cell: Cell<T>;

  /**
   * Makes one: in memory of its own, or in zeroed memory of the caller's. Runs no `init`.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options: ThreadLocalOptions<T> & { readonly init: () => T });
  /** The same without an `init`: it is undefined until it is set. */
  constructor(...options: undefined extends T ? [options?: ThreadLocalOptions<T>] : [never]);
  /** Either. */
  constructor(options?: ThreadLocalOptions<T>) {
    checkFunctions('new ThreadLocal()', options, 'init, dispose, name, buffer');
    this.#place = create(KIND, options, (words) => {
      store(words, SLOT_INIT, options?.init === undefined ? 0 : 1);
    });
    this.#cell = Cell.of<T>(labelOf(KIND.name, this.name), this.#place);
    if (options?.buffer !== undefined) this.#cell.keep();
    this.#cell.bring(options ?? {});
    forbidPosting(this);
  }

  /**
   * Attaches to a variable that was made in a buffer; zeroed memory is one without an `init`.
   *
   * @throws TypeError there is none
   */
  static at<T>(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string } & ThreadFunctions<T>): ThreadLocal<T> {
    checkFunctions('ThreadLocal.at()', options, 'init, dispose, name');
    return ThreadLocal.#attached(attach(KIND, buffer, byteOffset, options), options);
  }

  /**
   * Attaches to a variable that another thread has shared. Functions do not cross threads, so
   * each brings its own; the first that a thread brings are the variable's there.
   *
   * @throws TypeError not what `share()` of a ThreadLocal returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from<T>(shared: Shared<ThreadLocal<T>>, options?: ThreadFunctions<T>): ThreadLocal<T> {
    checkFunctions('ThreadLocal.from()', options, 'init, dispose');
    return ThreadLocal.#attached(adopt(KIND, shared), options);
  }

  static #attached<T>(place: Place, options: ThreadFunctions<T> = {}): ThreadLocal<T> {
    const variable = new ThreadLocal<T>(place as never);
    variable.#cell.keep();
    variable.#cell.bring(options);
    return variable;
  }

  /** A handle to post to other threads, for {@link ThreadLocal.from}. Never blocks. */
  share(): Shared<ThreadLocal<T>> {
    // It may come back by that.
    this.#cell.keep();
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /**
   * The calling thread's value; within a `run`, that run's. The first touch in a thread runs
   * `init`; without one it is undefined until it is set. Never blocks.
   *
   * @throws what `init` throws; then nothing is kept, and the next touch runs it again
   * @throws InvalidStateError `init` touches the variable; this thread has brought no `init`
   *   for one that was made with it; or its thread ends, and the value was disposed
   */
  get value(): T {
    const cell = this.#cell;
    return cell.isPlain ? (cell.value as T) : cell.get();
  }

  /** As {@link ThreadLocal.set}. */
  set value(value: T) {
    this.#cell.set(value);
  }

  /** As {@link ThreadLocal.value}. */
  get(): T {
    return this.value;
  }

  /**
   * Sets the calling thread's value, and disposes the one that was there if it is another;
   * within a `run`, sets that run's alone. Never blocks.
   *
   * @throws what `dispose` throws; then the new value is set
   * @throws InvalidStateError `init` touches the variable, or its thread ends
   */
  set(value: T): void {
    this.#cell.set(value);
  }

  /** True if there is a value: `init` is not run for that. Never blocks. */
  has(): boolean {
    return this.#cell.has();
  }

  /**
   * Drops the calling thread's value and disposes it: the next touch runs `init` again. Within
   * a `run`, drops that run's value, undisposed, so that the one outside shows for the rest of
   * it. False: there was none. Never blocks.
   *
   * @throws what `dispose` throws; then the value is dropped
   * @throws InvalidStateError `init` touches the variable
   */
  delete(): boolean {
    return this.#cell.delete();
  }

  /**
   * Calls `fn`, for which the variable has that value: for all that it calls, and all that it
   * awaits, by the platform's async context. It is the caller's own, and never disposed.
   *
   * @throws TypeError `fn` is async, and the platform has no async context (browsers)
   */
  run<R>(value: T, fn: () => R): R {
    checkFunction(this.#cell, 'run', fn);
    return this.#cell.run(value, fn);
  }

  /** As `ThreadLocal(depth)[set in this thread]`. */
  toString(): string {
    return `${this.#cell.label}[${this.has() ? 'set' : 'not set'} in this thread]`;
  }
}

define(KIND, ThreadLocal);
