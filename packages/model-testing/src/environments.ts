import type { CheckOptions } from '@sync/model';

/**
 * Nobody dies, and the floor's slices of 50 ms never end: whoever depends on one, because a
 * wake-up was lost, is stuck. Shorter times come early, twice.
 */
export const NO_SLICES: CheckOptions = { endless: 50, timeouts: 2, notifyOrder: 'any' };

/** The same, but the clock goes on when nothing else can move, and only then: `Gathering.othersSleep`. */
export const QUIET: CheckOptions = { endless: 50, timeouts: 0, notifyOrder: 'any' };

/** One dies, and slices are what saves the others. They end when nothing else can move. */
export const DEATH: CheckOptions = { kills: 1, timeouts: 0, notifyOrder: 'any' };

/** One slice ends while others go on: who has slept through it finds what they have made. */
export const SLICES: CheckOptions = { timeouts: 1, notifyOrder: 'any' };
