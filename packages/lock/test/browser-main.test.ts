import { Subject, cannotBlock, closeSubjects, endThreads, expectTimeout } from '@sync/testing';
import type { ContractLock, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(ALL)('$name in a thread that may not block', ({ spec }) => {
  const make = (): { subject: Subject<ContractLock>; page: Remote<ContractLock>; other: Remote<ContractLock> } => {
    const subject = new Subject<ContractLock>(spec, { name: 'page' });
    return { subject, page: subject.thread(cannotBlock), other: subject.thread() };
  };

  test('every sync call succeeds while it is free', async () => {
    const { page } = make();
    const taken = await page.run(({ lock }) => {
      const taken = [lock.acquire()];
      lock.release();
      taken.push(lock.acquire({ timeout: 100 }));
      lock.release();
      taken.push(lock.tryAcquire());
      lock.release();
      lock.hold().release();
      taken.push(lock.run(() => lock.owned));
      return taken;
    });
    expect(taken).toEqual([true, true, true, true]);
  });

  test.each([
    ['acquire', ({ lock }: { lock: ContractLock }) => lock.acquire()],
    ['acquire with a time limit', ({ lock }: { lock: ContractLock }) => lock.acquire({ timeout: 100 })],
    ['hold', ({ lock }: { lock: ContractLock }) => lock.hold().held],
    ['run', ({ lock }: { lock: ContractLock }) => lock.run(() => true)],
  ])('%s on a held one is BlockingNotAllowedError, which names the awaited call', async (_, call) => {
    const { page, other, subject } = make();
    await other.run(({ lock }) => lock.acquire());
    const error: unknown = await page.run(call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
    expect((error as Error).message).toMatch(/acquireAsync|holdAsync|runAsync/);
    await other.run(({ lock }) => {
      lock.release();
    });
    subject.expectAtRest();
  });

  test('what needs no waiting gives an answer on a held one', async () => {
    const { page, other } = make();
    await other.run(({ lock }) => lock.acquire());
    expect(await page.run(({ lock }) => [lock.tryAcquire(), lock.acquire({ timeout: 0 })])).toEqual([false, false]);
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  test('bad input comes before the refusal to block', async () => {
    const { page, other } = make();
    await other.run(({ lock }) => lock.acquire());
    await expect(page.run(({ lock }) => lock.acquire({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  test('a certain deadlock comes before the refusal to block', async () => {
    const { page } = make();
    const outcome = page.run(async ({ lock }) => {
      await lock.acquireAsync();
      try {
        lock.acquire();
      } finally {
        lock.release();
      }
    });
    await expect(outcome).rejects.toMatchObject({ name: 'DeadlockError' });
  });

  test('acquireAsync waits as everywhere', async () => {
    const { page, other, subject } = make();
    await other.run(({ lock }) => lock.acquire());
    const taken = page.run(({ lock }) => lock.acquireAsync());
    await subject.blocked();
    await other.run(({ lock }) => {
      lock.release();
    });
    expect(await taken).toBe(true);
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      const taken = await lock.acquireAsync({ timeout: 50 });
      return { taken, ms: performance.now() - start };
    });
    expect(late.taken).toBe(false);
    expectTimeout(late.ms, 50);
    await page.run(({ lock }) => {
      lock.release();
    });
  });
});
