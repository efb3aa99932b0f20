import { SLOT_HOLDING, SLOT_STOP } from '../control-words.ts';
import { shapeOf, type Loop, type Round } from '../task.ts';

function sleepUntilStopped({ control }: Round): void {
  while (Atomics.load(control, SLOT_STOP) === 0) Atomics.wait(control, SLOT_STOP, 0);
}

function announce({ control }: Round): void {
  Atomics.store(control, SLOT_HOLDING, 1);
  Atomics.notify(control, SLOT_HOLDING);
}

function sleepUntilHeld({ control }: Round): void {
  while (Atomics.load(control, SLOT_HOLDING) === 0) Atomics.wait(control, SLOT_HOLDING, 0);
}

/** Thread 1 holds the lock and sleeps; all others are blocked in `acquire` meanwhile. */
export const idle: Loop = (round) => {
  const lock = shapeOf(round, 'blocking');
  if (round.me !== 1) sleepUntilHeld(round);
  lock.acquire();
  if (round.me === 1) {
    announce(round);
    sleepUntilStopped(round);
  }
  lock.release();
  return { operations: 0 };
};

/** The same, awaited: the waiters' event loops are free. */
export const idleAsync: Loop = async (round) => {
  const lock = shapeOf(round, 'awaited');
  if (round.me !== 1) sleepUntilHeld(round);
  await lock.acquireAsync();
  if (round.me === 1) {
    announce(round);
    sleepUntilStopped(round);
  }
  lock.release();
  return { operations: 0 };
};
