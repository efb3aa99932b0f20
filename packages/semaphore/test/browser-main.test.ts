import { cannotBlock, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL, make, type AnySemaphore } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(ALL)('$name in a thread that may not block', (type) => {
  const prepare = (permits: number, taken = 0): { semaphore: AnySemaphore; page: Remote<AnySemaphore> } => {
    const subject = make(type, permits, { taken, name: 'page' });
    return { semaphore: subject.lock, page: subject.thread(cannotBlock) };
  };

  test('takes what is there, and looks once for what is not', async () => {
    const { page } = prepare(3);
    const outcome = await page.run(({ lock }) => {
      const taken = [lock.acquire(), lock.acquire({ timeout: 5 }), lock.tryAcquire(), lock.tryAcquire(), lock.acquire({ timeout: 0 })];
      lock.release(3);
      return [...taken, lock.run(() => lock.value, { count: 2 }), lock.value];
    });
    expect(outcome).toEqual([true, true, true, false, false, 1, 3]);
  });

  test.each([[{}], [{ timeout: 100 }], [{ count: 2 }]])('is refused a wait with %j, by an error that names it and acquireAsync()', async (options) => {
    const { semaphore, page } = prepare(2, 2);
    for (const call of ['acquire', 'hold', 'run'] as const) {
      const error: unknown = await page
        .run(({ lock }, call, options) => (call === 'run' ? lock.run(() => 1, options) : void lock[call](options)), call, options)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
      expect((error as Error).message).toMatch(/Semaphore\(page\).*acquireAsync\(\)/s);
    }
    expect(String(semaphore)).not.toContain('waiting');
    semaphore.release(2);
    expect(semaphore.value).toBe(2);
  });

  test('hears of bad input first', async () => {
    const { semaphore, page } = prepare(1, 1);
    await expect(page.run(({ lock }) => lock.acquire({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    await expect(page.run(({ lock }) => lock.acquire({ count: 0 }))).rejects.toMatchObject({ name: 'RangeError' });
    semaphore.release();
  });

  test('awaits and releases as every other', async () => {
    const { semaphore, page } = prepare(2, 2);
    const taken = page.run(({ lock }) => lock.acquireAsync({ count: 2 }));
    expect(await pending(taken)).toBe(true);
    semaphore.release();
    semaphore.release();
    expect(await taken).toBe(true);
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      return { taken: await lock.acquireAsync({ timeout: 50 }), ms: performance.now() - start };
    });
    expect(late.taken).toBe(false);
    expectTimeout(late.ms, 50);
    await page.run(({ lock }) => {
      lock.release(2);
    });
    expect(semaphore.acquire({ count: 2 })).toBe(true);
    semaphore.release(2);
  });
});
