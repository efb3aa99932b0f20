import { INSPECT, checkFunction, checkNoPromise, show, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import { cancel } from './cancel.ts';
import { CANCELLED, CORE, DONE, FAILED, FutureCore, RUNNING, STATES, type FutureState } from './future-core.ts';
import { NO_POOL } from './no-pool.ts';
import { DoneCallback, Promised } from './observers.ts';
import type { CancelOptions } from './origin.ts';
import { poll, settle, settleAsync } from './settle.ts';
import { refuseToTravel, STAYS } from './stays.ts';

/** A future without a pool, and what settles it. */
export interface FutureWithResolvers<T> {
  readonly future: Future<T>;
  /** It is running from now on: true, or false if it was cancelled. */
  readonly start: () => boolean;
  /** It is done. */
  readonly resolve: (value: T) => void;
  /** It has failed. */
  readonly reject: (error: unknown) => void;
}

/**
 * What will come of a task: its result, its error, or that it was cancelled. A pool's `submit`
 * returns it.
 *
 * It can be awaited, as a promise; and waited for with the thread blocked, by `result`. It
 * stays in the thread that submitted the task. A failure that nobody looks at for some seconds
 * is printed, or told to the pool's `onUnobserved`; it never ends the process.
 *
 * What the task wrote to shared memory is seen by who has its result.
 *
 * @example
 * ```ts
 * const { future, resolve } = Future.withResolvers<number>();
 * resolve(42);
 * future.result(); // => 42
 * ```
 */
export class Future<T> implements Promise<T> {
  /** What its pool settles. */
  readonly [CORE]: FutureCore;
  /** Makes `postMessage` refuse it. */
  protected readonly [STAYS] = refuseToTravel;

  /** Pools make them, by `submit`; without a pool, {@link Future.withResolvers} does. */
  constructor(core: FutureCore) {
    if (!(core instanceof FutureCore)) {
      throw new TypeError('new Future(): submit() of a pool makes futures; without a pool, Future.withResolvers() does');
    }
    this[CORE] = core;
    core.future = this;
  }

  /** One that is done already. */
  static resolve<T>(value: T): Future<T> {
    const { future, resolve } = Future.withResolvers<T>();
    resolve(value);
    return future;
  }

  /** One that has failed already. */
  static reject<T = never>(error: unknown): Future<T> {
    const { future, reject } = Future.withResolvers<T>();
    reject(error);
    return future;
  }

  /**
   * One without a pool, and what settles it: for tests, and for what is no task. Settling it
   * twice is an InvalidStateError.
   */
  static withResolvers<T>(): FutureWithResolvers<T> {
    const core = new FutureCore(NO_POOL, '');
    return {
      future: new Future<T>(core),
      start: () => core.start(),
      resolve: (value) => {
        checkNoPromise(core, value, 'resolve() got a promise; await it first');
        core.resolve(value);
      },
      reject: (error) => {
        core.reject(error);
      },
    };
  }

  /** A snapshot, as the others: brings in what is there. Never blocks. */
  get state(): FutureState {
    return STATES[poll(this[CORE])] ?? 'pending';
  }

  /** True when it is done, has failed, or was cancelled. */
  get done(): boolean {
    return poll(this[CORE]) >= CANCELLED;
  }

  /** True while its task runs. */
  get running(): boolean {
    return poll(this[CORE]) === RUNNING;
  }

  /** True when it was cancelled. */
  get cancelled(): boolean {
    return poll(this[CORE]) === CANCELLED;
  }

  /**
   * What its task returned: waits until it has. Blocks the calling thread.
   *
   * @throws whatever the task threw: the same error each time
   * @throws CancelledError it was cancelled
   * @throws TimeoutError it was not done in time, and goes on
   * @throws BlockingNotAllowedError it is not done, and the calling thread may not block
   */
  result(options?: WaitOptions): T {
    return this.#value(settle(this[CORE], 'result', options));
  }

  /** As {@link Future.result}; rejects with the signal's reason. Returns a promise; never blocks. */
  async resultAsync(options?: WaitAsyncOptions): Promise<T> {
    return this.#value(await settleAsync(this[CORE], 'resultAsync', options));
  }

  /**
   * What its task threw; undefined: it returned. Waits until it has. Blocks the calling thread.
   *
   * @throws CancelledError, TimeoutError, BlockingNotAllowedError as {@link Future.result}
   */
  exception(options?: WaitOptions): unknown {
    return this.#error(settle(this[CORE], 'exception', options));
  }

  /** As {@link Future.exception}; rejects with the signal's reason. Returns a promise; never blocks. */
  async exceptionAsync(options?: WaitAsyncOptions): Promise<unknown> {
    return this.#error(await settleAsync(this[CORE], 'exceptionAsync', options));
  }

  /**
   * Cancels it. True: its task has not begun, and never will. False: it runs, and was told, and
   * is ended by force if that was asked for; or it has ended. Never blocks.
   */
  cancel(options?: CancelOptions): boolean {
    return cancel(this[CORE], options);
  }

  /**
   * Calls the function with this future when it is settled, at once if it is: each once, in the
   * order in which they came. What it throws is printed, and keeps no other from being called.
   * Never blocks.
   */
  addDoneCallback(fn: (future: this) => unknown): void {
    checkFunction(this[CORE], 'addDoneCallback', fn);
    this[CORE].observe(new DoneCallback(fn as (future: Future<unknown>) => unknown));
  }

  /** As a promise's: rejects with what {@link Future.result} throws. Never blocks. */
  then<Result = T, Failure = never>(
    onDone?: ((value: T) => Result | PromiseLike<Result>) | null,
    onFailed?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.#promise().then(onDone, onFailed);
  }

  /** As a promise's. Never blocks. */
  catch<Failure = never>(onFailed?: ((error: unknown) => Failure | PromiseLike<Failure>) | null): Promise<T | Failure> {
    return this.#promise().catch(onFailed);
  }

  /** As a promise's. Never blocks. */
  finally(onSettled?: (() => void) | null): Promise<T> {
    return this.#promise().finally(onSettled);
  }

  /** As `Future(fib)[running]`. */
  toString(): string {
    const core = this[CORE];
    const { label, state } = core;
    return `${label}[${STATES[state] ?? ''}${state === FAILED ? `: ${shown(core.error)}` : ''}]`;
  }

  /** Of its kind: `[object Future]`. */
  declare readonly [Symbol.toStringTag]: string;

  /** Made when it is asked for: most are awaited once. */
  #promise(): Promise<T> {
    return new Promise((resolve, reject) => {
      this[CORE].observe(new Promised(resolve as (value: unknown) => void, reject));
    });
  }

  #value({ state, value, error }: FutureCore): T {
    if (state === DONE) return value as T;
    throw error;
  }

  #error({ state, error }: FutureCore): unknown {
    if (state === CANCELLED) throw error;
    return state === FAILED ? error : undefined;
  }
}

Object.defineProperty(Future, 'name', { value: 'Future' });
Object.defineProperty(Future.prototype, Symbol.toStringTag, { value: 'Future', configurable: true });
Object.defineProperty(Future.prototype, INSPECT, {
  value(this: Future<unknown>) {
    return this.toString();
  },
});

function shown(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : show(error);
}
