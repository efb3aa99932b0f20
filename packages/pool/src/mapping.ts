import { Deadline, TimeoutError, onAbort, type AbortSignalLike } from '@sync/atomics/internal';
import { decodeError } from '@sync/codec';
import { untilWoken } from './awaiting.ts';
import { blockUntil } from './blocking.ts';
import { cancel } from './cancel.ts';
import type { Executor } from './executor.ts';
import { Feed, type End, type FeedPlan } from './feed.ts';
import type { ChunkResult } from './form.ts';
import { DONE } from './future-core.ts';
import { Told } from './observers.ts';
import type { Submission } from './submission.ts';
import { withSubmission } from './with-submission.ts';
import type { AnyIterable } from './zip.ts';

const CALL = 'map';

/** How `map` was called. */
export interface MappingPlan extends FeedPlan {
  readonly timeout: number;
  readonly signal: AbortSignalLike | undefined;
}

type Step = IteratorResult<unknown, undefined>;

const OVER = { done: true, value: undefined } as const;

/** One call of `map`: from its items to their results. */
export class Mapping {
  readonly #executor: Executor;
  readonly #plan: MappingPlan;
  readonly #deadline: Deadline;
  readonly #feed: Feed;
  readonly #offAbort: (() => void) | undefined;
  /** Of a chunk: the values that have not been given yet, the last one first. */
  #values: unknown[] = [];
  /** What comes after those. */
  #end: End | undefined;
  #isOver = false;
  /** Steps that are awaited come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Submits the first tasks; what keeps it from that, it throws. */
  constructor(executor: Executor, plan: MappingPlan, iterables: readonly AnyIterable[]) {
    this.#executor = executor;
    this.#plan = plan;
    this.#deadline = Deadline.after(plan.timeout);
    this.#feed = new Feed(executor, plan, iterables);
    this.#offAbort = plan.signal && onAbort(plan.signal, () => { this.#finish(plan.signal?.reason, true); });
    if (plan.signal?.aborted !== true) this.#feed.fill();
    if (this.#feed.tasks.length === 0 && this.#feed.end?.error !== undefined) this.#fail(this.#feed.end.error.thrown);
  }

  /** Blocks. */
  next(): Step {
    return this.#given() ?? this.#ending(() => {
      if (this.#feed.isAsync) throw new TypeError(`${this.#executor.label}: an async iterable is gone through by 'for await'`);
      for (;;) {
        this.#checkSignal();
        const [task] = this.#feed.tasks;
        if (task !== undefined) {
          if (!this.#block(() => task.isSettled)) throw this.#late();
          this.#take(task);
        } else if (this.#feed.end === undefined) {
          // Others' tasks are all that there may be.
          if (!this.#block(() => !this.#executor.isFull || this.#executor.isOver)) throw this.#late();
          this.#feed.fill();
        } else {
          this.#end = this.#feed.end;
        }
        const step = this.#given();
        if (step !== undefined) return step;
      }
    });
  }

  /** Never blocks. */
  nextAsync(): Promise<Step> {
    const step = this.#turn.then(() => this.#nextAsync());
    this.#turn = step.catch(() => undefined);
    return step;
  }

  /** Nobody wants more of it. */
  end(): void {
    this.#finish(undefined);
  }

  async #nextAsync(): Promise<Step> {
    try {
      for (;;) {
        const step = this.#given();
        if (step !== undefined) return step;
        this.#checkSignal();
        const [task] = this.#feed.tasks;
        if (task?.isSettled === true) {
          this.#take(task);
        } else if (task === undefined && this.#feed.end !== undefined) {
          this.#end = this.#feed.end;
        } else {
          await this.#change(task);
          this.#feed.fill();
        }
      }
    } catch (error) {
      this.#finish(undefined);
      throw error;
    }
  }

  /** Until a task is settled; without one, until there may be one. */
  async #change(task: Submission | undefined): Promise<void> {
    const { signal } = this.#plan;
    const isInTime = await untilWoken({ deadline: this.#deadline, signal, unref: false }, (wake) => {
      if (task === undefined) return this.#feed.onChange(wake);
      const told = new Told(wake);
      task.observe(told);
      return () => {
        task.unobserve(told);
      };
    });
    if (isInTime) return;
    // Its time may be up while the thread was busy, and its result there.
    this.#executor.poll();
    if (task?.isSettled !== true) throw this.#late();
  }

  #block(isSo: () => boolean): boolean {
    const call = { subject: this.#executor, call: CALL, instead: `${CALL}() in a loop of for await` };
    return blockUntil(isSo, new Set([this.#executor]), this.#deadline.remaining(), call);
  }

  /** The next step, if it need not be waited for. */
  #given(): Step | undefined {
    if (this.#isOver) return OVER;
    if (this.#values.length > 0) return { done: false, value: this.#values.pop() };
    if (this.#end === undefined) return undefined;
    if (this.#end.error !== undefined) this.#fail(this.#end.error.thrown);
    this.#finish(undefined);
    return OVER;
  }

  /** Its results are given next, and other tasks submitted. */
  #take(task: Submission): void {
    this.#feed.tasks.shift();
    task.see();
    if (task.state !== DONE) {
      this.#end = { error: { thrown: task.error } };
      return;
    }
    if (this.#plan.chunkSize === 1) {
      this.#values = [task.value];
    } else {
      const { values, error } = task.value as ChunkResult;
      this.#values = values.reverse();
      if (error !== undefined) this.#end = { error: { thrown: withSubmission(decodeError(error), task) } };
    }
    if (this.#end === undefined) this.#feed.fill();
  }

  #checkSignal(): void {
    if (this.#plan.signal?.aborted === true) throw this.#plan.signal.reason;
  }

  #late(): TimeoutError {
    const { timeout } = this.#plan;
    return new TimeoutError(`${this.#executor.label}: ${CALL}() had not all results after ${timeout} ms; the others are cancelled`, { timeout });
  }

  /** Who gets an error gets nothing more. */
  #ending<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.#finish(undefined);
      throw error;
    }
  }

  #fail(error: unknown): never {
    this.#finish(undefined);
    throw error;
  }

  /** Nothing more is submitted, and what was is cancelled. */
  #finish(reason: unknown, goesOn = false): void {
    if (this.#isOver) return;
    this.#isOver = !goesOn;
    const { limits } = this.#plan;
    this.#offAbort?.();
    // The last ones first: who ends by that takes no other one.
    for (const task of [...this.#feed.tasks].reverse()) {
      cancel(task, { reason, terminate: limits?.terminate });
      // Nobody else looks at how it is settled.
      task.observe(new Told(() => undefined));
    }
    this.#feed.close();
  }
}
