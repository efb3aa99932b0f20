import { FACTOR, Subject, closeSubjects, endThreads, timed, until } from '@sync/testing';
import type { ContractLock, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countSleepers } from './preludes.ts';
import { ALL } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Far below the two seconds for which the woken thread is blocked, far above a slice of 50 ms. */
const STALL_MS = 1000;
const MEDIAN_MS = 250 * FACTOR;
const TRIALS = 9;

const SLEEPS = 0;
const BLOCKED = 1;
const GO = 2;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

describe.each(ALL)('$name: a blocked thread holds nobody up', ({ spec }) => {
  const make = (): Subject<ContractLock> => new Subject(spec);

  /** A task of the thread awaits the lock, and then the thread blocks, unable to use a wake-up. */
  const awaitAndBlock = (thread: Remote<ContractLock>): Promise<boolean> =>
    thread.run(
      async ({ lock, flags }, blockedFlag, goFlag) => {
        const taken = lock.acquireAsync();
        await new Promise((resolve) => setImmediate(resolve));
        Atomics.store(flags, blockedFlag, 1);
        Atomics.wait(flags, goFlag, 0, 2000);
        const outcome = await taken;
        lock.release();
        return outcome;
      },
      BLOCKED,
      GO,
    );

  test('a wake-up that goes to an awaiting task of a blocked thread is found by a sleeping thread', async () => {
    const subject = make();
    const { lock, flags } = subject;
    const awaiting = subject.thread();
    const sleeper = subject.thread(countSleepers);
    const stalls: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      flags.fill(0);
      lock.acquire();
      const task = awaitAndBlock(awaiting);
      await until('the awaiting thread is blocked', () => Atomics.load(flags, BLOCKED) === 1);
      const asleep = sleeper.run(({ lock, flags }) => {
        Reflect.set(globalThis, 'sleeping', flags);
        lock.acquire();
        const at = performance.timeOrigin + performance.now();
        lock.release();
        return at;
      });
      await until('the other sleeps', () => Atomics.load(flags, SLEEPS) === 1);
      const released = performance.timeOrigin + performance.now();
      lock.release();
      stalls.push((await asleep) - released);
      Atomics.store(flags, GO, 1);
      Atomics.notify(flags, GO);
      expect(await task).toBe(true);
      subject.expectAtRest();
    }
    expect(Math.max(...stalls), String(stalls)).toBeLessThan(STALL_MS);
    expect(median(stalls), String(stalls)).toBeLessThan(MEDIAN_MS);
  });

  test('likewise by an awaiting thread that is not blocked', async () => {
    const subject = make();
    const { lock, flags } = subject;
    const [holder, awaiting] = subject.threads(2);
    if (holder === undefined || awaiting === undefined) throw new Error('two threads');
    const stalls: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      flags.fill(0);
      await holder.run(({ lock }) => lock.acquire());
      const task = awaitAndBlock(awaiting);
      await until('the awaiting thread is blocked', () => Atomics.load(flags, BLOCKED) === 1);
      const mine = lock.acquireAsync();
      await holder.run(({ lock }) => {
        lock.release();
      });
      const { ms } = await timed(() => mine);
      lock.release();
      stalls.push(ms);
      Atomics.store(flags, GO, 1);
      Atomics.notify(flags, GO);
      expect(await task).toBe(true);
      subject.expectAtRest();
    }
    expect(Math.max(...stalls), String(stalls)).toBeLessThan(STALL_MS);
    expect(median(stalls), String(stalls)).toBeLessThan(MEDIAN_MS);
  });

  test('nor itself: a thread that blocks on the lock behind its own awaiting task takes it', async () => {
    const subject = make();
    const { lock, flags } = subject;
    const both = subject.thread(countSleepers);
    const stalls: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      flags.fill(0);
      lock.acquire();
      const outcome = both.run(async ({ lock, flags }) => {
        Reflect.set(globalThis, 'sleeping', flags);
        const task = lock.acquireAsync();
        const taken = lock.acquire({ timeout: 10_000 });
        const at = performance.timeOrigin + performance.now();
        if (taken) lock.release();
        const later = await task;
        lock.release();
        return { taken, later, at };
      });
      await until('it sleeps', () => Atomics.load(flags, SLEEPS) === 1);
      const released = performance.timeOrigin + performance.now();
      lock.release();
      const { taken, later, at } = await outcome;
      expect([taken, later]).toEqual([true, true]);
      stalls.push(at - released);
    }
    expect(Math.max(...stalls), String(stalls)).toBeLessThan(STALL_MS);
    expect(median(stalls), String(stalls)).toBeLessThan(MEDIAN_MS);
  });

  test('several sleepers behind it all get through', async () => {
    const subject = make();
    const { lock, flags } = subject;
    const awaiting = subject.thread();
    const sleepers = Array.from({ length: 4 }, () => subject.thread(countSleepers));
    lock.acquire();
    const task = awaitAndBlock(awaiting);
    await until('the awaiting thread is blocked', () => Atomics.load(flags, BLOCKED) === 1);
    const asleep = sleepers.map((sleeper) =>
      sleeper.run(({ lock, flags }) => {
        Reflect.set(globalThis, 'sleeping', flags);
        lock.acquire();
        lock.release();
        return true;
      }),
    );
    await until('four sleep', () => Atomics.load(flags, SLEEPS) === 4);
    const { ms } = await timed(async () => {
      lock.release();
      await Promise.all(asleep);
    });
    expect(ms).toBeLessThan(STALL_MS);
    Atomics.store(flags, GO, 1);
    Atomics.notify(flags, GO);
    expect(await task).toBe(true);
  });
});

describe.each(ALL)('$name: sync and awaited in turn', ({ spec }) => {
  test('one thread that uses both ways at once gets every turn, and ends at rest', async () => {
    const subject = new Subject<ContractLock>(spec);
    const work = ({ lock, flags }: { lock: ContractLock; flags: Int32Array }): Promise<number> => {
      let sections = 0;
      const section = (): void => {
        flags[8] = (flags[8] ?? 0) + 1;
        sections++;
      };
      const awaited = async (): Promise<void> => {
        for (let round = 0; round < 300; round++) {
          await lock.acquireAsync();
          section();
          lock.release();
        }
      };
      const sync = async (): Promise<void> => {
        for (let round = 0; round < 300; round++) {
          await Promise.resolve();
          if (!lock.acquire({ timeout: 1 })) continue;
          section();
          lock.release();
        }
      };
      return Promise.all([awaited(), sync(), awaited()]).then(() => sections);
    };
    const counts = await Promise.all(subject.threads(3).map((thread) => thread.run(work)));
    expect(subject.flags[8]).toBe(counts.reduce((a, b) => a + b, 0));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(600);
  });
});
