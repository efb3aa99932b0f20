import type { Barrier } from '@sync/barrier';
import { Subject, cannotBlock, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BROKEN, actingSpec, barrierSpec, come, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('a thread that may not block', () => {
  const make = (parties: number, spec = barrierSpec): { barrier: Barrier; subject: Subject<Barrier>; page: Remote<Barrier> } => {
    const subject = new Subject<Barrier>(spec(parties), { name: 'page' });
    return { barrier: subject.lock, subject, page: subject.thread(cannotBlock) };
  };

  test('comes last by wait(), runs the action, and lets the others go', async () => {
    const { barrier, page } = make(2, actingSpec);
    const early = barrier.waitAsync();
    const last = await page.run(({ lock, flags }) => {
      Reflect.set(globalThis, 'act', () => Atomics.add(flags, 0, 1));
      return [lock.wait(), flags[0]];
    });
    expect([last, await early]).toEqual([[1, 1], 0]);
  });

  test.each([[{}], [{ timeout: 100 }], [{ timeout: 0 }]])('is refused a wait for others with %j, by an error that names it and waitAsync(), and has not come', async (options) => {
    const { barrier, page } = make(2);
    const error: unknown = await page.run(({ lock }, options) => lock.wait(options), options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
    expect((error as Error).message).toMatch(/Barrier\(page\): wait\(\).*waitAsync\(\)/s);
    expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
    const early = barrier.waitAsync();
    expect([barrier.wait(), await early]).toEqual([1, 0]);
  });

  test.each(['wait', 'arrive', 'arriveAndDrop'] as const)('is refused %s() while another runs the action', async (call) => {
    const { barrier, page, subject } = make(1, actingSpec);
    const [runs] = subject.threads(1);
    const last = runs!.run(({ lock, flags }) => {
      Reflect.set(globalThis, 'act', () => {
        while (Atomics.load(flags, 2) === 0) Atomics.wait(flags, 2, 0, 1000);
      });
      return lock.wait();
    });
    await waiting(barrier, 1);
    const error: unknown = await page.run(({ lock }, call) => { lock[call](); }, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
    expect((error as Error).message).toMatch(new RegExp(`Barrier\\(page\\): ${call}\\(\\).*waitAsync\\(\\)`, 's'));
    const awaits = page.run(({ lock }) => lock.waitAsync());
    expect(await page.run(() => 'has begun to await')).toBe('has begun to await');
    expect(await pending(awaits)).toBe(true);
    Atomics.store(subject.flags, 2, 1);
    Atomics.notify(subject.flags, 2);
    expect([await last, await awaits, barrier.parties]).toEqual([0, 0, 1]);
  });

  test('hears of bad input first, and that it is broken', async () => {
    const { barrier, page } = make(2);
    await expect(page.run(({ lock }) => lock.wait({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    barrier.abort();
    await expect(page.run(({ lock }) => lock.wait())).rejects.toMatchObject({ name: BROKEN });
  });

  test('awaits, arrives, breaks and resets as every other', async () => {
    const { barrier, page, subject } = make(2);
    const awaits = page.run(({ lock }) => lock.waitAsync());
    await waiting(barrier, 1);
    expect([barrier.wait(), await awaits]).toEqual([1, 0]);
    const blocked = come(subject.threads(1), ['sync']);
    await waiting(barrier, 1);
    expect([await page.run(({ lock }) => lock.arrive()), ...(await Promise.all(blocked))]).toEqual([1, 0]);
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      const end = await lock.waitAsync({ timeout: 50 }).catch((error: unknown) => (error as Error).name);
      return { end, ms: performance.now() - start };
    });
    expect([late.end, barrier.broken]).toEqual([BROKEN, true]);
    expectTimeout(late.ms, 50);
    await page.run(({ lock }) => { lock.reset(); });
    expect(barrier.broken).toBe(false);
    await page.run(({ lock }) => { lock.arriveAndDrop(); });
    expect([barrier.wait(), barrier.parties]).toEqual([1, 1]);
    await page.run(({ lock }) => { lock.abort(); });
    expect(barrier.broken).toBe(true);
  });
});
