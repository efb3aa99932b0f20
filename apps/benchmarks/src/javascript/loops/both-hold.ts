import { SLOT_HOLDING } from '../control-words.ts';

/** Returns when both threads have called it. */
export function bothHold(control: Int32Array): void {
  Atomics.add(control, SLOT_HOLDING, 1);
  Atomics.notify(control, SLOT_HOLDING);
  for (;;) {
    const holding = Atomics.load(control, SLOT_HOLDING);
    if (holding >= 2) return;
    Atomics.wait(control, SLOT_HOLDING, holding, 1000);
  }
}
