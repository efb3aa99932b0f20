import { describe, expect, test } from 'vitest';
import { MEDIUM, SHORT } from '../delays.ts';
import { expectAtOnce, expectTimeout, timed } from '../elapsed.ts';
import { Subject } from '../subject.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

type Take = (lock: ContractLock, timeout: number) => boolean | Promise<boolean>;

const WAYS: readonly { readonly name: string; readonly take: Take }[] = [
  { name: 'acquire', take: (lock, timeout) => lock.acquire({ timeout }) },
  { name: 'acquireAsync', take: (lock, timeout) => lock.acquireAsync({ timeout }) },
];

/** A time limit is kept, never early, and leaves nothing behind. */
export function timeoutContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec);
  const ways = WAYS.filter(({ name }) => spec.awaits !== false || name === 'acquire');

  describe.each(ways)('$name', ({ take }) => {
    test.each([0, 1, 1e5, 2 ** 31, 1e100, Number.MAX_VALUE, Infinity])('a free one is taken at once within %d ms', async (timeout) => {
      const { lock } = make();
      const { value, ms } = await timed(() => take(lock, timeout));
      expect(value).toBe(true);
      expectAtOnce(ms);
      lock.release();
    });

    test.each([0.5, 1, SHORT, MEDIUM, 5 * MEDIUM])('a held one is given up after %d ms, not before', async (timeout) => {
      const subject = make();
      const other = subject.thread();
      await other.run(({ opponent }) => opponent.acquire());
      const { value, ms } = await timed(() => take(subject.lock, timeout));
      expect(value).toBe(false);
      expectTimeout(ms, timeout);
      await other.run(({ opponent }) => {
        opponent.release();
      });
    });

    test('after time is up the holder releases it and others take it as before', async () => {
      const subject = make();
      const other = subject.thread();
      await other.run(({ opponent }) => opponent.acquire());
      expect(await take(subject.lock, SHORT)).toBe(false);
      await other.run(({ opponent }) => {
        opponent.release();
      });
      expect(subject.lock.locked).toBe(false);
      expect(await other.run(({ lock }) => lock.tryAcquire())).toBe(true);
      await other.run(({ lock }) => {
        lock.release();
      });
      expect(subject.lock.tryAcquire()).toBe(true);
      subject.lock.release();
    });

    test('a waiter with time left gets it as soon as it is free', async () => {
      const subject = make();
      const other = subject.thread();
      await other.run(({ opponent }) => opponent.acquire());
      const released = other.run(async ({ opponent, flags }) => {
        while (Atomics.load(flags, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        opponent.release();
      });
      Atomics.store(subject.flags, 0, 1);
      const { value, ms } = await timed(() => take(subject.lock, 10_000));
      expect(value).toBe(true);
      expectAtOnce(ms);
      await released;
      subject.lock.release();
    });
  });

  test('a waiter that is woken and loses the race goes on with the time that is left', async () => {
    const subject = make();
    const holder = subject.thread();
    const waiter = subject.thread();
    await holder.run(({ opponent }) => opponent.acquire());
    // It lets go for an instant again and again, so that a waiter is woken and mostly loses.
    const teasing = holder.run(({ opponent, flags }) => {
      while (Atomics.load(flags, 0) === 0) {
        opponent.release();
        opponent.acquire();
        for (const start = performance.now(); performance.now() - start < 3; );
      }
      opponent.release();
    });
    const outcome = await waiter.run(({ lock, flags }, timeout) => {
      const start = performance.now();
      const taken = lock.acquire({ timeout });
      const ms = performance.now() - start;
      if (taken) lock.release();
      Atomics.store(flags, 0, 1);
      return { taken, ms };
    }, MEDIUM);
    await teasing;
    if (outcome.taken) expect(outcome.ms).toBeLessThan(10 * MEDIUM);
    else expectTimeout(outcome.ms, MEDIUM);
  });
}
