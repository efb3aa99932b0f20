import { abortSignal } from '@sync/model';
import type { AnyLock, Ground } from './ground.ts';

/** Takes the lock in one of the ways there are, and says how many sections it did. */
export type Way<On extends Ground<AnyLock> = Ground> = (ground: On) => number | Promise<number>;

/** Longer than nothing, and shorter than a slice, which the checks make endless. */
export const BRIEF = 10;

/** Blocks. */
export const acquires = (ground: Ground<AnyLock>): number => {
  ground.lock.acquire();
  return leave(ground);
};

/** Blocks for a time. */
export const acquiresTimed = (ground: Ground<AnyLock>): number => (ground.lock.acquire({ timeout: BRIEF }) ? leave(ground) : 0);

/** Looks once. */
export const tries = (ground: Ground<AnyLock>): number => (ground.lock.tryAcquire() ? leave(ground) : 0);

/** Blocks, scoped by a callback. */
export const runs = (ground: Ground<AnyLock>): number => ground.lock.run(() => ground.section());

/** Blocks, scoped by a guard; to release twice does no harm. */
export const holds = (ground: Ground<AnyLock>): number => {
  const held = ground.lock.hold();
  const done = ground.section();
  held.release();
  held.release();
  return done;
};

/** Awaits. */
export const awaits = async (ground: Ground): Promise<number> => {
  await ground.lock.acquireAsync();
  return leave(ground);
};

/** Awaits for a time. */
export const awaitsTimed = async (ground: Ground): Promise<number> =>
  (await ground.lock.acquireAsync({ timeout: BRIEF })) ? leave(ground) : 0;

/** Awaits until it gives up. */
export const awaitsAborted = async (ground: Ground): Promise<number> => {
  const signal = abortSignal();
  try {
    await ground.lock.acquireAsync({ signal });
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 0;
    throw error;
  }
  return leave(ground);
};

/** Awaits, scoped by a callback. */
const runsAsync = async (ground: Ground): Promise<number> => ground.lock.runAsync(() => ground.section());

/** Awaits, scoped by a guard. */
export const holdsAsync = async (ground: Ground): Promise<number> => {
  const held = await ground.lock.holdAsync();
  const done = ground.section();
  held.release();
  held.release();
  return done;
};

/** All of them, by name. */
export const WAYS = {
  acquires, acquiresTimed, tries, runs, holds, awaits, awaitsTimed, awaitsAborted, runsAsync, holdsAsync,
} as const; // prettier-ignore

/** Comes and goes, so that others are overtaken. */
export const acquiresTwice = (ground: Ground<AnyLock>): number => acquires(ground) + acquires(ground);
export const awaitsTwice = async (ground: Ground): Promise<number> => (await awaits(ground)) + (await awaits(ground));

function leave(ground: Ground<AnyLock>): number {
  const done = ground.section();
  ground.lock.release();
  return done;
}
