import { countSlot, SLOT_STOP, sectionWords } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';

/** Longer than a slice of sleep. */
const KEPT_MS = 60;

/** A lock is kept for long, by a thread that sleeps, while the others wait for it. */
export const slow: Loop = (round) => {
  const { control } = round;
  const lock = shapeOf(round, 'blocking');
  const words = sectionWords(control);
  const nobodys = countSlot(0);
  let operations = 0;
  for (; control[SLOT_STOP] === 0; operations++) {
    lock.acquire();
    words[0] += 1;
    Atomics.wait(control, nobodys, 0, KEPT_MS);
    words[1] += 1;
    lock.release();
  }
  return { operations };
};
