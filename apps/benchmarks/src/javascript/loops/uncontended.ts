import { SLOT_STOP } from '../control-words.ts';
import type { AwaitedLock, AwaitedScopedLock, BlockingLock, GuardingLock, ScopedLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round } from '../task.ts';
import { repeatUntilStopped } from './repeat.ts';

const nothing = (): void => undefined;

/** A batch of acquire and release, by the form that the contender has. Each form is a loop of its own. */
export function batchOf(round: Round): (n: number) => void {
  const { blocking, scoped, guarding } = round.objects[0] ?? {};
  if (blocking) return (n) => { pairs(blocking, n); };
  if (scoped) return (n) => { runs(scoped, n); };
  if (guarding) return (n) => { guards(guarding, n); };
  return () => shapeOf(round, 'blocking');
}

function pairs(lock: BlockingLock, n: number): void {
  for (let i = 0; i < n; i++) {
    lock.acquire();
    lock.release();
  }
}

function runs(lock: ScopedLock, n: number): void {
  for (let i = 0; i < n; i++) lock.run(nothing);
}

function guards(lock: GuardingLock, n: number): void {
  for (let i = 0; i < n; i++) {
    const guard = lock.hold();
    guard.release();
  }
}

/** Acquire and release in one thread, with other threads alive. */
export const uncontended: Loop = (round) => repeatUntilStopped(round, batchOf(round));

async function awaitedPairs(lock: AwaitedLock, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    await lock.acquireAsync();
    lock.release();
  }
}

async function awaitedRuns(lock: AwaitedScopedLock, n: number): Promise<void> {
  for (let i = 0; i < n; i++) await lock.runAsync(nothing);
}

/** The same, awaited. */
export const asyncUncontended: Loop = async (round) => {
  const { awaited, awaitedScoped } = round.objects[0] ?? {};
  const size = 100;
  let operations = 0;
  for (; round.control[SLOT_STOP] === 0; operations += size) {
    if (awaited) await awaitedPairs(awaited, size);
    else await awaitedRuns(awaitedScoped ?? shapeOf(round, 'awaitedScoped'), size);
  }
  return { operations };
};
