import type { CountDownLatch } from '@sync/latch';
import { Subject, cannotBlock, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { latchSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('a thread that may not block', () => {
  const make = (count: number): { latch: CountDownLatch; page: Remote<CountDownLatch> } => {
    const subject = new Subject<CountDownLatch>(latchSpec(count), { name: 'page' });
    return { latch: subject.lock, page: subject.thread(cannotBlock) };
  };

  test('passes one that is open, and looks once at one that is not', async () => {
    const { latch, page } = make(1);
    expect(await page.run(({ lock }) => lock.wait({ timeout: 0 }))).toBe(false);
    latch.countDown();
    expect(await page.run(({ lock }) => [lock.wait(), lock.wait({ timeout: 5 }), lock.wait({ timeout: 0 })])).toEqual([true, true, true]);
  });

  test.each([[{}], [{ timeout: 100 }]])('is refused a wait with %j, by an error that names it and waitAsync()', async (options) => {
    const { latch, page } = make(2);
    for (const call of ['wait', 'arriveAndWait'] as const) {
      const run = page.run(({ lock }, call, options) => lock[call](options), call, options);
      const error: unknown = await run.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
      expect((error as Error).message).toContain(`CountDownLatch(page): ${call}() would wait`);
      expect((error as Error).message).toContain('waitAsync()');
      expect(latch.count, 'nothing was counted').toBe(2);
    }
  });

  test('may arrive where it need not wait', async () => {
    const { latch, page } = make(2);
    expect(await page.run(({ lock }) => lock.arriveAndWait({ timeout: 0 }))).toBe(false);
    expect(latch.count).toBe(1);
    expect(await page.run(({ lock }) => [lock.arriveAndWait(), lock.arriveAndWait({ timeout: 5 })])).toEqual([true, true]);
  });

  test('hears of bad input first', async () => {
    const { latch, page } = make(2);
    await expect(page.run(({ lock }) => lock.wait({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    await expect(page.run(({ lock }) => lock.arriveAndWait({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    expect(latch.count).toBe(2);
  });

  test('counts down, resets and awaits as every other', async () => {
    const { latch, page } = make(1);
    const released = page.run(({ lock }) => lock.waitAsync());
    expect(await pending(released)).toBe(true);
    latch.countDown();
    expect(await released).toBe(true);
    await page.run(({ lock }) => {
      lock.reset(1);
    });
    expect(latch.isOpen).toBe(false);
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      return { released: await lock.waitAsync({ timeout: 50 }), ms: performance.now() - start };
    });
    expect(late.released).toBe(false);
    expectTimeout(late.ms, 50);
    await page.run(({ lock }) => {
      lock.countDown();
    });
    expect(latch.wait()).toBe(true);
  });
});
