import { describe, expect, test } from 'vitest';
import type { Here } from '../remote-thread.ts';
import { Subject } from '../subject.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

type Work = (here: Here<ContractLock>, rounds: number, tasks: number) => number | Promise<number>;

/** Adds to a plain shared word, which loses additions unless one thread at a time is inside. */
const WORKS: readonly { readonly name: string; readonly awaits?: boolean; readonly work: Work }[] = [
  {
    name: 'acquire',
    work: ({ lock, flags }, rounds) => {
      for (let round = 0; round < rounds; round++) {
        lock.acquire();
        flags[0] = (flags[0] ?? 0) + 1;
        lock.release();
      }
      return rounds;
    },
  },
  {
    name: 'run',
    work: ({ lock, flags }, rounds) => {
      for (let round = 0; round < rounds; round++) lock.run(() => (flags[0] = (flags[0] ?? 0) + 1));
      return rounds;
    },
  },
  {
    name: 'tryAcquire and a time limit in turn',
    work: ({ lock, flags }, rounds) => {
      let done = 0;
      for (let round = 0; done < rounds; round++) {
        if (!(round % 2 === 0 ? lock.tryAcquire() : lock.acquire({ timeout: 0.5 }))) continue;
        flags[0] = (flags[0] ?? 0) + 1;
        done++;
        lock.release();
      }
      return done;
    },
  },
  {
    name: 'acquireAsync, sections without an await',
    awaits: true,
    work: async ({ lock, flags }, rounds, tasks) => {
      const task = async (): Promise<void> => {
        for (let round = 0; round < rounds / tasks; round++) {
          await lock.acquireAsync();
          flags[0] = (flags[0] ?? 0) + 1;
          lock.release();
        }
      };
      await Promise.all(Array.from({ length: tasks }, task));
      return rounds;
    },
  },
  {
    name: 'holdAsync, sections with an await inside',
    awaits: true,
    work: async ({ lock, flags }, rounds, tasks) => {
      const task = async (): Promise<void> => {
        for (let round = 0; round < rounds / tasks; round++) {
          const guard = await lock.holdAsync();
          const seen = flags[0] ?? 0;
          await Promise.resolve();
          flags[0] = seen + 1;
          guard.release();
        }
      };
      await Promise.all(Array.from({ length: tasks }, task));
      return rounds;
    },
  },
];

const THREADS = [2, 4];
const ROUNDS = 2000;
const TASKS = 4;

/** One holder at a time: counts that only exclusion keeps exact. */
export function exclusionContract(spec: LockSpec): void {
  const works = WORKS.filter(({ awaits }) => awaits !== true || spec.awaits !== false);
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

  describe.each(THREADS)('%i threads', (threads) => {
    test.each(works)('one holder at a time by $name', async ({ work }) => {
      const subject = new Subject<ContractLock>(spec);
      const counts = await Promise.all(subject.threads(threads).map((thread) => thread.run(work, ROUNDS, TASKS)));
      expect(subject.flags[0]).toBe(sum(counts));
      expect(sum(counts)).toBe(threads * ROUNDS);
    });
  });

  test('one holder at a time, every way to wait mixed over the threads', async () => {
    const subject = new Subject<ContractLock>(spec);
    const counts = await Promise.all(works.map(({ work }) => subject.thread().run(work, ROUNDS, TASKS)));
    expect(subject.flags[0]).toBe(sum(counts));
  });

  test('of many that wait, one release lets one through', async () => {
    const subject = new Subject<ContractLock>(spec);
    subject.lock.acquire();
    const rounds = subject.threads(4).map((thread) =>
      thread.run(({ lock, flags }) => {
        lock.acquire();
        const inside = Atomics.add(flags, 1, 1) + 1;
        for (const start = performance.now(); performance.now() - start < 5; );
        Atomics.sub(flags, 1, 1);
        lock.release();
        return inside;
      }),
    );
    await subject.blocked();
    subject.lock.release();
    expect(await Promise.all(rounds)).toEqual([1, 1, 1, 1]);
  });
}
