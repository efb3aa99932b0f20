import { Lock, SpinLock } from '@sync/lock';
import { FACTOR, LONG, SHORT, Subject, cannotBlock, closeSubjects, endThreads, expectTimeout, lockContract, timed, until } from '@sync/testing';
import type { Here, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countCalls } from './preludes.ts';
import { spinLockSpec } from './specs.ts';

lockContract('SpinLock', spinLockSpec);
lockContract('SpinLock in a buffer', { ...spinLockSpec, byteOffset: 4 * 37 });

const error = (name: string): Error => expect.objectContaining({ name }) as Error;

/** A dead holder is to be known within 250 ms; on a busy machine a little later. */
const PROMPT_MS = 1000 * FACTOR;

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

  describe('whose holder dies', () => {
    /** Holds it and dies. */
    const orphan = async (subject: Subject<SpinLock>, call = ({ lock }: Here<SpinLock>): boolean => lock.acquire()): Promise<void> => {
      const holder = subject.thread(() => undefined);
      await holder.run(call);
      await holder.terminate();
    };
    /** It is poisoned, and the words at rest again. */
    const expectRecovery = (subject: Subject<SpinLock>): void => {
      const { lock } = subject;
      expect(lock.locked).toBe(true);
      expect(String(lock)).toMatch(/^SpinLock\(point\)\[abandoned by Worker-\d+\]$/);
      for (const call of [() => lock.acquire(), () => lock.tryAcquire(), () => lock.acquire({ timeout: 0 }), () => lock.hold(), () => lock.run(() => 1)]) {
        expect(call).toThrow(error('AbandonedLockError'));
      }
      expect(() => {
        lock.release();
      }).toThrow(error('AbandonedLockError'));
      expect(lock.recover()).toBe(true);
      expect(lock.owned).toBe(true);
      lock.release();
      expect(lock.tryAcquire()).toBe(true);
      lock.release();
    };

    test.each([
      ['acquire', ({ lock }: Here<SpinLock>) => lock.acquire()],
      ['acquire with a time limit', ({ lock }: Here<SpinLock>) => lock.acquire({ timeout: 20_000 })],
      ['hold', ({ lock }: Here<SpinLock>) => lock.hold().held],
      ['tryAcquire, again and again', ({ lock }: Here<SpinLock>) => {
        while (!lock.tryAcquire());
        return true;
      }],
    ])('%s throws AbandonedLockError, which names it, until somebody recovers it', async (_, call) => {
      const subject = make();
      const waiter = subject.thread();
      await orphan(subject);
      const { value, ms } = await timed(() => waiter.run(call).catch((thrown: unknown) => thrown));
      expect(value).toMatchObject({ name: 'AbandonedLockError', code: 'SYNC_ABANDONED_LOCK' });
      expect((value as Error).message).toMatch(/^SpinLock\(point\): Worker-\d+ .*recover\(\)/);
      expect(ms).toBeLessThan(PROMPT_MS);
      expectRecovery(subject);
    });

    test('one that waits already learns it, too', async () => {
      const subject = make();
      const [holder, waiter] = [subject.thread(() => undefined), subject.thread()];
      await take(holder);
      const waiting = take(waiter).catch((thrown: unknown) => thrown);
      await subject.blocked();
      await holder.terminate();
      const { value, ms } = await timed(() => waiting);
      expect(value).toMatchObject({ name: 'AbandonedLockError' });
      expect(ms).toBeLessThan(PROMPT_MS);
      expectRecovery(subject);
    });

    test('a guard of the dead is like any hold of it', async () => {
      const subject = make();
      await orphan(subject, ({ lock }) => lock.hold().held);
      expect(() => subject.lock.acquire()).toThrow(error('AbandonedLockError'));
      expectRecovery(subject);
    });

    test('of two that recover it one gets it, and the other waits', async () => {
      const subject = make();
      await orphan(subject);
      const counts = await Promise.all(
        subject.threads(2).map((thread) =>
          thread.run(({ lock, flags }) => {
            const recovered = lock.recover();
            flags[0] = (flags[0] ?? 0) + 1;
            const inside = Atomics.add(flags, 1, 1);
            for (const start = performance.now(); performance.now() - start < 5; );
            Atomics.sub(flags, 1, 1);
            lock.release();
            return [recovered, inside];
          }),
        ),
      );
      expect(counts).toEqual([[true, 0], [true, 0]]);
      expect(subject.flags[0]).toBe(2);
    });

    test('recover takes a free one, waits for a living holder, and is a deadlock for itself', async () => {
      const subject = make();
      const { lock } = subject;
      const other = subject.thread();
      expect([lock.recover(), lock.owned]).toEqual([true, true]);
      expect(() => lock.recover()).toThrow(error('DeadlockError'));
      lock.release();
      await take(other);
      const { value, ms } = await timed(() => lock.recover({ timeout: SHORT }));
      expect(value).toBe(false);
      expectTimeout(ms, SHORT);
      await free(other);
    });

    test("with onAbandoned: 'recover' it is taken over silently, in whichever thread", async () => {
      const spec = { ...spinLockSpec, make: (options: object) => new SpinLock({ ...options, onAbandoned: 'recover' }) };
      const subject = new Subject<SpinLock>(spec, { name: 'point' });
      const waiter = subject.thread();
      await orphan(subject);
      expect(await take(waiter)).toBe(true);
      expect(subject.lock.locked).toBe(true);
      await free(waiter);
      await orphan(subject);
      await until('it is taken over', () => subject.lock.tryAcquire());
      subject.lock.release();
    });
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

