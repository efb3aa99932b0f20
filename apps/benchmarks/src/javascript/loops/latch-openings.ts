import { SLOT_HOLDING, SLOT_STOP, sharedTimes, sharedNow } from '../control-words.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import type { LatchShape } from '../waiting-shapes.ts';

const WAITERS = 1000;
const OVER = -1;

function tell(control: Int32Array, value: number): void {
  Atomics.store(control, SLOT_HOLDING, value);
  Atomics.notify(control, SLOT_HOLDING);
}

/** Tells when all tasks await the latch; adds up the time from its opening until all of them have gone on. */
async function awaitOpenings(latch: LatchShape, { control }: Round): Promise<ThreadResult> {
  const opened = sharedTimes(control);
  let operations = 0;
  let milliseconds = 0;
  while (control[SLOT_STOP] === 0) {
    const all = Promise.all(Array.from({ length: WAITERS }, () => latch.waitAsync()));
    tell(control, ++operations);
    await all;
    milliseconds += sharedNow() - (opened[0] ?? 0);
    latch.reset(1);
  }
  tell(control, OVER);
  return { operations, seconds: milliseconds / 1000 };
}

function open(latch: LatchShape, { control }: Round): ThreadResult {
  const opened = sharedTimes(control);
  for (let before = 0; ; ) {
    Atomics.wait(control, SLOT_HOLDING, before);
    const now = Atomics.load(control, SLOT_HOLDING);
    if (now === OVER) return { operations: 0 };
    if (now === before) continue;
    before = now;
    opened[0] = sharedNow(); // PLAIN: read by those whom the latch lets go on
    latch.countDown();
  }
}

/** One thread opens a latch that 1,000 tasks of the other await, over and over. The time is that of the openings alone. */
export const latchOpenings: Loop = (round) => {
  const latch = shapeOf(round, 'latch');
  return round.me === 1 ? awaitOpenings(latch, round) : open(latch, round);
};
