import { closeSubjects, endThreads, pending } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, PAIRS, ROBUST, WAYS, held, joins, make, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(ROBUST)('$name', (type) => {
  test('only a thread that has acquired permits releases them, and no more than it has', async () => {
    const subject = make(type, 3, { taken: 2, name: 'pool' });
    const { lock } = subject;
    const other = subject.thread();
    const refused = await other
      .run(({ lock }) => {
        lock.release();
      })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'NotOwnerError' });
    expect((refused as Error).message).toMatch(/Semaphore\(pool\): release\(1\) by .*holds 0 of its permits.*robust/);
    expect(() => {
      lock.release(3);
    }).toThrow(expect.objectContaining({ name: 'NotOwnerError', code: 'SYNC_NOT_OWNER' }));
    expect(() => {
      lock.release(3);
    }).toThrow(/release\(3\) by .*holds 2/);
    expect(lock.value).toBe(1);
    lock.release();
    lock.release();
    expect(() => {
      lock.release();
    }).toThrow(/holds 0/);
    expect(lock.value).toBe(3);
  });

  test.each(PAIRS)('what one call took ($first), any call of that thread brings back, and one that waits ($second) has it', async ({ first, second }) => {
    const subject = make(type, 2);
    const { lock } = subject;
    for (let round = 0; round < 5; round++) {
      if (first === 'sync') lock.acquire({ count: 2 });
      else await lock.acquireAsync({ count: 2 });
      const other = subject.thread();
      const waiter = await joins(subject, other, second, 2);
      lock.release();
      expect(await pending(waiter.turn)).toBe(true);
      lock.release();
      expect(await waiter.turn).toBe(round);
      expect(held(subject.words)).toBe(2);
      await other.run(({ lock }) => {
        lock.release(2);
      });
      expect([lock.value, held(subject.words)]).toEqual([2, 0]);
    }
  });

  test('a guard that another call has forestalled does not throw', () => {
    const { lock } = make(type, 2);
    const guard = lock.hold({ count: 2 });
    lock.release();
    guard.release();
    expect(lock.value).toBe(1);
    lock.release();
    guard.release();
    expect(lock.value).toBe(2);
  });

  test('several threads hold some, and each brings back its own', async () => {
    const subject = make(type, 12);
    const threads = subject.threads(4);
    await Promise.all(threads.map((thread, index) => thread.run(({ lock }, count) => lock.acquire({ count }), index + 1)));
    expect([subject.lock.value, held(subject.words)]).toEqual([2, 10]);
    expect(subject.lock.drain()).toBe(2);
    const late = subject.thread();
    const waits = late.run(({ lock }) => lock.run(() => lock.value, { count: 12 }));
    await waiting(subject, 1);
    subject.lock.release(2);
    for (const [index, thread] of threads.entries()) {
      expect(await pending(waits)).toBe(true);
      await thread.run(({ lock }, count) => {
        lock.release(count);
      }, index + 1);
    }
    expect(await waits).toBe(0);
    expect(subject.lock.value).toBe(12);
  });

  test.each(WAYS)('many calls of several threads leave all permits there (%s)', async (way) => {
    const subject = make(type, 3);
    const all = subject.threads(4).map((thread) =>
      thread.run(async ({ lock, flags }, way) => {
        for (let round = 0; round < 200; round++) {
          const count = 1 + (round % 3);
          if (way === 'sync') lock.acquire({ count });
          else await lock.acquireAsync({ count });
          if (Atomics.add(flags, 0, count) + count > 3) throw new Error('too many');
          Atomics.sub(flags, 0, count);
          lock.release(count);
        }
      }, way),
    );
    await Promise.all(all);
    expect([subject.lock.value, held(subject.words)]).toEqual([3, 0]);
  });
});

test('one that is not robust takes permits back from any thread', async () => {
  const subject = make(OPEN[0]!, 2, { taken: 2 });
  await subject.thread().run(({ lock }) => {
    lock.release(2);
  });
  expect(subject.lock.value).toBe(2);
});
