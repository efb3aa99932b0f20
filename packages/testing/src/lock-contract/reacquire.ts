import { expect, test } from 'vitest';
import { SHORT } from '../delays.ts';
import { expectTimeout, timed } from '../elapsed.ts';
import { Subject } from '../subject.ts';
import { pending } from '../until.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

/** A second acquire by the thread that holds it already. */
export function reacquireContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec);

  if (spec.reentrant) {
    test('its holder takes it again at once, and frees it with the last release', () => {
      const { lock } = make();
      for (let depth = 1; depth <= 5; depth++) expect(lock.acquire()).toBe(true);
      for (let depth = 5; depth >= 1; depth--) {
        expect([lock.locked, lock.owned]).toEqual([true, true]);
        lock.release();
      }
      expect(lock.locked).toBe(false);
    });

    test('can be nested, partly unwound, nested again and unwound', () => {
      const { lock } = make();
      lock.acquire();
      lock.acquire();
      lock.release();
      lock.acquire();
      lock.release();
      expect(lock.owned).toBe(true);
      lock.release();
      expect(lock.locked).toBe(false);
    });

    test('every sync call of the holder re-enters, whatever its time limit', () => {
      const { lock } = make();
      lock.acquire();
      expect(lock.tryAcquire()).toBe(true);
      expect(lock.acquire({ timeout: 0 })).toBe(true);
      expect(lock.acquire({ timeout: SHORT })).toBe(true);
      const guard = lock.hold();
      expect(lock.run(() => lock.owned)).toBe(true);
      guard.release();
      for (let depth = 0; depth < 4; depth++) lock.release();
      expect(lock.locked).toBe(false);
    });

    test('stays closed to others until the last release', async () => {
      const subject = make();
      const { lock } = subject;
      const other = subject.thread();
      lock.acquire();
      lock.acquire();
      lock.release();
      expect(await other.run(({ opponent }) => opponent.tryAcquire())).toBe(false);
      lock.release();
      expect(await other.run(({ opponent }) => opponent.tryAcquire())).toBe(true);
      await other.run(({ opponent }) => {
        opponent.release();
      });
    });
  } else if (spec.exclusive !== false) {
    test('an untimed acquire by its own holder is a deadlock, said at once', () => {
      const { lock } = make();
      lock.acquire();
      expect(() => lock.acquire()).toThrow(expect.objectContaining({ name: 'DeadlockError' }) as Error);
      expect(() => lock.hold()).toThrow(expect.objectContaining({ name: 'DeadlockError' }) as Error);
      expect(() => lock.run(() => 1)).toThrow(expect.objectContaining({ name: 'DeadlockError' }) as Error);
      expect(lock.owned).toBe(true);
      lock.release();
      expect(lock.locked).toBe(false);
    });

    test('a timed acquire by its own holder waits out its time', async () => {
      const { lock } = make();
      lock.acquire();
      const { value, ms } = await timed(() => lock.acquire({ timeout: SHORT }));
      expect(value).toBe(false);
      expectTimeout(ms, SHORT);
      expect(lock.acquire({ timeout: 0 })).toBe(false);
      expect(lock.tryAcquire()).toBe(false);
      lock.release();
    });
  }

  if (spec.exclusive !== false && spec.awaits !== false) {
    test('a sync acquire behind an async hold of the same thread is a deadlock', async () => {
      const { lock } = make();
      await lock.acquireAsync();
      expect(() => lock.acquire()).toThrow(expect.objectContaining({ name: 'DeadlockError' }) as Error);
      expect(lock.tryAcquire()).toBe(false);
      expect(lock.acquire({ timeout: 0 })).toBe(false);
      const { value, ms } = await timed(() => lock.acquire({ timeout: SHORT }));
      expect(value).toBe(false);
      expectTimeout(ms, SHORT);
      lock.release();
      expect(lock.locked).toBe(false);
    });

    test('an awaited acquire of the holding thread waits its turn', async () => {
      const { lock } = make();
      lock.acquire();
      const turn = lock.acquireAsync();
      expect(await pending(turn)).toBe(true);
      lock.release();
      expect(await turn).toBe(true);
      const next = lock.acquireAsync();
      expect(await pending(next)).toBe(true);
      lock.release();
      expect(await next).toBe(true);
      lock.release();
    });
  }
}
