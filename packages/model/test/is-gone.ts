import { isGone as isKnownGone } from '@sync/atomics/internal';

/** The id of a scenario's first thread. */
export const FIRST_ID = 2;

/** Asks as a primitive does: is the thread with this id known to be dead? In a simulated thread no table is needed. */
export function isGone(id: number): boolean {
  return isKnownGone(id, undefined as never);
}
