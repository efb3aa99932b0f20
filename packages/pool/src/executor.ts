import {
  type BrokenPoolError,
  InvalidStateError,
  QueueFullError,
  SLICE,
  SPIN_FOR,
  blocked,
  labelOf,
  load,
  sleepSlice,
  spinUntil,
  type Deadline,
  type Subject,
} from '@sync/atomics/internal';
import type { Thread } from '@sync/thread';
import type { Measure } from './arrivals.ts';
import { another, brokenBy } from './broken.ts';
import type { Call } from './call.ts';
import type { CrewEvents } from './crew-plan.ts';
import { Crew } from './crew.ts';
import type { ExecutorPlan } from './executor-plan.ts';
import type { FutureCore } from './future-core.ts';
import type { Hands } from './hands.ts';
import { Lifeline } from './lifeline.ts';
import { Lookout, type Outlook } from './lookout.ts';
import type { ToPool } from './messages.ts';
import type { CancelOptions, Origin, UnobservedHook } from './origin.ts';
import { Pace } from './pace.ts';
import { makePoolMemory } from './pool-memory.ts';
import { Seats } from './seats.ts';
import { seldom } from './seldom.ts';
import type { Setup } from './setup.ts';
import { SharedObjects } from './shared-objects.ts';
import type { Submission, TaskLimits } from './submission.ts';
import { Submitter } from './submitter.ts';
import { Summons } from './summons.ts';
import { lookAtTimers } from './timers.ts';
import { Waiters } from './waiters.ts';
import { BELL, NONE, POOL_WANTED, WAKE } from './words.ts';

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
  readonly #lifeline: Lifeline;
  #isClosed = false;
  #broken: BrokenPoolError | undefined;
  /** Who is blocked does not hear of workers' deaths; to look for them costs more than a wake-up. */
  readonly #tend = seldom(140, () => {
    this.crew.tend();
  });
  readonly #whenRoom = new Waiters();
  readonly #whenIdle = new Waiters();
  readonly #whenUnused = new Waiters();

  /** Its workers begin when there are tasks, but for the least that there are to be. */
  constructor(plan: ExecutorPlan) {
    this.label = labelOf(plan.kind, plan.name);
    this.onUnobserved = plan.onUnobserved;
    this.most = plan.most;
    this.#maxQueue = plan.maxQueue;
    const { words, layout, payloads, setup: memory } = makePoolMemory(plan.most);
    this.#words = words;
    let given = 0;
    const publish = (object: object): number => {
      this.crew.sendAll({ kind: 'object', number: ++given, object });
      return given;
    };
    const objects = plan.objects ?? new SharedObjects(publish, (number) => {
      this.crew.sendAll({ kind: 'forget', number });
    });
    const pace = new Pace();
    const measure: Measure = (waited, took) => {
      pace.add(took);
      plan.measure(waited, took);
    };
    const makeThread = (setup: Pick<Setup, 'worker' | 'port'>): Thread => plan.makeThread({ ...memory, label: this.label, ...setup });
    this.crew = new Crew({ ...plan, pace, seats: new Seats(words, layout, payloads), makeThread, objects: () => objects.entries() }, this);
    const hands: Hands = {
      most: plan.most,
      mayWait: true,
      workers: this.crew,
      offered: () => {
        this.#summons.offer();
      },
      over: () => {
        if (this.#whenRoom.any && !this.isFull) this.#whenRoom.tell();
      },
      busy: (isBusy) => {
        this.#busy(isBusy);
      },
    };
    this.#submitter = new Submitter({ words, layout, index: 0, payloads, objects, hands, measure });
    this.#summons = new Summons(this.crew, this.#submitter.lane);
    this.#lookout = new Lookout(this);
    this.#lifeline = new Lifeline(() => {
      this.#seeTo();
    });
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

  /** True: it was closed, or its workers cannot begin. */
  get isOver(): boolean {
    return this.#isClosed || this.#broken !== undefined;
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

  /** Calls a function once there may be room for another task, or never will be. Returns what takes that back. */
  whenRoom(fn: () => void): () => void {
    return this.#whenRoom.add(fn);
  }

  /** Calls a function once its last worker has ended for want of tasks, or the pool is broken. */
  whenUnused(fn: () => void): void {
    this.#whenUnused.add(fn);
  }

  /** See {@link Origin}. */
  cancel(future: FutureCore, options: CancelOptions): boolean {
    return this.#submitter.cancel(future, options);
  }

  /** See {@link Origin}. */
  poll(future?: FutureCore): void {
    this.#pump();
    this.#submitter.noteIfRunning(future);
  }

  /** See {@link Origin}. */
  block(isOver: () => boolean, deadline: Deadline, call: string): void {
    const { lane } = this.#submitter;
    blocked({ subject: { label: `${this.label}, ${call}()` }, untimed: !deadline.finite }, (wait) => {
      try {
        for (;;) {
          this.#summons.hurry();
          this.#pump();
          lookAtTimers();
          if (isOver() || deadline.passed) return;
          lane.mode = WAKE;
          if (this.#hasNews || spinUntil(this.#hearsNews, SPIN_FOR.event) || sleepSlice(this.#words, lane.bell, WAKE, deadline, SLICE) !== 'timed-out') continue;
          wait.look();
          this.#seeTo();
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
    const broken = (this.#broken ??= brokenBy(this.label, cause));
    this.#submitter.dismiss((submission) => {
      submission.reject(another(broken));
    });
    this.#whenRoom.tell();
    this.#whenUnused.tell();
  }

  /** See {@link CrewEvents}. */
  onGone(): void {
    this.#pump();
    this.#lookout.look(); // it may have died when it was to ring
    if (this.unfinished === 0 && this.crew.size === 0) this.#whenUnused.tell();
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
    this.#whenRoom.tell();
    if (this.unfinished === 0) this.#end();
  }

  /** Ends all workers, whatever they do. */
  async terminate(): Promise<void> {
    this.close(true);
    await this.crew.terminateAll();
  }

  /** Resolves when no task and no worker is left, after it was closed. */
  async ended(): Promise<void> {
    while (this.unfinished > 0) await new Promise<void>((resolve) => this.#whenIdle.add(resolve));
    await Promise.all(this.crew.threads.map((thread) => thread.joinAsync()));
    this.crew.tend();
  }

  /** The thread is blocked, whatever for. */
  #seeTo(): void {
    this.#summons.hurry();
    this.crew.receive();
    this.#tend();
    this.#pump();
    lookAtTimers();
  }

  readonly #hearsNews = (): boolean => this.#hasNews;

  get #hasNews(): boolean {
    const { lane, hasDeaths } = this.#submitter;
    return lane.hasDone || load(this.#words, POOL_WANTED) !== 0 || hasDeaths;
  }

  #pump(): boolean {
    const any = this.#submitter.pump();
    this.crew.seeToWanted();
    return any;
  }

  #end(): void {
    this.#lifeline.end();
    this.crew.close();
  }

  #busy(isBusy: boolean): void {
    if (isBusy) {
      this.#lifeline.hold();
      return;
    }
    this.#lifeline.release();
    if (this.#isClosed) this.#end();
    this.#whenIdle.tell();
  }
}
