import { SLOT_STOP, sectionWords } from '../control-words.ts';
import type { AwaitedLock, BlockingLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import { bareTurns, bareTurnsAsync } from './bare-turns.ts';
import { bothHold } from './both-hold.ts';

type Three<T> = readonly [T, T, T];

/*
 * Strict alternation by locks alone: step s, of thread s % 2, releases lock r(s) = -s mod 3 and then waits for r(s + 1),
 * which the other holds until it got r(s). Nobody can overtake, so every step is one hand-over.
 */
const lockOf = (step: number): number => (3 - (step % 3)) % 3;

/** The locks that a thread holds before the first step: one to give away and one to be waited for, or one. */
const heldFirst = (me: number): readonly number[] => (me === 1 ? [0, 1] : [2]);

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

/** Two threads hand a lock to and fro, blocking. */
export const handover: Loop = (round) => {
  const bare = round.objects[0]?.bare;
  if (bare) return bareTurns(bare, round);
  return blockingSteps([shapeOf(round, 'blocking', 0), shapeOf(round, 'blocking', 1), shapeOf(round, 'blocking', 2)], round);
};

/** Two threads hand a lock to and fro, awaiting. */
export const handoverAsync: Loop = (round) => {
  const bare = round.objects[0]?.bare;
  if (bare) return bareTurnsAsync(bare, round);
  return awaitedSteps([shapeOf(round, 'awaited', 0), shapeOf(round, 'awaited', 1), shapeOf(round, 'awaited', 2)], round);
};
