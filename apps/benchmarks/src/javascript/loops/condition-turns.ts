import { SLOT_STOP, sectionWords } from '../control-words.ts';
import type { Round, ThreadResult } from '../task.ts';
import type { ConditionShape } from '../waiting-shapes.ts';

const LAST_TURN = 3;

/* One lock, and one word under it that says whose turn it is. Thread 1 begins and ends; the lock is held but in `wait`. */

/** Two blocked threads hand a turn to and fro. */
export function conditionTurns(condition: ConditionShape, { me, control }: Round): ThreadResult {
  const words = sectionWords(control);
  const start = performance.now();
  let operations = 0;
  condition.acquire();
  if (me === 1) words[0] = 1;
  for (; ; operations++) {
    while (words[0] !== me && words[0] !== LAST_TURN) condition.wait();
    if (words[0] === LAST_TURN) break;
    words[0] = me === 1 && control[SLOT_STOP] !== 0 ? LAST_TURN : 3 - me;
    condition.notify();
  }
  condition.release();
  return { operations, seconds: (performance.now() - start) / 1000 };
}

/** The same, awaited. */
export async function conditionTurnsAsync(condition: ConditionShape, { me, control }: Round): Promise<ThreadResult> {
  const words = sectionWords(control);
  const start = performance.now();
  let operations = 0;
  await condition.acquireAsync();
  if (me === 1) words[0] = 1;
  for (; ; operations++) {
    while (words[0] !== me && words[0] !== LAST_TURN) await condition.waitAsync();
    if (words[0] === LAST_TURN) break;
    words[0] = me === 1 && control[SLOT_STOP] !== 0 ? LAST_TURN : 3 - me;
    condition.notify();
  }
  condition.release();
  return { operations, seconds: (performance.now() - start) / 1000 };
}
