import { SLOT_STOP, sectionWords } from '../control-words.ts';
import type { Loop, Round, ThreadResult } from '../task.ts';
import { bareTurns, bareTurnsAsync } from './bare-turns.ts';
import { conditionTurns, conditionTurnsAsync } from './condition-turns.ts';
import { awaitedSignalOf, signalOf, type AwaitedSignal, type Signal } from './signals.ts';

/** Which of the two signals a thread takes, and which it gives. */
const ownAndOther = (me: number): readonly [own: number, other: number] => (me === 1 ? [0, 1] : [1, 0]);

/*
 * Thread 1 gives first, and ends first: what it says before it gives for the last time, the other reads after it took
 * that. A step is one wake-up.
 */
function signals(own: Signal, other: Signal, { me, control }: Round): ThreadResult {
  const words = sectionWords(control);
  const start = performance.now();
  let operations = 0;
  if (me === 2) own.take();
  for (; ; operations++) {
    if (me === 2 && words[3] !== 0) break;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    if (ended) words[3] = 1;
    other.give();
    if (ended) break;
    own.take();
  }
  return { operations, seconds: (performance.now() - start) / 1000 };
}

async function awaitedSignals(own: AwaitedSignal, other: AwaitedSignal, { me, control }: Round): Promise<ThreadResult> {
  const words = sectionWords(control);
  const start = performance.now();
  let operations = 0;
  if (me === 2) await own.takeAsync();
  for (; ; operations++) {
    if (me === 2 && words[3] !== 0) break;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    if (ended) words[3] = 1;
    other.give();
    if (ended) break;
    await own.takeAsync();
  }
  return { operations, seconds: (performance.now() - start) / 1000 };
}

/** Two blocked threads wake each other: by turns under a condition, by two signals, or by a bare word. */
export const pingPong: Loop = (round) => {
  const { bare, condition } = round.objects[0] ?? {};
  if (bare) return bareTurns(bare, round);
  if (condition) return conditionTurns(condition, round);
  const [own, other] = ownAndOther(round.me);
  return signals(signalOf(round, own), signalOf(round, other), round);
};

/** The same, awaited. */
export const pingPongAsync: Loop = (round) => {
  const { bare, condition } = round.objects[0] ?? {};
  if (bare) return bareTurnsAsync(bare, round);
  if (condition) return conditionTurnsAsync(condition, round);
  const [own, other] = ownAndOther(round.me);
  return awaitedSignals(awaitedSignalOf(round, own), awaitedSignalOf(round, other), round);
};
