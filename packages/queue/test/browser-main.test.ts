import { Subject, cannotBlock, closeSubjects, endThreads, pending } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, type AnyQueue } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type Numbers = AnyQueue<number>;

const NAMES = /^\w+\(page\): (\w+)\(\).*\1Async\(\)/s;

describe.each(KINDS)('a thread that may not block, and a $name', ({ spec }) => {
  const made = (): Subject<Numbers> => new Subject<Numbers>(spec({ maxSize: 2 }), { name: 'page' });

  test('puts where there is room, and gets what is there, also when it makes it grow', async () => {
    const page = made().thread(cannotBlock);
    expect(
      await page.run(({ lock }) => {
        lock.maxSize = 0;
        for (let item = 0; item < 500; item++) lock.put(item, { timeout: 5 });
        const items = [lock.get(), ...lock.getMany(600)];
        lock.taskDone(500);
        return [items.length, lock.join(), lock.size];
      }),
    ).toEqual([500, true, 0]);
  });

  test.each([[{}], [{ timeout: 100 }]])('is refused a call with %j that would wait, by an error that names it and its async twin, and awaits', async (options) => {
    const subject = made();
    const refused = { name: 'BlockingNotAllowedError', message: expect.stringMatching(NAMES) as string };
    const page = subject.thread(cannotBlock);
    await expect(page.run(({ lock }, limit) => lock.get(limit), options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }, limit) => lock.getMany(3, limit), options)).rejects.toMatchObject(refused);
    const got = page.run(({ lock }) => lock.getAsync());
    expect(await pending(got)).toBe(true);
    subject.lock.put(7);
    expect(await got).toBe(7);
    subject.lock.putMany([1, 2]);
    await expect(page.run(({ lock }, limit) => { lock.put(3, limit); }, options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }, limit) => { lock.putMany([3], limit); }, options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }, limit) => lock.join(limit), options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }) => { lock.put(3, { timeout: 0 }); })).rejects.toMatchObject({ name: 'QueueFullError' });
    const put = page.run(({ lock }) => lock.putAsync(3));
    expect(await pending(put)).toBe(true);
    subject.lock.get();
    await put;
    expect(subject.lock.size).toBe(2);
  });
});
