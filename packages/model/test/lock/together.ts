import type { CheckOptions } from '@sync/model';
import { NO_SLICES, isAsync, type Case } from '../../../model-testing/src/index.ts';
import { Ground, type Locks } from './ground.ts';
import type { Way } from './ways-to-wait.ts';

/** A case of this folder. */
export type LockCase = Case<Locks>;

/** Bounds where there are too many interleavings: two threads that come twice, and three. */
export const UP_TO_4: CheckOptions = { ...NO_SLICES, preemptions: 4 };
export const UP_TO_3: CheckOptions = { ...NO_SLICES, preemptions: 3 };
export const UP_TO_2: CheckOptions = { ...NO_SLICES, preemptions: 2 };

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
