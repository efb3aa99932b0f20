import type { CheckOptions } from '@sync/model';
import type { Case } from '../case.ts';
import { Ground, type Locks } from './ground.ts';
import type { Way } from './ways-to-wait.ts';

/** A case of this folder. */
export type LockCase = Case<Locks>;

/**
 * The floor sleeps in slices of 50 ms, which make up for a wake-up that was lost: where
 * nobody dies they never end here, so that whoever depends on one is stuck.
 */
export const NO_SLICES: CheckOptions = { endless: 50, timeouts: 2, notifyOrder: 'any' };

/** Bounds for three threads, which have too many interleavings. */
export const UP_TO_3: CheckOptions = { ...NO_SLICES, preemptions: 3 };
export const UP_TO_2: CheckOptions = { ...NO_SLICES, preemptions: 2 };

/** Where waiters die, slices are what saves the others. They end when nothing else moves. */
export const DEATHS: CheckOptions = { kills: 1, timeouts: 0, notifyOrder: 'any' };

/** Slices that end while others go on: who has slept through one is starving. */
export const SLICES: CheckOptions = { timeouts: 1, notifyOrder: 'any' };

/** Its promise is awaited by the checker. */
export function isAsync(way: Way<never>): boolean {
  return way.constructor.name === 'AsyncFunction';
}

/** Threads of which each takes the lock in its way. */
export function together<Kind extends keyof Locks>(
  kind: Kind,
  name: string,
  ways: readonly Way<Ground<InstanceType<Locks[Kind]>>>[],
  options: CheckOptions,
): LockCase {
  const awaits = ways.some(isAsync);
  return {
    name,
    options,
    awaits,
    setup: (locks) => {
      const Class = locks[kind] as unknown as new (options: { buffer: SharedArrayBuffer }) => InstanceType<Locks[Kind]>;
      const ground = new Ground(Class);
      if (awaits) ground.drawOrder();
      const threads = ways.map((way) => () => way(ground));
      return options.kills === undefined ? ground.scenario(...threads) : ground.mortal(...threads);
    },
  };
}
