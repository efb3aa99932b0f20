import { describe, expect, test } from 'vitest';
import { SHORT } from '../delays.ts';
import { expectTimeout, timed } from '../elapsed.ts';
import { Subject } from '../subject.ts';
import type { ContractGuard, ContractLock, LockSpec } from './lock-like.ts';

interface Way {
  readonly name: string;
  hold(lock: ContractLock, options?: { timeout?: number }): ContractGuard | Promise<ContractGuard>;
  run<T>(lock: ContractLock, fn: () => T, options?: { timeout?: number }): T | Promise<T>;
}

const WAYS: readonly Way[] = [
  { name: 'sync', hold: (lock, o) => lock.hold(o), run: (lock, fn, o) => lock.run(fn, o) },
  { name: 'awaited', hold: (lock, o) => lock.holdAsync(o), run: (lock, fn, o) => lock.runAsync(fn, o) },
];

/** The scoped ways to hold it. */
export function guardContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec);
  const ways = WAYS.filter(({ name }) => spec.awaits !== false || name === 'sync');

  describe.each(ways)('$name', (way) => {
    test('a guard holds it until it is released', async () => {
      const { lock } = make();
      const guard = await way.hold(lock);
      expect([guard.held, lock.owned]).toEqual([true, true]);
      guard.release();
      expect([guard.held, lock.locked]).toEqual([false, false]);
    });

    test('a guard is released by the end of its scope', async () => {
      const { lock } = make();
      const guard = await way.hold(lock);
      guard[Symbol.dispose]();
      expect([guard.held, lock.locked]).toEqual([false, false]);
      expect(() => {
        guard[Symbol.dispose]();
      }).not.toThrow();
    });

    test('releasing a guard twice does nothing', async () => {
      const { lock } = make();
      const guard = await way.hold(lock);
      guard.release();
      guard.release();
      expect(lock.locked).toBe(false);
    });

    test('a guard whose hold is over does not end the next hold', async () => {
      const { lock } = make();
      const first = await way.hold(lock);
      lock.release();
      expect(first.held).toBe(false);
      const second = await way.hold(lock);
      first.release();
      first[Symbol.dispose]();
      expect([first.held, second.held, lock.owned]).toEqual([false, true, true]);
      second.release();
      await way.run(lock, () => {
        first.release();
        second.release();
        expect(lock.owned).toBe(true);
      });
      expect(lock.locked).toBe(false);
    });

    test('a guard does not end the hold of a plain acquire that came after it', async () => {
      const { lock } = make();
      const guard = await way.hold(lock);
      lock.release();
      lock.acquire();
      guard.release();
      expect(lock.owned).toBe(true);
      lock.release();
    });

    test('run gives back what the function returns, and frees it', async () => {
      const { lock } = make();
      expect(await way.run(lock, () => [lock.owned, 7])).toEqual([true, 7]);
      expect(lock.locked).toBe(false);
    });

    test('run frees it when the function throws, and lets the error through', async () => {
      const { lock } = make();
      const error = new Error('from inside');
      const run = async (): Promise<unknown> =>
        way.run(lock, () => {
          throw error;
        });
      await expect(run()).rejects.toBe(error);
      expect(lock.locked).toBe(false);
    });

    test('a hold that does not come in time throws TimeoutError', async () => {
      const subject = make();
      const other = subject.thread();
      await other.run(({ opponent }) => opponent.acquire());
      const attempt = async (): Promise<unknown> => way.hold(subject.lock, { timeout: SHORT });
      const { ms } = await timed(() => expect(attempt()).rejects.toMatchObject({ name: 'TimeoutError' }));
      expectTimeout(ms, SHORT);
      const run = async (): Promise<unknown> => way.run(subject.lock, () => 'ran', { timeout: 0 });
      await expect(run()).rejects.toMatchObject({ name: 'TimeoutError' });
      await other.run(({ opponent }) => {
        opponent.release();
      });
      expect(subject.lock.locked).toBe(false);
    });
  });

  if (spec.awaits !== false) {
    test('a function that awaits is held to the end by runAsync', async () => {
      const { lock } = make();
      let inside = false;
      const run = lock.runAsync(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        inside = lock.locked;
        return 'done';
      });
      expect(await run).toBe('done');
      expect([inside, lock.locked]).toEqual([true, false]);
    });

    test('runAsync frees it when the promise of the function rejects', async () => {
      const { lock } = make();
      const error = new Error('later');
      await expect(lock.runAsync(() => Promise.reject(error))).rejects.toBe(error);
      expect(lock.locked).toBe(false);
    });
  }

  test('run with an async function is a TypeError that names runAsync, and leaves it free', async () => {
    const { lock } = make();
    const run = (): unknown => lock.run(async () => Promise.resolve(1));
    expect(run).toThrow(TypeError);
    expect(run).toThrow(/runAsync/);
    expect(lock.locked).toBe(false);
    await Promise.resolve();
    expect(lock.locked).toBe(false);
  });
}
