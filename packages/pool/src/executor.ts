import {
  BlockStore,
  BrokenPoolError,
  InvalidStateError,
  QueueFullError,
  SLICE,
  SPIN_FOR,
  blocked,
  homeTable,
  labelOf,
  load,
  sleepSlice,
  spinUntil,
  type Deadline,
  type Subject,
} from '@sync/atomics/internal';
import type { Thread } from '@sync/thread';
import type { Measure } from './arrivals.ts';
import type { Call } from './call.ts';
import type { CrewEvents } from './crew-plan.ts';
import { Crew } from './crew.ts';
import type { ExecutorPlan } from './executor-plan.ts';
import type { FutureCore } from './future-core.ts';
import { handsOf } from './hands.ts';
import { Lookout, type Outlook } from './lookout.ts';
import type { ToPool } from './messages.ts';
import type { CancelOptions, Origin, UnobservedHook } from './origin.ts';
import { Pace } from './pace.ts';
import { Payloads } from './payload.ts';
import { Seats } from './seats.ts';
import { seldom } from './seldom.ts';
import type { Setup } from './setup.ts';
import { SharedObjects } from './shared-objects.ts';
import { Submission, type TaskLimits } from './submission.ts';
import { Submitter } from './submitter.ts';
import { Summons } from './summons.ts';
import { BELL, NONE, POOL_WANTED, WAKE, poolWords, type Layout } from './words.ts';

/** Slots of the pool's own thread: a power of two. */
const SLOTS = 2048;

/** Workers beyond the most that there are to be, while others are blocked in tasks that wait for tasks. */
const SPARE_SEATS = 32;

/** For what does not fit into slots: address space, which takes no memory until it is used. */
const STORE = { initialBytes: 2 ** 16, maxBytes: 2 ** 30 } as const;

const LONGEST_TIMER = 2 ** 31 - 1;

