import { environmentNumber } from './environment.ts';

/** By how much all delays and limits are stretched: `SYNC_TEST_FACTOR`, 1 by default. */
export const FACTOR: number = environmentNumber('SYNC_TEST_FACTOR', 1);

/** Milliseconds: long enough for a thread to fall asleep on an idle machine. */
export const SHORT: number = 30 * FACTOR;

/** Milliseconds: a time limit that a test waits for to the end. */
export const MEDIUM: number = 120 * FACTOR;

/** Milliseconds: a limit that only a test that hangs reaches. */
export const LONG: number = 15_000 * FACTOR;

/**
 * Sleeps, where a test has to show that something does *not* happen. Never to order
 * threads: {@link until} and `blocked` do that.
 */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
