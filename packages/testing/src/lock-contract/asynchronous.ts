import { expect, test } from 'vitest';
import { Subject } from '../subject.ts';
import { pending } from '../until.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

/** Awaited acquires within one thread. */
export function asyncContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec);

  test('a free one is taken, and owned when the promise settles', async () => {
    const { lock } = make();
    expect(await lock.acquireAsync()).toBe(true);
    expect([lock.locked, lock.owned]).toEqual([true, true]);
    lock.release();
    expect(lock.locked).toBe(false);
  });

  test('a free one is taken when the call is made, not later', async () => {
    const { lock } = make();
    const taken = lock.acquireAsync();
    expect(lock.locked).toBe(true);
    expect(await taken).toBe(true);
    lock.release();
  });

  test('a release by another thread settles the wait', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const waiting = subject.lock.acquireAsync();
    await subject.blocked();
    expect(await pending(waiting)).toBe(true);
    await other.run(({ opponent }) => {
      opponent.release();
    });
    expect(await waiting).toBe(true);
    expect(subject.lock.owned).toBe(true);
    subject.lock.release();
  });

  if (spec.exclusive === false) return;

  test('waiters of one thread are served in the order they came', async () => {
    const { lock } = make();
    await lock.acquireAsync();
    const order: number[] = [];
    const tasks = Array.from({ length: 50 }, async (_, at) => {
      await lock.acquireAsync();
      order.push(at);
      if (at % 3 === 0) await Promise.resolve();
      lock.release();
    });
    expect(await pending(Promise.all(tasks))).toBe(true);
    lock.release();
    await Promise.all(tasks);
    expect(order).toEqual(order.map((_, at) => at));
    expect(order).toHaveLength(50);
  });

  test('waiters of one thread are served in order while another thread holds it', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    await other.run(({ lock }) => lock.acquire());
    const order: number[] = [];
    const tasks = Array.from({ length: 20 }, async (_, at) => {
      await lock.acquireAsync();
      order.push(at);
      lock.release();
    });
    await subject.blocked();
    await other.run(({ lock }) => {
      lock.release();
    });
    await Promise.all(tasks);
    expect(order).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  test('a task that comes while others wait does not pass them', async () => {
    const { lock } = make();
    await lock.acquireAsync();
    const order: string[] = [];
    const first = lock.acquireAsync().then(() => order.push('first'));
    lock.release();
    const second = lock.acquireAsync().then(() => order.push('second'));
    await first;
    expect(order).toEqual(['first']);
    expect(await pending(second)).toBe(true);
    lock.release();
    await second;
    lock.release();
    expect(lock.locked).toBe(false);
  });

  test('thousands of tasks of one thread are served exactly once each', async () => {
    const { lock } = make();
    let inside = 0;
    let served = 0;
    const task = async (): Promise<void> => {
      const guard = await lock.holdAsync();
      inside++;
      expect(inside).toBe(1);
      await Promise.resolve();
      inside--;
      served++;
      guard.release();
    };
    await Promise.all(Array.from({ length: 3000 }, task));
    expect(served).toBe(3000);
  });
}
