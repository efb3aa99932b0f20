import type { Waits } from '../child/protocol.ts';
import { bucketOf, BUCKETS, percentileOf } from './waits.ts';
import type { ThreadResult } from './task.ts';

/** Waits of one thread, each of them timed. */
export class TimedWaits {
  readonly #buckets = new Float64Array(BUCKETS);
  #longestMs = 0;

  /** Adds one, in milliseconds; a clock's grain may make it negative. */
  add(ms: number): void {
    const bucket = bucketOf(Math.max(0, ms) * 1e6);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#longestMs = Math.max(this.#longestMs, ms);
  }

  /** What a loop returns. */
  result(operations: number): ThreadResult {
    return { operations, buckets: this.#buckets, longestMs: this.#longestMs };
  }

  /** What a process answers. */
  waits(): Waits {
    const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) => percentileOf(this.#buckets, share));
    return { p50, p99, p999, max: this.#longestMs * 1e6 };
  }
}
