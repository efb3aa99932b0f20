import { SLOT_HOLDING, SLOT_STOP, sectionWords } from '../control-words.ts';
import type { AwaitedLock, BareWords, BlockingLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';

type Three<T> = readonly [T, T, T];

/*
 * Strict alternation by locks alone: step s, of thread s % 2, releases lock r(s) = -s mod 3 and then waits for r(s + 1),
 * which the other holds until it got r(s). Nobody can overtake, so every step is one hand-over.
 */
const lockOf = (step: number): number => (3 - (step % 3)) % 3;

/** The locks that a thread holds before the first step: one to give away and one to be waited for, or one. */
const heldFirst = (me: number): readonly number[] => (me === 1 ? [0, 1] : [2]);

function bothHold(control: Int32Array): void {
  Atomics.add(control, SLOT_HOLDING, 1);
  Atomics.notify(control, SLOT_HOLDING);
  for (;;) {
    const holding = Atomics.load(control, SLOT_HOLDING);
    if (holding >= 2) return;
    Atomics.wait(control, SLOT_HOLDING, holding, 1000);
  }
}

function blockingSteps(locks: Three<BlockingLock>, { me, control }: Round): ThreadResult {
  const words = sectionWords(control);
  const at = (step: number): BlockingLock => locks[lockOf(step)] ?? locks[0];
  for (const index of heldFirst(me)) locks[index]?.acquire();
  bothHold(control);
  let step = me - 1;
  let operations = 0;
  if (me === 2) locks[0].acquire();
  const start = performance.now();
  for (; ; step += 2) {
    if (me === 1 && control[SLOT_STOP] !== 0) words[3] = 1; // read by the other once it got the lock
    const ended = words[3] !== 0;
    at(step).release();
    if (ended) break;
    at(step + 1).acquire();
    operations++;
  }
  at(step + 2).release(); // the one kept for the step after next
  return { operations, seconds: (performance.now() - start) / 1000 };
}

async function awaitedSteps(locks: Three<AwaitedLock>, { me, control }: Round): Promise<ThreadResult> {
  const words = sectionWords(control);
  const at = (step: number): AwaitedLock => locks[lockOf(step)] ?? locks[0];
  for (const index of heldFirst(me)) await locks[index]?.acquireAsync();
  bothHold(control);
  let step = me - 1;
  let operations = 0;
  if (me === 2) await locks[0].acquireAsync();
  const start = performance.now();
  for (; ; step += 2) {
    if (me === 1 && control[SLOT_STOP] !== 0) words[3] = 1;
    const ended = words[3] !== 0;
    at(step).release();
    if (ended) break;
    await at(step + 1).acquireAsync();
    operations++;
  }
  at(step + 2).release();
  return { operations, seconds: (performance.now() - start) / 1000 };
}

const LAST_TURN = 3;

function bareSteps({ words }: BareWords, { me, control }: Round): ThreadResult {
  const start = performance.now();
  let operations = 0;
  for (;;) {
    for (let turn = Atomics.load(words, 0); turn !== me; turn = Atomics.load(words, 0)) {
      if (turn === LAST_TURN) return { operations, seconds: (performance.now() - start) / 1000 };
      Atomics.wait(words, 0, turn, 1000);
    }
    operations++;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    Atomics.store(words, 0, ended ? LAST_TURN : 3 - me);
    Atomics.notify(words, 0, 1);
  }
}

async function bareAwaitedSteps({ words }: BareWords, { me, control }: Round): Promise<ThreadResult> {
  const start = performance.now();
  let operations = 0;
  for (;;) {
    for (let turn = Atomics.load(words, 0); turn !== me; turn = Atomics.load(words, 0)) {
      if (turn === LAST_TURN) return { operations, seconds: (performance.now() - start) / 1000 };
      const waiting = Atomics.waitAsync(words, 0, turn, 1000);
      if (waiting.async) await waiting.value;
    }
    operations++;
    const ended = me === 1 && control[SLOT_STOP] !== 0;
    Atomics.store(words, 0, ended ? LAST_TURN : 3 - me);
    Atomics.notify(words, 0, 1);
  }
}


/** Word 0 names whose turn it is; thread 1 begins each round. */
function bareStart({ words }: BareWords, { me, control }: Round): void {
  if (me === 1) Atomics.store(words, 0, 1);
  bothHold(control);
}

/** Two threads hand a lock to and fro, blocking. */
export const handover: Loop = (round) => {
  const bare = round.locks[0]?.bare;
  if (!bare) return blockingSteps([shapeOf(round, 'blocking', 0), shapeOf(round, 'blocking', 1), shapeOf(round, 'blocking', 2)], round);
  bareStart(bare, round);
  return bareSteps(bare, round);
};

/** Two threads hand a lock to and fro, awaiting. */
export const handoverAsync: Loop = (round) => {
  const bare = round.locks[0]?.bare;
  if (!bare) return awaitedSteps([shapeOf(round, 'awaited', 0), shapeOf(round, 'awaited', 1), shapeOf(round, 'awaited', 2)], round);
  bareStart(bare, round);
  return bareAwaitedSteps(bare, round);
};
