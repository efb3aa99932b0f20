import type { Deadline } from './deadline.ts';

/**
 * Nobody sleeps longer than this, in milliseconds, without looking again: a wake-up given
 * to a thread that died before it acted on it is found after a slice. Shorter costs more
 * CPU (0.13 % of a core for each sleeper at 50 ms, 0.6 % at 10 ms, measured on Node 20).
 */
export const SLICE = 50;

/** How a slice of sleep ended. */
export type SliceEnd = 'ok' | 'not-equal' | 'timed-out';

/**
 * Sleeps while the word is what was expected, for at most a slice, or until the deadline.
 * `'ok'`: woken.
 *
 * Blocks the calling thread.
 */
export function sleepSlice(
  words: Int32Array,
  index: number,
  expected: number,
  deadline: Deadline,
  slice: number = SLICE,
): SliceEnd {
  return Atomics.wait(words, index, expected, Math.min(slice, deadline.remaining()));
}
