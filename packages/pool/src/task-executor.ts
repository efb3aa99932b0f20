import {
  InvalidStateError,
  SLICE,
  SPIN_FOR,
  Deadline,
  blocked,
  load,
  sleepSlice,
  spinUntil,
  watchAsync,
  type Subject,
} from '@sync/atomics/internal';
import type { Call } from './call.ts';
import type { FutureCore } from './future-core.ts';
import type { CancelOptions, Origin } from './origin.ts';
import { afterTurn } from './platform.ts';
import type { Runner } from './runner.ts';
import type { Submission, TaskLimits } from './submission.ts';
import { Submitter } from './submitter.ts';
import { lookAtTimers } from './timers.ts';
import { diedWithTask } from './the-dead.ts';
import { POOL_HIRES, SEAT_NUMBER, WAKE, seatAt, seatOf } from './words.ts';

/** So many that others have begun may be on the stack. */
const SPARE = 64;

/**
 * A pool in one of its workers, for the tasks that its tasks submit. They go into a lane of the worker's own. Other workers
 * take from it, and the worker itself does while its tasks wait: so tasks that wait for tasks cannot block the pool. Only what
 * is async is never run by a worker that is blocked, which could not go on with it: another worker begins for that.
 */
export class TaskExecutor implements Origin, Subject {
  /** As `ThreadPool(jobs)`. */
  readonly label: string;
  readonly #runner: Runner;
  readonly #submitter: Submitter;
  /** What it has submitted, and may run itself: with some that others have begun. */
  #stack: Submission[] = [];
  #isWatching = false;
  #willPump = false;

  /** One for each worker. */
  constructor(runner: Runner) {
    const { words, layout, worker, label } = runner.post;
    this.label = label;
    this.#runner = runner;
    this.#submitter = new Submitter({
      words,
      layout,
      index: seatOf(layout, worker) + 1,
      payloads: runner.payloads,
      objects: runner.objects,
      measure: () => undefined,
      hands: {
        most: layout.seats,
        mayWait: false,
        offered: () => {
          this.#offered();
        },
        workers: {
          post: refuseToPost,
          unpost: () => undefined,
          // It finds the word.
          tell: () => undefined,
          // Only the pool's own thread could.
          terminate: () => undefined,
          isGone: (other) => load(words, seatAt(seatOf(layout, other)) + SEAT_NUMBER) !== other,
          whyGone: () => diedWithTask(label),
          receive: () => {
            runner.inbox.receive();
          },
        },
        over: () => undefined,
        busy: () => undefined,
      },
    });
    this.#submitter.lane.mode = WAKE;
  }

  /** How many tasks are not over. */
  get unfinished(): number {
    return this.#submitter.unfinished;
  }

  /** Hands in a task. */
  submit(call: Call, limits: TaskLimits | undefined): Submission {
    const submission = this.#submitter.submit(this, call, limits);
    if (!this.#runner.isAsync(call)) this.#push(submission);
    void this.#watch();
    return submission;
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
      for (;;) {
        this.#pump();
        lookAtTimers();
        if (isOver() || deadline.passed) return;
        if (this.#help() || lane.hasDone || spinUntil(() => lane.hasDone, SPIN_FOR.event)) continue;
        if (this.#submitter.areAllBegunBy(this.#runner.post.worker)) throw stuck(this.label, call);
        this.#runner.blocked = this.#submitter.hasWaiting;
        const end = sleepSlice(lane.words, lane.bell, WAKE, deadline, SLICE);
        this.#runner.blocked = false;
        if (end === 'timed-out') wait.look();
      }
    });
  }

  /** Runs what the worker can run while it is blocked, what was submitted last first; false: there is nothing. */
  #help(): boolean {
    const { lane } = this.#submitter;
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      if (this.#submitter.isWaiting(next) && !this.#runner.isAsync({ name: next.task, text: undefined }) && this.#runner.runThis(lane, next.slot)) return true;
    }
    return false;
  }

  /** Those that this worker may run while it is blocked. */
  #push(submission: Submission): void {
    if (this.#stack.length > 2 * this.unfinished + SPARE) this.#stack = this.#stack.filter((each) => this.#submitter.isWaiting(each));
    this.#stack.push(submission);
  }

  #pump(): void {
    this.#submitter.pump();
    this.#submitter.lane.mode = WAKE;
  }

  /** Others are called, if some sleep, or more may begin; and this worker looks for it when its task awaits. */
  #offered(): void {
    const { words } = this.#runner.post;
    if (load(words, POOL_HIRES) !== 0 || this.#runner.isAnyoneAsleep) this.#runner.callForHands();
    if (this.#willPump) return;
    this.#willPump = true;
    afterTurn(() => {
      this.#willPump = false;
      this.#runner.pump();
    });
  }

  /** Brings results in for those who await, as long as tasks are not over. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { lane } = this.#submitter;
    const limits = { deadline: Deadline.never, signal: undefined, unref: false };
    const tend = (): void => {
      if (this.#submitter.hasDeaths) this.#pump();
    };
    while (this.unfinished > 0) {
      await watchAsync({ subject: this, words: lane.words, index: lane.bell, tend }, (mode) => mode !== WAKE || lane.hasDone || this.unfinished === 0, limits);
      this.#pump();
    }
    this.#isWatching = false;
    this.#runner.pump();
  }
}

function refuseToPost(): never {
  throw new TypeError('args: a task cannot transfer anything to another task; share it, or let it be copied');
}

function stuck(label: string, call: string): InvalidStateError {
  return new InvalidStateError(
    `${label}: ${call}() would never end: what it waits for was begun by this very worker, and awaits something, which it cannot while the worker ` +
      'is blocked; make the function async, so that another worker runs it, or await it',
  );
}
