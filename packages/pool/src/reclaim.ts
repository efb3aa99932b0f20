import type { Lane } from './lane.ts';
import type { Payloads } from './payload.ts';
import { FREE, QUEUED } from './words.ts';

/**
 * Takes over the lane of a worker that is gone, for the next one that sits there. What it had submitted is dropped: nobody
 * would hear of it.
 *
 * @returns false: others still run some of that
 */
export function reclaim(lane: Lane, payloads: Payloads, isGone: (worker: number) => boolean): boolean {
  const done: number[] = [];
  lane.drain(done);
  const finished = new Set(done);
  for (const slot of finished) {
    payloads.clear(lane.at(slot));
    lane.free(slot);
  }
  for (let slot = 0; slot < lane.slots; slot++) {
    const phase = lane.phaseOf(slot);
    const mayFree = phase === FREE || (phase === QUEUED ? lane.takeBack(slot) : isGone(lane.takerOf(slot)));
    if (!mayFree) return false;
    // Who submitted it may have died while writing it, or its worker.
    payloads.recover(lane.at(slot));
    if (phase !== FREE) lane.free(slot);
  }
  lane.reset();
  return true;
}
