/*
 * Waiting times without a clock in the way: one acquisition in `every` is timed, and the time between two looks bounds
 * every wait in between. `every` shrinks where waits are long, so that the bound is tight where it matters.
 */

const SUB_BUCKETS = 16;
const MOST_BETWEEN_LOOKS = 256;

/** Number of buckets: sixteen to an octave, up to minutes. */
export const BUCKETS: number = SUB_BUCKETS * 40;

/** The bucket of a time in nanoseconds; a bucket is at most 6 % wide. */
export function bucketOf(ns: number): number {
  if (ns < SUB_BUCKETS) return Math.max(0, Math.floor(ns));
  const octave = Math.floor(Math.log2(ns));
  const within = Math.min(SUB_BUCKETS - 1, Math.floor((ns / 2 ** octave - 1) * SUB_BUCKETS));
  return Math.min(BUCKETS - 1, (octave - 3) * SUB_BUCKETS + within);
}

/** The middle of a bucket, in nanoseconds. */
export function bucketValue(index: number): number {
  if (index < SUB_BUCKETS) return index;
  const octave = Math.floor(index / SUB_BUCKETS) + 3;
  return 2 ** octave * (1 + ((index % SUB_BUCKETS) + 0.5) / SUB_BUCKETS);
}

/** How many acquisitions to let pass before the next look at the clock, after `elapsedMs` since the last. */
export function nextInterval(every: number, elapsedMs: number): number {
  if (elapsedMs > 0.1) return 1;
  if (elapsedMs > 0.016) return Math.max(1, every >> 1);
  return elapsedMs < 0.004 && every < MOST_BETWEEN_LOOKS ? every * 2 : every;
}

/** The time below which `share` of the counted waits lie, in nanoseconds. */
export function percentileOf(buckets: Float64Array, share: number): number {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [index, count] of buckets.entries()) {
    seen += count;
    if (seen > 0 && seen >= share * total) return bucketValue(index);
  }
  return 0;
}
