import type { Event } from '@sync/event';
import { Subject, cannotBlock, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('a thread that may not block', () => {
  const make = (): { event: Event; page: Remote<Event> } => {
    const subject = new Subject<Event>(eventSpec, { name: 'page' });
    return { event: subject.lock, page: subject.thread(cannotBlock) };
  };

  test('waits for what is set, and looks once at what is not', async () => {
    const { event, page } = make();
    expect(await page.run(({ lock }) => lock.wait({ timeout: 0 }))).toBe(false);
    event.set();
    expect(await page.run(({ lock }) => [lock.wait(), lock.wait({ timeout: 5 }), lock.wait({ timeout: 0 })])).toEqual([true, true, true]);
  });

  test.each([[{}], [{ timeout: 100 }]])('is refused a wait with %j, by an error that names it and waitAsync()', async (options) => {
    const { event, page } = make();
    const error: unknown = await page.run(({ lock }, options) => lock.wait(options), options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BlockingNotAllowedError' });
    expect((error as Error).message).toMatch(/Event\(page\).*waitAsync\(\)/s);
    expect(event.isSet).toBe(false);
  });

  test('hears of bad input first', async () => {
    const { page } = make();
    await expect(page.run(({ lock }) => lock.wait({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
  });

  test('sets, clears and awaits as every other', async () => {
    const { event, page } = make();
    const released = page.run(({ lock }) => lock.waitAsync());
    expect(await pending(released)).toBe(true);
    event.set();
    expect(await released).toBe(true);
    await page.run(({ lock }) => {
      lock.clear();
    });
    expect(event.isSet).toBe(false);
    const late = await page.run(async ({ lock }) => {
      const start = performance.now();
      return { released: await lock.waitAsync({ timeout: 50 }), ms: performance.now() - start };
    });
    expect(late.released).toBe(false);
    expectTimeout(late.ms, 50);
    await page.run(({ lock }) => {
      lock.set();
    });
    expect(event.wait()).toBe(true);
  });
});
