import { Lock, SpinLock } from '@sync/lock';
import { LONG, Subject, cannotBlock, closeSubjects, endThreads, lockContract, timed } from '@sync/testing';
import type { Here, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countCalls } from './preludes.ts';
import { spinLockSpec } from './specs.ts';

lockContract('SpinLock', spinLockSpec);
lockContract('SpinLock in a buffer', { ...spinLockSpec, byteOffset: 4 * 37 });

describe('SpinLock', () => {
  afterEach(closeSubjects);
  afterAll(endThreads);
  const make = (): Subject<SpinLock> => new Subject(spinLockSpec, { name: 'point' });
  const take = (thread: Remote<SpinLock>): Promise<boolean> => thread.run(({ lock }) => lock.acquire());
  const free = (thread: Remote<SpinLock>): Promise<void> =>
    thread.run(({ lock }) => {
      lock.release();
    });

  test('zeroed memory is a free lock, at any offset that is a multiple of 4', () => {
    const buffer = new SharedArrayBuffer(SpinLock.byteLength + 12);
    expect(SpinLock.at(buffer, 12).tryAcquire()).toBe(true);
    expect([SpinLock.at(buffer, 12).locked, SpinLock.at(buffer, 12).owned]).toEqual([true, true]);
    SpinLock.at(buffer, 12).release();
    expect(SpinLock.at(buffer, 12).locked).toBe(false);
  });

  test('has no calls to await', () => {
    expect(Object.getOwnPropertyNames(SpinLock.prototype).filter((name) => name.endsWith('Async'))).toEqual([]);
  });

  test('one that waits sleeps for a millisecond at a time, in all kinds of waits, and a release notifies nobody', async () => {
    const subject = make();
    const [holder, waiter] = [subject.thread(countCalls), subject.thread(countCalls)];
    const waits = [
      ({ lock }: Here<SpinLock>) => lock.acquire(),
      ({ lock }: Here<SpinLock>) => lock.acquire({ timeout: 10_000 }),
      ({ lock }: Here<SpinLock>) => lock.hold().held,
      ({ lock }: Here<SpinLock>) => lock.recover(),
    ];
    for (const wait of waits) {
      await take(holder);
      const waiting = waiter.run(wait);
      await subject.blocked();
      await free(holder);
      expect(await waiting).toBe(true);
      await free(waiter);
      subject.expectAtRest();
    }
    const calls = await Promise.all([holder, waiter].map((thread) => thread.run(() => Reflect.get(globalThis, 'calls') as object)));
    expect(calls[0]).toEqual({ waits: 0, longest: 0, notifies: 0 });
    expect(calls[1]).toMatchObject({ longest: 1, notifies: 0 });
  });

  test('in a thread that may not block it is taken when it is free, and given up soon when it is not', async () => {
    const subject = make();
    const [page, other] = [subject.thread(cannotBlock), subject.thread()];
    const calls = [
      ({ lock }: Here<SpinLock>) => lock.acquire(),
      ({ lock }: Here<SpinLock>) => lock.acquire({ timeout: 10_000 }),
      ({ lock }: Here<SpinLock>) => lock.hold().held,
      ({ lock }: Here<SpinLock>) => lock.recover(),
    ];
    for (const call of calls) {
      expect(await page.run(call)).toBe(true);
      await free(page);
      await take(other);
      const { value, ms } = await timed(() => page.run(call).catch((thrown: unknown) => thrown));
      expect(value).toMatchObject({ name: 'BlockingNotAllowedError', code: 'SYNC_BLOCKING_NOT_ALLOWED' });
      expect((value as Error).message).toMatch(/^SpinLock\(point\): (acquire|recover)\(\) would sleep, and this thread may not block; use a Lock/);
      expect(ms).toBeLessThan(LONG);
      expect(await page.run(({ lock }) => [lock.tryAcquire(), lock.acquire({ timeout: 0 })])).toEqual([false, false]);
      await free(other);
      subject.expectAtRest();
    }
  });

  test('one that may not block gets what is held for moments only', async () => {
    const subject = make();
    const [page, other] = [subject.thread(cannotBlock), subject.thread()];
    const hammering = other.run(({ lock, flags }) => {
      for (; Atomics.load(flags, 0) === 0; flags[1] = (flags[1] ?? 0) + 1) {
        lock.acquire();
        flags[2] = (flags[2] ?? 0) + 1;
        lock.release();
      }
      return flags[2] ?? 0;
    });
    const mine = await page.run(({ lock, flags }) => {
      let taken = 0;
      while (taken < 2000) {
        try {
          lock.acquire();
        } catch (error) {
          // The other one was stopped in the middle of it.
          if ((error as Error).name !== 'BlockingNotAllowedError') throw error;
          continue;
        }
        flags[2] = (flags[2] ?? 0) + 1;
        taken++;
        lock.release();
      }
      Atomics.store(flags, 0, 1);
      return taken;
    });
    await hammering;
    expect(subject.flags[2]).toBe(mine + (subject.flags[1] ?? 0));
  });

  test('the text tells that others wait', async () => {
    const subject = make();
    const other = subject.thread();
    subject.lock.acquire();
    expect(String(subject.lock)).toBe('SpinLock(point)[held by MainThread]');
    const waiting = take(other);
    await subject.blocked();
    expect(String(subject.lock)).toBe('SpinLock(point)[held by MainThread, others waiting]');
    subject.lock.release();
    expect(await waiting).toBe(true);
    await free(other);
  });

  describe('in a circle of threads that wait for each other', () => {
    test('with a Lock is found, and one of them gets DeadlockError', async () => {
      const subject = make();
      const lock = new Lock({ name: 'other' });
      const [first, second] = subject.threads(2);
      const { module } = spinLockSpec.how;
      const locks = [first, second].map((thread) =>
        thread!.run(
          async ({ lock: spinLock, flags, load }, module, shared, spinsFirst) => {
            const { Lock } = (await load(module)) as typeof import('@sync/lock');
            const mine = [spinLock, Lock.from(shared)];
            if (!spinsFirst) mine.reverse();
            mine[0]!.acquire();
            Atomics.add(flags, 0, 1);
            while (Atomics.load(flags, 0) < 2) Atomics.wait(flags, 0, 1, 1);
            try {
              mine[1]!.acquire();
              mine[1]!.release();
              return 'taken';
            } catch (error) {
              return (error as Error).name;
            } finally {
              mine[0]!.release();
            }
          },
          module,
          lock.share(),
          thread === first,
        ),
      );
      expect((await Promise.all(locks)).sort()).toEqual(['DeadlockError', 'taken']);
      expect(lock.locked).toBe(false);
    });
  });
});

