import { Lock } from '@sync/lock';
import { lockContract } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { lockSpec } from './specs.ts';

lockContract('Lock', lockSpec);
lockContract('Lock in a buffer', { ...lockSpec, byteOffset: 4 * 37 });

describe('Lock', () => {
  test('allocates memory of its own when it is given none', () => {
    const lock = new Lock();
    const other = Lock.from(structuredClone(lock.share()));
    lock.acquire();
    expect([other.locked, other.owned]).toEqual([true, true]);
    other.release();
    expect(lock.locked).toBe(false);
  });

  test('handles that came one by one lead to one line of waiting tasks', async () => {
    const lock = new Lock();
    const others = Array.from({ length: 3 }, () => Lock.from(structuredClone(lock.share())));
    const order: number[] = [];
    await lock.acquireAsync();
    const tasks = Array.from({ length: 30 }, async (_, at) => {
      const mine = others[(at >> 1) % 3] ?? lock;
      await mine.acquireAsync();
      order.push(at);
      mine.release();
    });
    lock.release();
    await Promise.all(tasks);
    expect(order).toEqual(order.map((_, at) => at));
  });

  test('zeroed memory is a free lock', () => {
    const lock = Lock.at(new SharedArrayBuffer(Lock.byteLength));
    expect(lock.locked).toBe(false);
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  test('zeroed memory is a free lock at any offset that is a multiple of 4', () => {
    const buffer = new SharedArrayBuffer(Lock.byteLength + 12);
    expect(Lock.at(buffer, 12).tryAcquire()).toBe(true);
    expect(Lock.at(buffer, 12).locked).toBe(true);
    Lock.at(buffer, 12).release();
  });

  test('takes a whole number of words, at least one', () => {
    expect(Lock.byteLength % 4).toBe(0);
    expect(Lock.byteLength).toBeGreaterThan(0);
  });

  test('two that were made apart do not share anything', () => {
    const [first, second] = [new Lock(), new Lock()];
    first.acquire();
    expect(second.tryAcquire()).toBe(true);
    first.release();
    expect(second.owned).toBe(true);
    second.release();
  });

  test('a lock is told from others by its name', () => {
    expect(new Lock({ name: 'jobs' }).name).toBe('jobs');
    expect(typeof new Lock().name).toBe('string');
  });
});
