import { SLOT_HOLDING, SLOT_STOP } from '../control-words.ts';
import type { Loop, Round } from '../task.ts';
import { awaitedGateOf, gateOf } from './gates.ts';

/** Sleeps for the rest of the round, once the others know that it is time to wait. */
function sleepUntilStopped({ control }: Round): void {
  Atomics.store(control, SLOT_HOLDING, 1);
  Atomics.notify(control, SLOT_HOLDING);
  while (Atomics.load(control, SLOT_STOP) === 0) Atomics.wait(control, SLOT_STOP, 0);
}

function sleepUntilHeld({ control }: Round): void {
  while (Atomics.load(control, SLOT_HOLDING) === 0) Atomics.wait(control, SLOT_HOLDING, 0);
}

/** Thread 1 keeps the object shut and sleeps; all others are blocked on it meanwhile. */
export const idle: Loop = (round) => {
  const gate = gateOf(round);
  if (round.me === 1) {
    gate.keepShut(() => { sleepUntilStopped(round); });
  } else {
    sleepUntilHeld(round);
    gate.pass();
  }
  return { operations: 0 };
};

/** The same, awaited: the waiters' event loops are free. */
export const idleAsync: Loop = async (round) => {
  const gate = awaitedGateOf(round);
  if (round.me === 1) {
    await gate.keepShut(() => { sleepUntilStopped(round); });
  } else {
    sleepUntilHeld(round);
    await gate.passAsync();
  }
  return { operations: 0 };
};
