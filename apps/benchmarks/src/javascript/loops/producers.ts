import { SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import type { ConditionShape } from '../waiting-shapes.ts';

const CAPACITY = 16;

/* Under the condition's lock, of the section's words: items in the room, producers that have ended, items put, taken. */
const ITEMS = 0;
const ENDED = 1;
const PUT = 2;
const TAKEN = 3;

function produce(condition: ConditionShape, { control }: Round): ThreadResult {
  const words = sectionWords(control);
  while (control[SLOT_STOP] === 0) {
    condition.acquire();
    while (words[ITEMS] === CAPACITY) condition.wait();
    words[ITEMS]++;
    words[PUT]++;
    condition.notify();
    condition.release();
  }
  condition.acquire();
  words[ENDED]++;
  condition.notifyAll();
  condition.release();
  return { operations: 0 };
}

function consume(condition: ConditionShape, { control, task }: Round): ThreadResult {
  const words = sectionWords(control);
  const producers = Math.ceil(task.threads / 2);
  for (let operations = 0; ; operations++) {
    condition.acquire();
    while (words[ITEMS] === 0 && words[ENDED] < producers) condition.wait();
    if (words[ITEMS] === 0) {
      condition.release();
      return { operations };
    }
    words[ITEMS]--;
    words[TAKEN]++;
    condition.notify();
    condition.release();
  }
}

/**
 * Odd threads put into a room for a few items, even ones take from it, by one condition and one notification each. There
 * is more room than threads, so that those who wait all wait for the same: no notification goes to the wrong side.
 */
export const producers: Loop = (round) => {
  const condition = shapeOf(round, 'condition');
  return round.me % 2 === 1 ? produce(condition, round) : consume(condition, round);
};

/** Whether every item that was put was taken, once. */
export function nothingLost(words: SectionWords, operations: number): boolean {
  return words[PUT] === operations && words[TAKEN] === operations;
}
