import type { Once } from '@sync/once';
import { Subject, cannotBlock, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BADLY, COMES, WELL, onceSpec, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('a thread that may not block', () => {
  const make = (): { subject: Subject<Once>; page: Remote<Once> } => {
    const subject = new Subject<Once>(onceSpec, { name: 'page' });
    return { subject, page: subject.thread(cannotBlock) };
  };

  test('does what nobody does, and passes what is done', async () => {
    const { subject, page } = make();
    expect(await page.run(({ lock }) => [lock.run(() => 1), lock.run(() => 1), lock.run(() => 1, { timeout: 5 })])).toEqual([true, false, false]);
    expect(subject.lock.done).toBe(true);
  });

  test.each([[{}], [{ timeout: 100 }]])('is refused a call with %j while another does it, by an error that names it and runAsync()', async (options) => {
    const { subject, page } = make();
    const { outcome, end } = await runner(subject, 'sync');
    const error: unknown = await page.run(({ lock }, options) => lock.run(() => 1, options), options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
    expect((error as Error).message).toMatch(/Once\(page\).*runAsync\(\)/s);
    end(WELL);
    expect(await outcome).toBe(true);
  });

  test('looks once with a time limit of 0', async () => {
    const { subject, page } = make();
    const { outcome, end } = await runner(subject, 'sync');
    await expect(page.run(({ lock }) => lock.run(() => 1, { timeout: 0 }))).rejects.toMatchObject({ name: 'TimeoutError' });
    end(WELL);
    expect(await outcome).toBe(true);
  });

  test('hears of bad input first, and of a deadlock with itself', async () => {
    const { page } = make();
    await expect(page.run(({ lock }) => lock.run(() => 1, { timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    await expect(page.run(({ lock }) => lock.run(() => lock.run(() => 1)))).rejects.toMatchObject({ name: 'DeadlockError' });
  });

  test('awaits as every other, and takes over', async () => {
    const { subject, page } = make();
    const { outcome, end } = await runner(subject, 'sync');
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      const name = await lock.runAsync(() => 1, { timeout: 50 }).catch((error: unknown) => (error as Error).name);
      return { name, ms: performance.now() - start };
    });
    expect(late.name).toBe('TimeoutError');
    expectTimeout(late.ms, 50);
    const taken = page.run(COMES.async);
    expect(await pending(taken)).toBe(true);
    end(BADLY);
    await expect(outcome).rejects.toThrow('it failed');
    expect((await taken)[0]).toBe(true);
  });
});
