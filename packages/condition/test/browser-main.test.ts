import type { Condition } from '@sync/condition';
import { Subject, closeSubjects, endThreads, expectTimeout, pending } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, awaits, blocks, notify, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** As a page's main thread: `Atomics.wait` throws there. */
function cannotBlock(): void {
  Atomics.wait = () => {
    throw new TypeError('Atomics.wait cannot be called in this context');
  };
}

describe.each(KINDS.slice(0, 3))('$name in a thread that may not block', ({ spec }) => {
  const make = (): { subject: Subject<Condition>; page: Remote<Condition> } => {
    const subject = new Subject<Condition>(spec, { name: 'page' });
    return { subject, page: subject.thread(cannotBlock) };
  };

  test.each([[{}], [{ timeout: 100 }], [{ timeout: 0 }]])('is refused a wait with %j, by an error that names it and waitAsync(); the lock stays held', async (options) => {
    const { subject, page } = make();
    const before = [...subject.words].slice(16);
    const outcome = await page.run(({ lock }, options) => {
      lock.acquire();
      try {
        return [lock.wait(options)];
      } catch (error) {
        return [(error as Error).name, (error as Error).message, lock.owned];
      } finally {
        lock.release();
      }
    }, options);
    expect(outcome).toEqual(['BlockingNotAllowedError', expect.stringMatching(/^Condition\(page\): wait\(\).*waitAsync\(\)/), true]);
    expect([...subject.words].slice(16)).toEqual(before);
  });

  test('waits for what is so already, and is refused to wait for what is not', async () => {
    const { page } = make();
    const outcome = await page.run(({ lock }) => {
      lock.acquire();
      const so = lock.waitFor(() => 'so');
      let says = '';
      try {
        lock.waitFor(() => false);
      } catch (error) {
        says = `${(error as Error).name} ${(error as Error).message}`;
      }
      const { owned } = lock;
      lock.release();
      return { so, says, owned };
    });
    expect(outcome).toEqual({ so: 'so', says: expect.stringMatching(/^BlockingNotAllowedError Condition\(page\): waitFor\(\).*waitForAsync\(\)/) as string, owned: true });
  });

  test('hears of bad input and of a lock that it does not hold first', async () => {
    const { page } = make();
    await expect(page.run(({ lock }) => lock.wait({ timeout: -1 }))).rejects.toMatchObject({ name: 'RangeError' });
    await expect(page.run(({ lock }) => lock.wait())).rejects.toMatchObject({ name: 'NotOwnerError' });
  });

  test('notifies and awaits as every other', async () => {
    const { subject, page } = make();
    const { lock: condition } = subject;
    const notified = page.run(awaits);
    await waiting(subject, 1);
    expect(await pending(notified)).toBe(true);
    notify(condition, 1);
    expect(await notified).toBe(true);
    const other = subject.thread().run(blocks);
    await waiting(subject, 1);
    await page.run(({ lock }) => {
      lock.run(() => {
        lock.notify();
      });
    });
    expect(await other).toBe(true);
    const late = await page.run(async ({ lock }) => {
      await lock.acquireAsync();
      const start = performance.now();
      const notified = await lock.waitAsync({ timeout: 50 });
      const ms = performance.now() - start;
      lock.release();
      return { notified, ms };
    });
    expect(late.notified).toBe(false);
    expectTimeout(late.ms, 50);
  });
});
