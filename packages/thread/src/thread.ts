import {
  Place,
  ThreadStateError,
  TimeoutError,
  adopt,
  asyncWaitOf,
  checkFlag,
  create,
  define,
  forbidPosting,
  handle,
  load,
  store,
  swap,
  threadId,
  timeoutOf,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { CANCELLED, NEW, SLOT_DAEMON, SLOT_ID, SLOT_STARTER, SLOT_STATE, SLOT_TIMER, STARTED, TIMER_CANCELLED, end } from './control.ts';
import { KIND, ThreadCore } from './core.ts';
import { becomes, knownThreads } from './known-threads.ts';
import { makeMemory } from './left.ts';
import { CORE, attachCore } from './our-thread.ts';
import { planOf, type Plan } from './plan.ts';
import { settle } from './settle.ts';
import { checkNotLoading, startWorker } from './start-worker.ts';
import { isStopRequested, requestStop, stopSignal, type StopSignal } from './stop.ts';
import { classTarget, type FunctionTarget, type ModuleUrl, type ThreadResult, type WorkerTarget } from './target.ts';
import { checkThreadName, type ThreadOptionsIn, type ThreadSettings } from './thread-options.ts';

/**
 * A thread: it runs in parallel with all others, with a heap and an event loop of its own.
 *
 * What it runs is a module's export, a function that needs nothing from around it, a worker
 * of the caller's making, or, of a class that extends Thread, the method `run`. Arguments are
 * copied, but for what is shared: memory, and the primitives of these packages, which are the
 * same on both sides.
 *
 * It ends when what it runs has returned, and what that returned, if a promise, has settled:
 * timers and servers that nobody awaits do not keep it. What it threw is printed with its
 * name, and thrown again by {@link Thread.result}.
 *
 * What was written before `start` is seen by the thread; what it wrote is seen after `join`.
 *
 * @example
 * ```ts
 * const thread = new Thread((a: number, b: number) => a + b, { args: [1, 2] });
 * thread.start();
 * thread.result(); // => 3
 * ```
 */
// Any: a thread of whatever kind is a Thread.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class Thread<Target = any, Name extends string = any> {
  /** Of a class that extends Thread: where it is, `import.meta.url`. */
  static readonly module?: ModuleUrl;
  /** Of a class that extends Thread: how its module exports it, if not by its name. */
  static readonly export?: string;

  /** Its words. */
  declare readonly [CORE]: ThreadCore;
  readonly #plan: Plan | undefined;

  /** A function that needs nothing from around it: it travels as its text. */
  constructor(target: FunctionTarget<Target>, ...options: ThreadOptionsIn<NoInfer<Target>, 'default'>);
  /** `Thread<typeof import('./work.js'), 'main'>`: typed by what the module exports. */
  constructor(target: ModuleUrl | WorkerTarget<Name>, ...options: ThreadOptionsIn<NoInfer<Target>, Name>);
  /** Of a class that extends Thread: `start` runs its `run` in the new thread. */
  constructor(options?: ThreadSettings);
  /**
   * Makes a thread; {@link Thread.start} starts it.
   *
   * @throws TypeError the target, or an option, is none
   * @throws SharedMemoryUnavailableError
   */
  constructor(target?: unknown, options?: unknown) {
    if (target instanceof Place) {
      attachCore(this, new ThreadCore(target));
    } else {
      const { prototype, name } = new.target;
      const plan = planOf(`new ${name}()`, target, options, prototype.run !== Thread.prototype.run);
      const place = create(KIND, { buffer: makeMemory(), name: plan.name });
      attachCore(this, new ThreadCore(place, plan.what));
      store(place.words, SLOT_DAEMON, Number(plan.daemon));
      this.#plan = plan;
    }
    forbidPosting(this);
  }

  /**
   * Attaches to a thread that another thread has shared.
   *
   * @throws TypeError not what `share()` of a Thread returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Thread>): Thread {
    const place = adopt(KIND, shared);
    const id = load(place.words, SLOT_ID);
    const { objects } = knownThreads();
    const known = objects.peek(id) as Thread | undefined;
    if (known !== undefined) return known;
    const thread = new (Thread as unknown as new (place: Place) => Thread)(place);
    if (id === threadId()) becomes(thread);
    else if (id !== 0) objects.set(id, thread);
    return thread;
  }

  /** A handle to post to other threads, for {@link Thread.from}. Never blocks. */
  share(): Shared<Thread> {
    return handle(KIND, this[CORE].named);
  }

  /** Its id, which no other thread of the process ever has; undefined before it is started. */
  get id(): number | undefined {
    return this[CORE].id;
  }

  /** The system's number of it, where that tells, while it runs. */
  get nativeId(): number | undefined {
    return this[CORE].nativeId;
  }

  /** What it is called; may be changed at any time, by any thread. */
  get name(): string {
    return this[CORE].name;
  }

  /** For all who ask from now on. */
  set name(name: string) {
    checkThreadName(this[CORE].label, name);
    this[CORE].name = name;
  }

  /** True: the process does not wait for it. May be set until it is started. */
  get daemon(): boolean {
    return load(this[CORE].words, SLOT_DAEMON) !== 0;
  }

  /** Before it is started. */
  set daemon(daemon: boolean) {
    const { label, words, state } = this[CORE];
    checkFlag(label, 'daemon', daemon);
    if (state !== NEW) throw new ThreadStateError(`${label}: daemon can be set before start() only`);
    store(words, SLOT_DAEMON, Number(daemon));
  }

  /** True from its start to its end: a snapshot. */
  get isAlive(): boolean {
    return this[CORE].isAlive;
  }

  /** True once somebody has asked it to stop. Loops of the thread look at it. */
  get stopRequested(): boolean {
    return isStopRequested(this[CORE].words);
  }

  /**
   * In the thread itself: aborted when somebody asks it to stop, with the reason; for `fetch`,
   * and for all that is awaited here.
   *
   * @throws ThreadStateError it is another thread's
   */
  get signal(): StopSignal {
    const core = this[CORE];
    if (core.id === threadId()) return stopSignal(core, core.words);
    throw new ThreadStateError(`${core.label}: signal is for the thread itself; others have stopRequested, stop() and join()`);
  }

  /**
   * What the thread does, of a class that extends Thread: it runs there. The object is the
   * same there but for what cannot travel, and gets its fields back at the end.
   */
  run(): ThreadResult<Target, Name> | PromiseLike<ThreadResult<Target, Name>> {
    throw new ThreadStateError(`${this[CORE].label}: run() is what the thread does; call start()`);
  }

  /**
   * Starts it. Never blocks.
   *
   * @throws ThreadStateError it was started before; or the calling thread is still loading the
   * very module that it would run, which would start it again
   * @throws TypeError something in its arguments cannot travel; names it
   */
  start(): this {
    const core = this[CORE];
    const { words } = core;
    // In the thread itself, an object is made without the constructor.
    const plan = #plan in this ? this.#plan : undefined;
    if (plan === undefined || core.state !== NEW) throw startedBefore(core);
    if (load(words, SLOT_TIMER) === TIMER_CANCELLED) {
      if (swap(words, SLOT_STATE, NEW, STARTED)) end(words, CANCELLED);
      return this;
    }
    const target = plan.target ?? classTarget(this.constructor);
    checkNotLoading(core, target);
    store(words, SLOT_STARTER, threadId());
    if (!swap(words, SLOT_STATE, NEW, STARTED)) throw startedBefore(core); // T1
    try {
      startWorker(this, target, plan.options);
    } catch (error) {
      swap(words, SLOT_STATE, STARTED, NEW); // T2
      throw error;
    }
    return this;
  }

  /**
   * Waits until it has ended, however: true, or false when the time is up. What it threw is
   * not thrown here. Blocks the calling thread; the thread's output appears meanwhile.
   *
   * @throws ThreadStateError it was not started, or is the calling thread
   * @throws DeadlockError it waits for the calling thread
   * @throws BlockingNotAllowedError it has not ended, and the calling thread may not block
   */
  join(options?: WaitOptions): boolean {
    const core = this[CORE];
    return this.#joined(core.join('join', timeoutOf(core, 'join', options)));
  }

  /** As {@link Thread.join}; rejects with the signal's reason. Returns a promise; never blocks. */
  async joinAsync(options?: WaitAsyncOptions): Promise<boolean> {
    const core = this[CORE];
    return this.#joined(await core.joinAsync('joinAsync', asyncWaitOf(core, 'joinAsync', options)));
  }

  /**
   * What it returned: waits until it has. Blocks the calling thread.
   *
   * @throws whatever it threw: the same class, message, `code` and `cause`
   * @throws ThreadDiedError it neither returned nor threw
   * @throws TimeoutError it did not end in time
   * @throws ThreadStateError, DeadlockError, BlockingNotAllowedError as {@link Thread.join}
   */
  result(options?: WaitOptions): Awaited<ReturnType<this['run']>> {
    const core = this[CORE];
    const timeout = timeoutOf(core, 'result', options);
    return this.#resultIf(core.join('result', timeout), 'result', timeout);
  }

  /** As {@link Thread.result}; rejects with the signal's reason. Returns a promise; never blocks. */
  async resultAsync(options?: WaitAsyncOptions): Promise<Awaited<ReturnType<this['run']>>> {
    const core = this[CORE];
    const limits = asyncWaitOf(core, 'resultAsync', options);
    return this.#resultIf(await core.joinAsync('resultAsync', limits), 'resultAsync', limits.timeout);
  }

  /**
   * Asks it to stop: `stopRequested` becomes true, `signal` is aborted, and the blocking wait
   * that it is in, or else its next one, throws the reason. It ends when it returns or throws.
   * Never blocks.
   *
   * @param reason a CancelledError, unless told; the first one counts
   */
  stop(reason?: unknown): void {
    requestStop(this[CORE].words, reason);
  }

  /**
   * Ends it, whatever it does: what it holds is abandoned, and nothing of it is cleaned up.
   * Prefer {@link Thread.stop}. Resolves when it has ended; never blocks.
   *
   * @throws ThreadStateError it was not started, or by another thread
   */
  async terminate(): Promise<void> {
    const { reins, label, state } = this[CORE];
    if (reins !== undefined) return reins.terminate();
    const why = state === NEW ? 'of a thread that was not started' : 'is for the thread that started it; others have stop()';
    throw new ThreadStateError(`${label}: terminate() ${why}`);
  }

  /** As `Thread(reader)[running, daemon]`. */
  toString(): string {
    const { state, label, isAlive } = this[CORE];
    const words = [state === NEW ? 'not started' : isAlive ? 'running' : 'ended', ...(this.daemon ? ['daemon'] : [])];
    return `${label}[${words.join(', ')}]`;
  }

  #joined(ended: boolean): boolean {
    if (ended) settle(this);
    return ended;
  }

  #resultIf(ended: boolean, call: string, timeout: number): Awaited<ReturnType<this['run']>> {
    const core = this[CORE];
    if (!this.#joined(ended)) {
      throw new TimeoutError(`${core.label}: ${call}() had no result after ${timeout} ms, and it still runs`, { timeout });
    }
    const { left, error } = core.ending;
    if (left === undefined) throw error;
    return left.result as Awaited<ReturnType<this['run']>>;
  }
}

function startedBefore({ label }: ThreadCore): ThreadStateError {
  return new ThreadStateError(`${label}: start() of a thread that was started before; make another one`);
}

define(KIND, Thread);