/** A pool in its own thread: tasks go out, results come in. */
export class Executor implements Origin, Subject, CrewEvents, Outlook {
  /** As `ThreadPool(jobs)`. */
  readonly label: string;
  /** See there. */
  readonly onUnobserved: UnobservedHook | undefined;
  /** At most so many workers. */
  readonly most: number;
  /** Its workers. */
  readonly crew: Crew;
  readonly #maxQueue: number;
  readonly #words: Int32Array;
  readonly #submitter: Submitter;
  readonly #lookout: Lookout;
  readonly #summons: Summons;
  /** The event loop goes on as long as tasks are not over. */
  readonly #alive: { ref?(): void; unref?(): void };
  #isClosed = false;
  #broken: BrokenPoolError | undefined;
  /** Who is blocked does not hear of workers' deaths; to look for them costs more than a wake-up. */
  readonly #tend = seldom(140, () => {
    this.crew.tend();
  });
  readonly #whenRoom: (() => void)[] = [];
  readonly #whenIdle: (() => void)[] = [];
  readonly #whenUnused: (() => void)[] = [];

  /** Its workers begin when there are tasks, but for the least that there are to be. */
  constructor(plan: ExecutorPlan) {
    this.label = labelOf(plan.kind, plan.name);
    this.onUnobserved = plan.onUnobserved;
    this.most = plan.most;
    this.#maxQueue = plan.maxQueue;
    const layout: Layout = { seats: plan.most + SPARE_SEATS, slots: SLOTS };
    const memory = new SharedArrayBuffer(poolWords(layout) * 4);
    const words = (this.#words = new Int32Array(memory));
    const store = BlockStore.create(STORE, homeTable());
    const payloads = new Payloads(words, store);
    let given = 0;
    const objects: SharedObjects = plan.objects ?? new SharedObjects((object) => {
      this.crew.sendAll({ kind: 'object', number: ++given, object });
      return given;
    });
    const pace = new Pace();
    const measure: Measure = (waited, took) => {
      pace.add(took);
      plan.measure(waited, took);
    };
    const { label } = this;
    const { buffer, byteOffset } = store;
    const makeThread = (setup: Pick<Setup, 'worker' | 'port'>): Thread =>
      plan.makeThread({ memory, layout, store: { buffer, byteOffset }, label, ...setup });
    this.crew = new Crew({ ...plan, pace, seats: new Seats(words, layout, payloads), makeThread, objects: () => objects.entries() }, this);
    const hands = handsOf(plan.most, this.crew, {
      offered: () => {
        this.#summons.offer();
      },
      busy: (isBusy) => {
        this.#busy(isBusy);
      },
    });
    this.#submitter = new Submitter({ words, layout, index: 0, payloads, objects, hands, measure });
    this.#summons = new Summons(this.crew, this.#submitter.lane);
    this.#lookout = new Lookout(this);
    const alive: unknown = setInterval(() => undefined, LONGEST_TIMER);
    this.#alive = alive as { ref?(): void; unref?(): void };
    this.#busy(false);
    this.#lookout.arm();
    this.crew.see(true);
  }

  /** How many tasks are not over. */
  get unfinished(): number {
    return this.#submitter.unfinished;
  }

  /** How many of them nobody has begun: a snapshot. */
  get waiting(): number {
    return this.#submitter.waiting;
  }

  /** True: no task may be submitted any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True: as many tasks are not over as may be. */
  get isFull(): boolean {
    return this.unfinished >= this.#maxQueue;
  }

  /**
   * Hands in a task.
   *
   * @throws BrokenPoolError its workers cannot begin
   * @throws InvalidStateError it was shut down
   * @throws QueueFullError as many tasks are not over as may be
   */
  submit(call: Call, limits: TaskLimits | undefined): Submission {
    if (this.#broken !== undefined) throw another(this.#broken);
    if (this.#isClosed) throw new InvalidStateError(`${this.label}: submit() after shutdown()`);
    if (this.isFull) {
      throw new QueueFullError(`${this.label}: submit() while maxQueue (${this.#maxQueue}) tasks are not over; await room() before it`);
    }
    return this.#submitter.submit(this, call, limits);
  }

  /** Calls a function once there may be room for another task, or never will be. */
  whenRoom(fn: () => void): void {
    this.#whenRoom.push(fn);
  }

  /** Calls a function once its last worker has ended for want of tasks, or the pool is broken. */
  whenUnused(fn: () => void): void {
    this.#whenUnused.push(fn);
  }

  /** See {@link Origin}. */
  cancel(future: FutureCore, options: CancelOptions): boolean {
    return !(future instanceof Submission) || this.#submitter.cancel(future, options);
  }

  /** See {@link Origin}. */
  poll(future?: FutureCore): void {
    this.#pump();
    if (future instanceof Submission) this.#submitter.noteIfRunning(future);
  }

  /** See {@link Origin}. */
  block(isOver: () => boolean, deadline: Deadline, call: string): void {
    const { lane } = this.#submitter;
    blocked({ subject: { label: `${this.label}, ${call}()` }, untimed: !deadline.finite }, (wait) => {
      try {
        for (;;) {
          this.#summons.hurry();
          this.#pump();
          if (isOver() || deadline.passed) return;
          lane.mode = WAKE;
          if (this.#hasNews || spinUntil(this.#hearsNews, SPIN_FOR.event) || sleepSlice(this.#words, lane.bell, WAKE, deadline, SLICE) !== 'timed-out') continue;
          wait.look();
          this.crew.receive();
          this.#tend();
        }
      } finally {
        this.#lookout.arm();
      }
    });
  }

  /** See {@link CrewEvents}. */
  onMessage(message: Exclude<ToPool, 0>): void {
    this.#submitter.arrivals.take(message);
    this.#lookout.look();
  }

  /** See {@link CrewEvents}. */
  onBell(): void {
    this.#lookout.look();
  }

  /** See {@link CrewEvents}. */
  onBroken(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    const broken = (this.#broken ??= new BrokenPoolError(`${this.label}: its workers cannot begin: ${why}`, { cause }));
    this.#submitter.dismiss((submission) => {
      submission.reject(another(broken));
    });
    tellAll(this.#whenRoom);
    tellAll(this.#whenUnused);
  }

  /** See {@link CrewEvents}. */
  onGone(): void {
    this.#pump();
    this.#lookout.look(); // it may have died when it was to ring
    if (this.unfinished === 0 && this.crew.size === 0) tellAll(this.#whenUnused);
  }

  /** See {@link Outlook}. */
  look(): boolean {
    return this.#pump();
  }

  /** See {@link Outlook}. */
  arm(): boolean {
    const { lane } = this.#submitter;
    lane.mode = BELL;
    if (!this.#hasNews) return false;
    lane.mode = NONE;
    return true;
  }

  /** No more tasks; those that nobody has begun are cancelled, if that is asked for. */
  close(cancelFutures: boolean): void {
    this.#isClosed = true;
    if (cancelFutures) {
      this.#submitter.dismiss((submission) => {
        submission.cancel();
      });
    }
    tellAll(this.#whenRoom);
    if (this.unfinished === 0) this.crew.close();
  }

  /** Ends all workers, whatever they do. */
  async terminate(): Promise<void> {
    this.close(true);
    await this.crew.terminateAll();
  }

  /** Resolves when no task and no worker is left, after it was closed. */
  async ended(): Promise<void> {
    while (this.unfinished > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    await Promise.all(this.crew.threads.map((thread) => thread.joinAsync()));
    this.crew.tend();
  }

  readonly #hearsNews = (): boolean => this.#hasNews;

  get #hasNews(): boolean {
    const { lane, hasDeaths } = this.#submitter;
    return lane.hasDone || load(this.#words, POOL_WANTED) !== 0 || hasDeaths;
  }

  #pump(): boolean {
    const any = this.#submitter.pump();
    this.crew.seeToWanted();
    if (any && this.#whenRoom.length > 0 && !this.isFull) tellAll(this.#whenRoom);
    return any;
  }

  #busy(isBusy: boolean): void {
    if (isBusy) {
      this.#alive.ref?.();
      return;
    }
    this.#alive.unref?.();
    if (this.#isClosed) this.crew.close();
    tellAll(this.#whenIdle);
  }
}

function tellAll(listeners: (() => void)[]): void {
  for (const tell of listeners.splice(0)) tell();
}

/** Each future has its own. */
function another({ message, cause }: BrokenPoolError): BrokenPoolError {
  return new BrokenPoolError(message, { cause });
}
