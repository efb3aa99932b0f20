import type { Lock } from '@sync/lock';
import { DEATH, NO_SLICES } from '../../../model-testing/src/index.ts';
import { Ground, ORDER } from './ground.ts';
import { UP_TO_2, type LockCase } from './together.ts';
import { BRIEF, acquires, awaits, awaitsAborted, awaitsTimed } from './ways-to-wait.ts';

/** Two tasks of one thread, each with an object of its own; throws if the second goes first. */
async function inTurn(ground: Ground, objects: readonly Lock[], betweenThem?: () => void): Promise<number> {
  const served: number[] = [];
  const task = async (lock: Lock, number: number): Promise<number> => {
    await lock.acquireAsync();
    served.push(number);
    const done = ground.section();
    lock.release();
    return done;
  };
  const counts = await Promise.all(
    objects.map((lock, number) => {
      if (number > 0) betweenThem?.();
      return task(lock, number);
    }),
  );
  if (served.join() !== '0,1') throw new Error(`served were ${served.join()}`);
  return counts.length;
}

/** Several waits of one thread. */
export const TASKS: readonly LockCase[] = [
  {
    name: 'the tasks of a thread are served in the order in which they came, whatever others do',
    options: NO_SLICES,
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      return ground.scenario(() => inTurn(ground, [ground.lock, ground.lock]), () => acquires(ground));
    },
  },
  {
    name: 'a task that leaves takes nothing from the next in its thread, nor from other threads',
    options: UP_TO_2,
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      const tasks = async (): Promise<number> => {
        const counts = await Promise.all([awaitsAborted(ground), awaitsTimed(ground), awaits(ground)]);
        return counts.reduce((sum, count) => sum + count, 0);
      };
      return ground.scenario(tasks, () => acquires(ground));
    },
  },
  {
    name: 'one that comes back takes over the wait that it left',
    options: UP_TO_2,
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      const leavesAndReturns = async (): Promise<number> => (await awaitsAborted(ground)) + (await awaits(ground));
      return ground.scenario(leavesAndReturns, () => acquires(ground), () => acquires(ground));
    },
  },
  {
    name: 'two threads that draw the ordering id at once get the same: each has one line',
    options: UP_TO_2,
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock);
      const buffer = ground.words.buffer as SharedArrayBuffer;
      const order = (): string => [ORDER, ORDER + 1].map((slot) => Atomics.load(ground.words, slot)).join();
      const tasks = async (): Promise<number> => {
        let drawn = '';
        const count = await inTurn(ground, [Lock.at(buffer), Lock.at(buffer)], () => (drawn = order()));
        if (order() !== drawn) throw new Error('it was drawn again');
        return count;
      };
      const { final, ...rest } = ground.scenario(tasks, () => awaits(ground));
      return {
        ...rest,
        final: (results) => {
          final?.(results);
          if (ground.words[ORDER] === 0 || ground.words[ORDER + 1] === 0) throw new Error('there is no ordering id');
        },
      };
    },
  },
];

/** At most a slice, and what a nap of a newcomer may add. */
const A_SLICE = 50 + 5;

function expectAtMost(limit: number, start: number): void {
  const waited = performance.now() - start;
  if (waited > limit) throw new Error(`waited ${waited} ms`);
}

/** A thread that is blocked while its async waits are pending; and one that may not block. */
export const BLOCKED: readonly LockCase[] = [
  {
    name: 'a wake-up for a blocked thread holds the others up for a slice at most',
    options: { timeouts: 0, notifyOrder: 'any', preemptions: 2 },
    awaits: true,
    setup: ({ Lock }) => {
      const [ground, other] = [new Ground(Lock).drawOrder(), new Ground(Lock)];
      const awaitsAndBlocks = async (): Promise<number> => {
        const pending = awaits(ground);
        if (!ground.lock.owned) acquires(other);
        return pending;
      };
      // Holds what the first one blocks on until it has had what that one awaits.
      const needsBoth = (): number => {
        other.lock.acquire();
        const start = performance.now();
        ground.lock.acquire();
        expectAtMost(A_SLICE, start);
        const done = ground.section();
        ground.lock.release();
        other.lock.release();
        return done;
      };
      return ground.scenario(awaitsAndBlocks, needsBoth, () => acquires(ground));
    },
  },
  {
    name: 'a wake-up for a blocked thread holds that thread itself up for a slice at most',
    options: { timeouts: 0, notifyOrder: 'any' },
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      const awaitsAndBlocks = async (): Promise<number> => {
        const pending = awaitsAborted(ground);
        if (ground.lock.owned) return pending;
        const start = performance.now();
        ground.lock.acquire();
        expectAtMost(A_SLICE, start);
        const done = ground.section();
        ground.lock.release();
        return done + (await pending);
      };
      return ground.scenario(awaitsAndBlocks, () => acquires(ground));
    },
  },
  {
    name: 'a thread that may not block takes the lock or throws, and leaves nothing behind',
    options: NO_SLICES,
    awaits: true,
    setup: ({ Lock }) => {
      const ground = new Ground(Lock).drawOrder();
      const asksFirst = async (): Promise<number> => {
        try {
          ground.lock.acquire({ timeout: BRIEF });
        } catch (error) {
          if ((error as { code?: string }).code === 'SYNC_BLOCKING_NOT_ALLOWED') return awaits(ground);
          throw error;
        }
        const done = ground.section();
        ground.lock.release();
        return done;
      };
      return ground.scenario({ run: asksFirst, canBlock: false }, () => acquires(ground));
    },
  },
];

const LONG_HOLD = 4 * A_SLICE;

/** A releaser dies before it wakes anybody, and who awaits has awaited several locks before. */
export const LATE: readonly LockCase[] = [
  {
    name: 'one that awaited two locks, and left both, is late by a slice at most when a wake-up is lost by a death',
    options: DEATH,
    awaits: true,
    setup: ({ Lock }) => {
      const [ground, other] = [new Ground(Lock).drawOrder(), new Ground(Lock).drawOrder()];
      const leavesAndReturns = async (): Promise<number> => {
        await other.lock.acquireAsync();
        const [, done] = await Promise.all([awaitsTimed(other), awaitsTimed(ground)]);
        await new Promise((resolve) => setTimeout(resolve, 2 * A_SLICE));
        const start = performance.now();
        const more = await awaits(ground);
        expectAtMost(LONG_HOLD + A_SLICE, start);
        return done + more;
      };
      const holdsLong = (): number => {
        ground.lock.acquire();
        ground.passTime(LONG_HOLD);
        const done = ground.section();
        ground.lock.release();
        return done;
      };
      const { mayDie, ...rest } = ground.mortal(leavesAndReturns, holdsLong);
      return { ...rest, mayDie: (thread) => thread === 1 && mayDie?.(thread) === true };
    },
  },
];
