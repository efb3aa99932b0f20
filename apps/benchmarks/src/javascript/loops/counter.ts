import type { SharedCounter } from '../lock-shapes.ts';
import { shapeOf, type Loop } from '../task.ts';
import { repeatUntilStopped } from './repeat.ts';

function additions(counter: SharedCounter, n: number): void {
  for (let i = 0; i < n; i++) counter.add(1);
}

/** Every thread adds to one counter. */
export const counter: Loop = (round) => {
  const shared = shapeOf(round, 'counter');
  return repeatUntilStopped(round, (n) => { additions(shared, n); });
};
