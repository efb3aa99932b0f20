import type { Submission } from './submission.ts';

/** A queue may have so many empty places before its beginning. */
const MOST_GAPS = 1024;

/** Submissions that have no slot yet: by priority, and those of one priority in their order. */
export class Backlog {
  /** Of one priority all, as they usually are: a queue. */
  readonly #queues = new Map<number, Submission[]>();
  readonly #firsts = new Map<number, number>();
  /** The priorities there are, the first one first. */
  #priorities: number[] = [];
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The priority of the first one; `Infinity`: there is none. */
  get priority(): number {
    return this.#size === 0 ? Infinity : (this.#priorities[0] ?? Infinity);
  }

  /** Puts one behind those of its priority that were submitted before it. */
  push(submission: Submission): void {
    const queue = this.#queueOf(submission.priority);
    queue.push(submission);
    this.#size++;
    const first = this.#firsts.get(submission.priority) ?? 0;
    // Taken back from its slot: it was before those that wait.
    for (let i = queue.length - 1; i > first && (queue[i - 1] as Submission).order > submission.order; i--) {
      queue[i] = queue[i - 1] as Submission;
      queue[i - 1] = submission;
    }
  }

  /** Takes the first one. */
  shift(): Submission | undefined {
    const [priority] = this.#priorities;
    if (priority === undefined) return undefined;
    const queue = this.#queues.get(priority) as Submission[];
    const first = this.#firsts.get(priority) ?? 0;
    const submission = queue[first] as Submission;
    this.#size--;
    if (first + 1 === queue.length) this.#drop(priority);
    else if (first < MOST_GAPS || first * 2 < queue.length) this.#firsts.set(priority, first + 1);
    else {
      queue.splice(0, first + 1);
      this.#firsts.set(priority, 0);
    }
    return submission;
  }

  /** Takes a certain one; false: it is not there. */
  delete(submission: Submission): boolean {
    const { priority } = submission;
    const queue = this.#queues.get(priority);
    const first = this.#firsts.get(priority) ?? 0;
    const at = queue?.indexOf(submission, first) ?? -1;
    if (queue === undefined || at < 0) return false;
    queue.splice(at, 1);
    this.#size--;
    if (first === queue.length) this.#drop(priority);
    return true;
  }

  /** Takes all of them. */
  clear(): Submission[] {
    const all: Submission[] = [];
    for (let next = this.shift(); next !== undefined; next = this.shift()) all.push(next);
    return all;
  }

  #queueOf(priority: number): Submission[] {
    let queue = this.#queues.get(priority);
    if (queue === undefined) {
      queue = [];
      this.#queues.set(priority, queue);
      this.#priorities = [...this.#priorities, priority].sort((a, b) => a - b);
    }
    return queue;
  }

  #drop(priority: number): void {
    this.#queues.delete(priority);
    this.#firsts.delete(priority);
    this.#priorities = this.#priorities.filter((other) => other !== priority);
  }
}
