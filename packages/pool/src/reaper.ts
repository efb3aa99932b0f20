import { LONGEST_TIMER, unrefTimer } from '@sync/atomics/internal';
import type { Seats } from './seats.ts';

/** Idle workers are looked for so often in the time that they may be idle. */
const LOOKS = 4;

/** What a worker had begun when it was looked at, and since when it has begun nothing else. */
interface Idle {
  tasks: number;
  since: number;
}

/** Has workers leave that have had nothing to do for a while, if there are more than there are to be. */
export class Reaper {
  readonly #seats: Seats;
  readonly #idleTimeout: number;
  readonly #dismiss: (worker: number) => void;
  readonly #idle = new Map<number, Idle>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param idleTimeout in milliseconds */
  constructor(seats: Seats, idleTimeout: number, dismiss: (worker: number) => void) {
    this.#seats = seats;
    this.#idleTimeout = idleTimeout;
    this.#dismiss = dismiss;
  }

  /** Looks now and then, from a timer that keeps no process alive, as long as there are more than `least`. */
  watch(workers: () => readonly number[], least: number): void {
    if (this.#timer !== undefined || this.#idleTimeout === Infinity) return;
    this.#timer = setInterval(() => {
      const all = workers();
      this.#look(all, least);
      if (all.length <= least) this.stop();
    }, Math.min(LONGEST_TIMER, Math.max(1, this.#idleTimeout / LOOKS)));
    unrefTimer(this.#timer);
  }

  /** Does not look any more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#idle.clear();
  }

  #look(workers: readonly number[], least: number): void {
    const now = performance.now();
    let spare = workers.length - least;
    for (const worker of workers) {
      const tasks = this.#seats.tasks(worker);
      const idle = this.#idle.get(worker);
      if (idle?.tasks !== tasks || !this.#seats.isAsleep(worker)) {
        this.#idle.set(worker, { tasks, since: now });
      } else if (spare > 0 && now - idle.since >= this.#idleTimeout) {
        spare--;
        this.#idle.delete(worker);
        this.#dismiss(worker);
      }
    }
  }
}
