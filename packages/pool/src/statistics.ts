/** How long something took, in milliseconds. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What a pool has done, and has to do. */
export interface PoolStatistics {
  /** Tasks that nobody has begun. */
  readonly waiting: number;
  /** Tasks that run. */
  readonly running: number;
  /** Tasks that have been run. */
  readonly completed: number;
  readonly workers: number;
  /** How long tasks waited until they began. */
  readonly waited: Distribution;
  /** How long they ran. */
  readonly ran: Distribution;
  /** The share of the time that the workers there are have spent on tasks since the pool was made, 0 to 1. */
  readonly utilization: number;
}

/** Each power of two in so many parts: percentiles are off by 3 % at most. */
const PARTS = 16;
const BUCKETS = 32 * PARTS;

/** Times, by their order of magnitude: any number of them in the same few bytes. */
class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  add(microseconds: number): void {
    const value = Math.max(0, microseconds);
    const bucket = bucketOf(value);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
  }

  read(): Distribution {
    const count = this.#count;
    return {
      count,
      mean: count === 0 ? 0 : this.#sum / count / 1000,
      p50: this.#percentile(0.5),
      p90: this.#percentile(0.9),
      p99: this.#percentile(0.99),
      max: this.#max / 1000,
    };
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (let bucket = 0; bucket < BUCKETS && left > 0; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return Math.min(this.#max, middleOf(bucket)) / 1000;
    }
    return 0;
  }
}

/** What a pool counts. */
export class Statistics {
  readonly #waited = new Histogram();
  readonly #ran = new Histogram();
  readonly #since = performance.now();
  /** Milliseconds of workers that there were. */
  #completed = 0;

  /** A task is over; in microseconds. */
  add(waited: number, took: number): void {
    this.#completed++;
    this.#waited.add(waited);
    this.#ran.add(took);
  }

  /** @param now what it has to do; `busy`: milliseconds that the workers there are have spent on tasks */
  read({ waiting, unfinished, workers, busy }: { waiting: number; unfinished: number; workers: number; busy: number }): PoolStatistics {
    const time = (performance.now() - this.#since) * workers;
    return {
      waiting,
      running: unfinished - waiting,
      completed: this.#completed,
      workers,
      waited: this.#waited.read(),
      ran: this.#ran.read(),
      utilization: time === 0 ? 0 : Math.min(1, busy / time),
    };
  }
}

function bucketOf(value: number): number {
  if (value < PARTS) return value;
  const order = 31 - Math.clz32(value);
  return Math.min(BUCKETS - 1, (order - 3) * PARTS + ((value >>> (order - 4)) & (PARTS - 1)));
}

function middleOf(bucket: number): number {
  if (bucket < PARTS) return bucket;
  const order = Math.floor(bucket / PARTS) + 3;
  return (PARTS + (bucket % PARTS) + 0.5) * 2 ** (order - 4);
}
