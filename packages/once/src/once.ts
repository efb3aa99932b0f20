/**
 * Something that is done once, in one word: nobody has done it, a thread is doing it, or it
 * is done. After C++'s `std::call_once`: who fails, hands over. So does a thread that dies.
 *
 * SLOTS
 *   0  MADE    which class was made here; 0 in untouched memory
 *   1  STATE
 *   2  RUN    which run it is, if it is async, among those of the runner's thread
 *
 * STATE                            bits 4-31                1      0
 *   OPEN     0                     -                        -      -
 *   RUNNING                        the runner's thread id   ASYNC  -
 *   DONE     1                     -                        -      set
 *
 * TRANSITIONS                by                             then
 *   T1  OPEN → RUNNING       run(), runAsync()              calls the function
 *   T2  RUNNING → DONE       the runner, when it returned   wakes all
 *   T3  RUNNING → OPEN       the runner, when it failed     wakes all: one of them does T1
 *   T4  RUNNING → OPEN       who finds the runner dead      wakes all
 *
 * INVARIANTS
 *   I1  DONE is for ever, and then each call is one load.
 *   I2  Who sleeps on RUNNING is woken by T2, T3 or T4, or sees at the end of a slice what
 *       one has made of the word that died before it woke anybody.
 *   I3  RUN is read and written by the runner's thread alone.
 *
 * HAPPENS-BEFORE  T2, then whoever reads DONE. T3 and T4, then T1.
 */
import {
  Deadline,
  TimeoutError,
  adopt,
  asyncWaitOf,
  attach,
  checkCanBlock,
  checkFunction,
  checkNoPromise,
  circular,
  create,
  define,
  forbidPosting,
  gaveUp,
  handle,
  isGone,
  labelOf,
  load,
  notify,
  selfCircular,
  swap,
  threadId,
  threadName,
  timeoutOf,
  watch,
  watchAsync,
  type DeadlockError,
  type Kind,
  type Place,
  type PlacementOptions,
  type Shared,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
  type WatchedWord,
} from '@sync/atomics/internal';
import { asAsyncRun, isInAsyncRun } from './async-run.ts';

const SLOT_STATE = 1;
const SLOT_RUN = 2;

const OPEN = 0;
const DONE = 1 << 0;
const ASYNC = 1 << 1;
const RUNNER_SHIFT = 4;

const KIND: Kind = { name: 'Once', module: '@sync/once', words: 3, mutex: 0 } as const;

/** The thread id of who is doing it; 0: nobody. */
function runnerOf(state: number): number {
  return state >>> RUNNER_SHIFT;
}

function isRunning(state: number): boolean {
  return runnerOf(state) !== 0;
}

/**
 * Something that is done once, by whichever thread comes first; all others wait until it is
 * done. If it fails, or its thread dies, the next one does it.
 *
 * For something that happens by itself, use an Event; to let one thread in at a time, a
 * Lock. Each thread brings its own function, since functions do not cross threads.
 *
 * What the function wrote is seen by all whose call has returned.
 *
 * @example
 * ```ts
 * const setUp = new Once({ name: 'set up' });
 * setUp.run(() => console.log('only once')); // => true
 * setUp.run(() => console.log('only once')); // => false
 * ```
 */
export class Once {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #watched: WatchedWord;

  /**
   * Makes one that is not done: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: PlacementOptions) {
    this.#place = create(KIND, options);
    const { words, name, table } = this.#place;
    const subject = { label: labelOf(KIND.name, name) };
    this.#watched = {
      subject,
      words,
      index: SLOT_STATE,
      table,
      tend: () => this.#handOver(this.#load()),
      look: (wait) => {
        const runner = runnerOf(this.#load());
        const circle = wait.look(runner === 0 ? [] : [runner]);
        if (circle !== undefined) throw circular(subject, 'run', table, circle);
      },
    };
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is one that is not done. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Once {
    return new Once(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Once returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Once>): Once {
    return new Once(adopt(KIND, shared));
  }

  /** A handle to post to other threads, for {@link Once.from}. Never blocks. */
  share(): Shared<Once> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** True once it is done. */
  get done(): boolean {
    return this.#load() === DONE;
  }

