import { SLOT_STOP } from '../control-words.ts';
import type { SharedCounter } from '../lock-shapes.ts';
import { shapeOf, type Loop } from '../task.ts';

const BATCH = 1000;

function additions(counter: SharedCounter, n: number): void {
  for (let i = 0; i < n; i++) counter.add(1);
}

/** Every thread adds to one counter. */
export const counter: Loop = (round) => {
  const shared = shapeOf(round, 'counter');
  let operations = 0;
  for (; round.control[SLOT_STOP] === 0; operations += BATCH) additions(shared, BATCH);
  return { operations };
};
