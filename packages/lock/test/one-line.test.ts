import { Lock, RLock } from '@sync/lock';
import { describe, expect, test } from 'vitest';

/*
 * Each message brings another buffer object for the same memory. Caught: a list of async
 * waiters kept by the buffer object instead of by the memory.
 */
describe.each([
  ['Lock', Lock],
  ['RLock', RLock],
])('%s', (_, type) => {
  const MEMORY = [
    ['of its own', () => new type()],
    ["of a caller's buffer", () => new type({ buffer: new SharedArrayBuffer(type.byteLength) })],
  ] as const;

  test.each(MEMORY)('in memory %s that came by several messages, the tasks of a thread wait in one line', async (__, make) => {
    const lock = make();
    const copies = [0, 1, 2].map(() => type.from(structuredClone(lock.share()) as never));
    await lock.acquireAsync();
    const order: number[] = [];
    const tasks = Array.from({ length: 12 }, async (___, task) => {
      const copy = copies[(task >> 1) % 3] ?? lock;
      await copy.acquireAsync({ timeout: 20_000 });
      order.push(task);
      copy.release();
    });
    lock.release();
    await Promise.all(tasks);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
