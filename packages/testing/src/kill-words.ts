/**
 * The memory that a kill lane and its threads have in common.
 *
 * HEAD, int32 words
 *   0  GATE     bit 0: open; above, a count: when it grows, all that are there go through once
 *   1  STOP     1: nobody goes through any more
 *   2  PERIL    1: threads may end by themselves
 *
 * RECORD, one for each thread that was ever started, 16 words
 *   0  TASKS    so many come to the gate; 0: it has not begun
 *   1  AT_GATE  so many are there
 *   2  ROUNDS   gone through, by all of them
 *   3  STEP     the last step, as an index into the lane's names
 *   4  STEPS    how many steps there were
 *   5  ASLEEP   1: in Atomics.wait
 *   6  NOTES    what the thread has noted, by the lane's names
 */
import type { Mode } from './mode.ts';

export const HEAD_WORDS = 16;
/** Of each thread. */
export const RECORD_WORDS = 16;

export const GATE = 0;
/** In GATE: it is open. */
export const OPEN = 1;
/** In GATE: once more. */
export const ONCE = 2;
export const STOP = 1;
export const PERIL = 2;

export const TASKS = 0;
export const AT_GATE = 1;
export const ROUNDS = 2;
export const STEP = 3;
export const STEPS = 4;
export const ASLEEP = 5;
export const NOTES = 6;

/** So many different things can be noted. */
export const MOST_NOTES: number = RECORD_WORDS - NOTES;

/** What a thread of a lane is started with. */
export interface MortalStart<D> {
  readonly data: D;
  readonly head: Int32Array;
  readonly record: Int32Array;
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  readonly mode: Mode;
  /** Its number among all that were ever started. */
  readonly who: number;
  readonly seed: number;
  /** What the gate said when it was started. */
  readonly gate: number;
  readonly fate: Fate | undefined;
}

/** How a thread ends by itself: at the first perilous step from that one on. */
export interface Fate {
  readonly how: 'exit' | 'error';
  readonly steps: number;
}

/** What a thread throws that is to die of an error. */
export const FATAL = 'this thread was to die of an error';
