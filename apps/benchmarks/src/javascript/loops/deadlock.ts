import { SLOT_HOLDING, SLOT_STOP, sectionWords, sharedNow, sharedTimes } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';
import { TimedWaits } from '../timed-waits.ts';

/** Returns when both threads have come so many times, together. */
function meet(control: Int32Array, times: number): void {
  Atomics.add(control, SLOT_HOLDING, 1);
  Atomics.notify(control, SLOT_HOLDING);
  for (let here; (here = Atomics.load(control, SLOT_HOLDING)) < 2 * times; ) Atomics.wait(control, SLOT_HOLDING, here, 1000);
}

/** Two threads take a lock each, and then want the other's: one of them is told that this is a circle. */
export const deadlock: Loop = (round) => {
  const { me, control } = round;
  const own = shapeOf(round, 'blocking', me - 1);
  const other = shapeOf(round, 'blocking', 2 - me);
  const words = sectionWords(control);
  const began = sharedTimes(control);
  const timed = new TimedWaits();
  for (let operations = 1; ; operations++) {
    own.acquire();
    if (me === 1 && control[SLOT_STOP] !== 0) words[3] = operations; // the last one
    meet(control, 2 * operations - 1);
    began[me] = sharedNow();
    try {
      other.acquire();
      other.release();
    } catch (error) {
      if ((error as Error).name !== 'DeadlockError') throw error;
      timed.add(sharedNow() - Math.max(began[1] ?? 0, began[2] ?? 0));
    }
    own.release();
    meet(control, 2 * operations);
    if (words[3] === operations) return timed.result(operations);
  }
};
