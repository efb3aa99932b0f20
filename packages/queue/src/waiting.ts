import {
  AsyncWaiters,
  SLICE,
  SPIN_FOR,
  blocked,
  perMemory,
  sleepSlice,
  spinUntil,
  type AsyncTask,
  type Awaited,
  type Deadline,
  type Glance,
  type Place,
  type TaskLimits,
} from '@sync/atomics/internal';
import type { Bell } from './bell.ts';

/** What one waits for at a bell. The comments name the transitions of `bell.ts`. */
export interface Wait<T> {
  /** Cheap, and mostly right: it is worth an attempt. */
  isLikely(): boolean;
  /** Undefined: it has to wait. What it throws ends the wait. */
  attempt(): T | undefined;
}

/** The bell that those of one side of a queue wait at. */
export class Waiting {
  readonly #label: string;
  readonly #place: Place;
  readonly #bell: Bell;
  /** There is something for one at least. */
  readonly #isThere: () => boolean;
  #tasks: Tasks | undefined;

  /**
   * @param label of the queue
   * @param bell where they wait
   */
  constructor(label: string, place: Place, bell: Bell, isThere: () => boolean) {
    this.#label = label;
    this.#place = place;
    this.#bell = bell;
    this.#isThere = isThere;
  }

  /** What the attempt gave; undefined: the time is up. Blocks the calling thread. */
  wait<T>(wait: Wait<T>, deadline: Deadline): T | undefined {
    let found: T | undefined;
    const look = (): boolean => wait.isLikely() && (found = wait.attempt()) !== undefined;
    if (spinUntil(look, SPIN_FOR.event)) return found;
    const { table } = this.#place;
    const { words, index } = this.#bell;
    return blocked({ subject: { label: this.#label }, untimed: !deadline.finite, table }, (shown) => {
      let slept = false;
      try {
        for (;;) {
          const bell = this.#bell.mark(); // B1
          found = wait.attempt();
          if (found !== undefined || deadline.passed) return found;
          const end = sleepSlice(words, index, bell, deadline, SLICE);
          slept ||= end !== 'not-equal';
          if (end === 'timed-out') shown.look();
        }
      } finally {
        if (slept) this.leave();
      }
    });
  }

  /** The same. Rejects with the signal's reason. Returns a promise; never blocks. */
  waitAsync<T>(wait: Wait<T>, limits: TaskLimits): Promise<T | undefined> {
    this.#tasks ??= perMemory(`queue ${this.#bell.index}`, this.#bell.words, () => new Tasks(this.#bell, this));
    return this.#tasks.enter(wait, limits);
  }

  /** True if tasks of this thread wait. */
  get hasTasks(): boolean {
    return (this.#tasks?.size ?? 0) > 0;
  }

  /** B4. */
  leave(): void {
    this.#bell.mark();
    if (this.#isThere()) this.#bell.ring(); // B3
  }
}

/** A pending wait. */
interface Task extends AsyncTask {
  isLikely(): boolean;
  /** False: it has to wait. */
  attempt(): boolean;
}

/** Those of one thread at one bell: first come, first served. */
class Tasks implements Awaited<Task> {
  readonly words: Int32Array;
  readonly index: number;
  readonly inTurn: boolean = true;
  readonly #bell: Bell;
  readonly #waiting: Waiting;
  readonly #list = new AsyncWaiters<Task>(this);

  constructor(bell: Bell, waiting: Waiting) {
    this.words = bell.words;
    this.index = bell.index;
    this.#bell = bell;
    this.#waiting = waiting;
  }

  get size(): number {
    return this.#list.size;
  }

  enter<T>(wait: Wait<T>, limits: TaskLimits): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      let found: T | undefined;
      const attempt = (): boolean => wait.isLikely() && (found = wait.attempt()) !== undefined;
      this.#list.add({
        limits,
        isLikely: () => wait.isLikely(),
        attempt,
        settle: (success) => {
          try {
            // Its time may be up while the thread was busy.
            if (!success) attempt();
            resolve(found);
          } catch (error) {
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it is
            reject(error);
          }
        },
        reject,
      });
    });
  }

  claim(task: Task, { slept }: Glance): boolean {
    const isDone = task.attempt();
    // One that goes on waiting keeps its mark; if it rang for others now, these would ring for it.
    if (isDone && slept) this.#waiting.leave();
    return isDone;
  }

  announce(task: Task): number | undefined {
    const bell = this.#bell.mark(); // B1
    return task.isLikely() ? undefined : bell;
  }

  passOn(): void {
    this.#waiting.leave();
  }

  abandon(): void {
    this.#waiting.leave();
  }
}
