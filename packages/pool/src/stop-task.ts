import { notify, store } from '@sync/atomics/internal';
import type { Lane } from './lane.ts';
import type { Submission } from './submission.ts';
import { SLOT_CANCEL, TAKEN } from './words.ts';
import type { Workers } from './workers.ts';

/**
 * Asks a task to end that a worker runs.
 *
 * @param terminate as `CancelOptions.terminate`
 */
export function stopTask(submission: Submission, lane: Lane, workers: Workers, reason: unknown, terminate: boolean | number): void {
  const { slot } = submission;
  const worker = lane.takerOf(slot);
  const word = lane.at(slot) + SLOT_CANCEL;
  submission.reason ??= reason;
  // Who sees that it was cancelled finds the reason; who hears of it sees that it was.
  workers.tell(worker, slot, reason);
  store(lane.words, word, 1);
  notify(lane.words, word, Infinity);
  workers.tell(worker, slot);
  if (terminate === false) return;
  const runs = (): boolean => submission.slot === slot && lane.takerOf(slot) === worker && lane.phaseOf(slot) === TAKEN;
  workers.terminate(worker, terminate === true ? 0 : terminate, runs);
}
