import { SLOT_STOP } from '../control-words.ts';
import type { AwaitedLock, AwaitedScopedLock } from '../lock-shapes.ts';
import { shapeOf, type Loop } from '../task.ts';

const WAITERS = 10_000;

async function awaitedCrowd(lock: AwaitedLock): Promise<void> {
  await lock.acquireAsync();
  const crowd = Array.from({ length: WAITERS }, async () => {
    await lock.acquireAsync();
    lock.release();
  });
  lock.release();
  await Promise.all(crowd);
}

async function scopedCrowd(lock: AwaitedScopedLock): Promise<void> {
  await Promise.all(Array.from({ length: WAITERS }, () => lock.runAsync(() => undefined)));
}

/** 10,000 async waiters of one thread on one lock that is held, then served one after the other. */
export const asyncMany: Loop = async (round) => {
  const { awaited, awaitedScoped } = round.objects[0] ?? {};
  const start = performance.now();
  let operations = 0;
  while (round.control[SLOT_STOP] === 0) {
    if (awaitedScoped) await scopedCrowd(awaitedScoped);
    else await awaitedCrowd(awaited ?? shapeOf(round, 'awaited'));
    operations += WAITERS;
  }
  return { operations, seconds: (performance.now() - start) / 1000 };
};
