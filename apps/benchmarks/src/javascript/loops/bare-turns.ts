import { SLOT_STOP } from '../control-words.ts';
import type { BareWords } from '../lock-shapes.ts';
import type { Round, ThreadResult } from '../task.ts';
import { bothHold } from './both-hold.ts';

const LAST_TURN = 3;

/** Word 0 names whose turn it is; thread 1 begins each round. */
function start({ words }: BareWords, { me, control }: Round): void {
  if (me === 1) Atomics.store(words, 0, 1);
  bothHold(control);
}

/** Two threads wake each other by `Atomics.wait` and `Atomics.notify` on one word. */
export function bareTurns(bare: BareWords, round: Round): ThreadResult {
  const { words } = bare;
  const { me, control } = round;
  start(bare, round);
  const begin = performance.now();
  let operations = 0;
  for (;;) {
    for (let turn = Atomics.load(words, 0); turn !== me; turn = Atomics.load(words, 0)) {
      if (turn === LAST_TURN) return { operations, seconds: (performance.now() - begin) / 1000 };
      Atomics.wait(words, 0, turn, 1000);
    }
    operations++;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    Atomics.store(words, 0, ended ? LAST_TURN : 3 - me);
    Atomics.notify(words, 0, 1);
  }
}

/** The same by `Atomics.waitAsync`. */
export async function bareTurnsAsync(bare: BareWords, round: Round): Promise<ThreadResult> {
  const { words } = bare;
  const { me, control } = round;
  start(bare, round);
  const begin = performance.now();
  let operations = 0;
  for (;;) {
    for (let turn = Atomics.load(words, 0); turn !== me; turn = Atomics.load(words, 0)) {
      if (turn === LAST_TURN) return { operations, seconds: (performance.now() - begin) / 1000 };
      const waiting = Atomics.waitAsync(words, 0, turn, 1000);
      if (waiting.async) await waiting.value;
    }
    operations++;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    Atomics.store(words, 0, ended ? LAST_TURN : 3 - me);
    Atomics.notify(words, 0, 1);
  }
}
