import type { Submission } from './submission.ts';

/** A queue may have so many empty places before its beginning, and within. */
const MOST_GAPS = 1024;

/** Those of one priority, in their order. What was taken from within is there until others move up, or it is the first. */
interface Queue {
  all: Submission[];
  first: number;
  size: number;
}

/** Submissions that have no slot yet: by priority, and those of one priority in their order. */
export class Backlog {
  /** Of one priority all, as they usually are: a queue. */
  readonly #queues = new Map<number, Queue>();
  /** The priorities there are, the first one first. */
  #priorities: number[] = [];
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Puts one behind those of its priority that were submitted before it. */
  push(submission: Submission): void {
    const queue = this.#queueOf(submission.priority);
    const { all, first } = queue;
    const at = placeOf(submission, queue);
    if (at === first && first > 0) all[--queue.first] = submission;
    else if (at === all.length) all.push(submission);
    else all.splice(at, 0, submission);
    submission.isListed = true;
    queue.size++;
    this.#size++;
  }

  /** The first one. */
  peek(): Submission | undefined {
    const [priority] = this.#priorities;
    if (priority === undefined) return undefined;
    const queue = this.#queues.get(priority) as Queue;
    while (!(queue.all[queue.first] as Submission).isListed) queue.first++;
    return queue.all[queue.first];
  }

  /** Takes a certain one; false: it is not there. */
  delete(submission: Submission): boolean {
    if (!submission.isListed) return false;
    this.#take(submission, this.#queues.get(submission.priority) as Queue);
    return true;
  }

  /** Takes all of them. */
  clear(): Submission[] {
    const all: Submission[] = [];
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      this.delete(next);
      all.push(next);
    }
    return all;
  }

  #queueOf(priority: number): Queue {
    let queue = this.#queues.get(priority);
    if (queue === undefined) {
      queue = { all: [], first: 0, size: 0 };
      this.#queues.set(priority, queue);
      this.#priorities = [...this.#priorities, priority].sort((a, b) => a - b);
    }
    return queue;
  }

  #take(submission: Submission, queue: Queue): void {
    submission.isListed = false;
    this.#size--;
    if (--queue.size === 0) {
      this.#queues.delete(submission.priority);
      this.#priorities = this.#priorities.filter((other) => other !== submission.priority);
    } else if (queue.all.length > MOST_GAPS + queue.size * 2) {
      queue.all = queue.all.filter(({ isListed }, at) => isListed && at >= queue.first);
      queue.first = 0;
    }
  }
}

/** Behind those that were submitted before it: mostly the last; the first, if it was taken back from its slot. */
function placeOf({ order }: Submission, { all, first }: Queue): number {
  let [low, high] = [first, all.length];
  if ((all[high - 1]?.order ?? -1) < order) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle] as Submission).order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
