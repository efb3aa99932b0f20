import { SLOT_STOP } from '../control-words.ts';
import type { Round, ThreadResult } from '../task.ts';

const BATCH = 1000;

/** Does batches of something until the round is over; counts the times. */
export function repeatUntilStopped({ control }: Round, batch: (n: number) => void): ThreadResult {
  let operations = 0;
  for (; control[SLOT_STOP] === 0; operations += BATCH) batch(BATCH);
  return { operations };
}