  /**
   * Calls `fn`, unless it is done: true if this call did it, false if it was done. While
   * another thread is doing it, waits. Blocks the calling thread.
   *
   * @throws what `fn` throws; then it is not done, and the next call does it
   * @throws TimeoutError it was not done in time
   * @throws DeadlockError this thread is doing it, and this call would wait for itself; threads would wait for each
   * other in a circle
   * @throws BlockingNotAllowedError another thread is doing it, and this thread may not block
   * @throws TypeError `fn` is async: {@link Once.runAsync} is for those
   */
  run<T>(fn: SyncFunction<T>, options?: WaitOptions): boolean {
    const { subject } = this.#watched;
    checkFunction(subject, 'run', fn);
    const timeout = timeoutOf(subject, 'run', options);
    if (this.done) return false;
    const deadline = Deadline.interruptible(timeout);
    while (!this.#begin(0)) {
      const state = this.#load();
      if (state === DONE) return false;
      if (timeout === Infinity && runnerOf(state) === threadId()) throw this.#selfDeadlock('run', state);
      if (!isRunning(state) || this.#handOver(state)) continue;
      if (timeout === 0) throw this.#timedOut('run', timeout);
      checkCanBlock(subject, 'run', 'runAsync()');
      if (!watch(this.#watched, isOver, deadline)) {
        gaveUp();
        throw this.#timedOut('run', timeout);
      }
    }
    let done = false;
    try {
      checkNoPromise(subject, fn(), 'run() got an async function; use await runAsync()');
      done = true;
    } finally {
      this.#end(done);
    }
    return true;
  }

  /**
   * As {@link Once.run}; what `fn` returns is awaited before it is done. Rejects with the
   * signal's reason when that is aborted before `fn` was called. Returns a promise; never
   * blocks.
   *
   * @throws DeadlockError called within the very function that is doing it, where the
   * runtime tells (Node, Bun, Deno)
   */
  async runAsync<T>(fn: () => T | PromiseLike<T>, options?: WaitAsyncOptions): Promise<boolean> {
    const { subject } = this.#watched;
    checkFunction(subject, 'runAsync', fn);
    const { timeout, signal, unref } = asyncWaitOf(subject, 'runAsync', options);
    const deadline = Deadline.after(timeout);
    for (;;) {
      // Also between a wake-up and what it leads to.
      if (signal?.aborted === true && timeout > 0) throw signal.reason;
      if (this.done) return false;
      if (this.#begin(ASYNC)) break;
      const state = this.#load();
      if (!isRunning(state) || this.#handOver(state)) continue;
      if (timeout === Infinity && this.#isWithin(state)) throw this.#selfDeadlock('runAsync', state);
      if (timeout === 0 || !(await watchAsync(this.#watched, isOver, { deadline, signal, unref }))) {
        throw this.#timedOut('runAsync', timeout);
      }
    }
    let done = false;
    try {
      await asAsyncRun(this.#place.words, SLOT_RUN, fn);
      done = true;
    } finally {
      this.#end(done);
    }
    return true;
  }

  /** As `Once(set up)[done]`. */
  toString(): string {
    const state = this.#load();
    const running = isRunning(state) && `running in ${threadName(runnerOf(state), this.#place.table)}`;
    return `${this.#watched.subject.label}[${running || (state === DONE ? 'done' : 'not done')}]`;
  }

  /** T1. */
  #begin(mode: number): boolean {
    return swap(this.#place.words, SLOT_STATE, OPEN, (threadId() << RUNNER_SHIFT) | mode);
  }

  /** T2 or T3: nobody else changes the word while its runner lives. */
  #end(done: boolean): void {
    this.#become(this.#load(), done ? DONE : OPEN);
  }

  /** T4, if the runner is dead. */
  #handOver(state: number): boolean {
    const isOrphan = isRunning(state) && isGone(runnerOf(state), this.#place.table);
    if (isOrphan) this.#become(state, OPEN);
    return isOrphan;
  }

  #become(from: number, to: number): void {
    const { words } = this.#place;
    if (swap(words, SLOT_STATE, from, to)) notify(words, SLOT_STATE, Infinity);
  }

  /** True if the caller is part of the very run. */
  #isWithin(state: number): boolean {
    return runnerOf(state) === threadId() && (state & ASYNC) !== 0 && isInAsyncRun(this.#place.words, SLOT_RUN);
  }

  #selfDeadlock(call: string, state: number): DeadlockError {
    const { label } = this.#watched.subject;
    const isAsync = (state & ASYNC) !== 0;
    return selfCircular(
      this.#watched.subject,
      this.#place.table,
      `${label}: ${call}() by ${threadName(threadId(), this.#place.table)}, which is doing it ${isAsync ? 'by runAsync()' : 'already'}, ` +
        'and would wait for itself; ' +
        (isAsync && !this.#isWithin(state) ? 'use await runAsync()' : 'do not call it from the function that it runs'),
    );
  }

  #timedOut(call: string, timeout: number): TimeoutError {
    return new TimeoutError(`${this.#watched.subject.label}: ${call}(): it was not done within ${timeout} ms`, { timeout });
  }

  #load(): number {
    return load(this.#place.words, SLOT_STATE);
  }
}

/** It is done, or somebody has to do it. */
function isOver(state: number): boolean {
  return !isRunning(state);
}

define(KIND, Once);
