import { interruptBy, load, receive, store } from '@sync/atomics/internal';
import { callTask } from './call-task.ts';
import type { Inbox } from './inbox.ts';
import { interruptionOf } from './interruption-of.ts';
import type { Lane } from './lane.ts';
import type { Outbox } from './outbox.ts';
import { NUMBERED, type Payloads } from './payload.ts';
import { RunningTask } from './running-task.ts';
import type { Seat } from './seat.ts';
import type { Tasks } from './tasks.ts';
import { isThenable } from './thenable.ts';
import { SLOT_BEGAN, SLOT_TOOK, microseconds } from './words.ts';
import type { Written } from './written.ts';

/** Has a task run by somebody else; what came of it are the bytes of its result. */
export type Elsewhere = (task: RunningTask, call: Uint8Array) => Promise<Written>;

/** What an execution works with. */
export interface ExecutionPlan {
  readonly worker: number;
  readonly seat: Seat;
  readonly payloads: Payloads;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly tasks: Tasks;
  /** Has a task run by somebody else, by the bytes of its call. */
  readonly elsewhere: Elsewhere | undefined;
  /** Whether it is that of the pool's own thread. */
  readonly isMain: (lane: Lane) => boolean;
  /** A task is over that was awaited: the worker may go on. */
  readonly onOver: () => void;
}

/** Runs tasks that a worker has taken: from the call in the slot to the result in its place. */
export class Execution {
  /** The tasks that are not over. */
  readonly running = new Set<RunningTask>();
  /** The one that was begun last. */
  current: RunningTask | undefined;
  readonly #plan: ExecutionPlan;

  /** The blocking waits of its tasks end when these are cancelled. */
  constructor(plan: ExecutionPlan) {
    this.#plan = plan;
    interruptBy(interruptionOf(this, plan.inbox));
  }

  /**
   * Runs a task, or begins to.
   *
   * @param posted its call, if it was posted
   */
  run(lane: Lane, slot: number, posted?: unknown): void {
    const { seat, isMain, payloads, tasks, elsewhere } = this.#plan;
    store(lane.words, lane.at(slot) + SLOT_BEGAN, microseconds() || 1);
    seat.begin();
    const task = new RunningTask(lane, slot, !isMain(lane));
    const outer = this.current;
    this.current = task;
    this.running.add(task);
    try {
      const result = elsewhere === undefined ? this.#call(task, posted) : elsewhere(task, payloads.copy(lane.at(slot)));
      if (isThenable(result)) {
        tasks.noteAsync(task.name);
        this.#await(task, result, outer);
        return;
      }
      this.#succeed(task, result);
    } catch (error) {
      this.#fail(task, error);
    }
    this.#over(task, outer);
  }

  /** A task was cancelled. */
  cancelled(slot: number, reason: unknown): void {
    for (const task of this.running) {
      if (task.slot !== slot || !this.#plan.isMain(task.lane)) continue;
      if (reason === undefined) task.tell();
      else task.reason = reason;
    }
  }

  #call(task: RunningTask, posted: unknown): unknown {
    const { tasks, inbox } = this.#plan;
    const call = posted === undefined ? this.#readCall(task) : receive(posted);
    return isThenable(call) ? call.then((list) => callTask(tasks, inbox, task, list)) : callTask(tasks, inbox, task, call);
  }

  #readCall(task: RunningTask): unknown {
    const { payloads, inbox } = this.#plan;
    const at = task.lane.at(task.slot);
    const call = payloads.read(at);
    if ((payloads.flags(at) & NUMBERED) === 0) return call;
    return inbox.restore(call, (task.given = new Set()));
  }

  #await(task: RunningTask, result: PromiseLike<unknown>, outer: RunningTask | undefined): void {
    const end = (): void => {
      this.#over(task, outer);
      this.#plan.onOver();
    };
    result.then(
      (value) => {
        this.#succeed(task, value);
        end();
      },
      (error: unknown) => {
        this.#fail(task, error);
        end();
      },
    );
  }

  #succeed(task: RunningTask, value: unknown): void {
    try {
      this.#plan.outbox.succeed(task, value, this.#plan.isMain(task.lane));
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #fail(task: RunningTask, error: unknown): void {
    const { outbox, tasks } = this.#plan;
    outbox.fail(task, tasks.explained(error, task.name), task.isCancelled && error === task.reason);
  }

  #over(task: RunningTask, outer: RunningTask | undefined): void {
    const { seat, outbox, worker } = this.#plan;
    const { lane, slot } = task;
    const at = lane.at(slot);
    this.running.delete(task);
    task.isOver = true;
    this.current = outer?.isOver === false ? outer : undefined;
    const took = (microseconds() - load(lane.words, at + SLOT_BEGAN)) | 0;
    store(lane.words, at + SLOT_TOOK, took);
    seat.end(took);
    if (lane.finish(slot, worker)) outbox.send(0); // T4
  }
}
