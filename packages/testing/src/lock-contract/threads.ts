import { expect, test } from 'vitest';
import { pause, SHORT } from '../delays.ts';
import { Subject } from '../subject.ts';
import { pending, until } from '../until.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

/** What one thread sees and does while another holds it. */
export function threadsContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec, { name: 'shared' });

  test('what another thread holds is locked, not owned, and not to be had without waiting', async () => {
    const subject = make();
    const { lock, opponent } = subject;
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    expect([opponent.locked, opponent.owned]).toEqual([true, false]);
    expect(lock.tryAcquire()).toBe(false);
    expect(lock.acquire({ timeout: 0 })).toBe(false);
    if (spec.awaits !== false) expect(await lock.acquireAsync({ timeout: 0 })).toBe(false);
    await other.run(({ opponent }) => {
      opponent.release();
    });
    expect([opponent.locked, lock.tryAcquire()]).toEqual([false, true]);
    lock.release();
  });

  test('five threads that block come through one after the other, none before the release', async () => {
    const subject = make();
    subject.opponent.acquire();
    const waiting = subject.threads(5).map((thread) =>
      thread.run(({ lock, flags }) => {
        Atomics.add(flags, 0, 1);
        const taken = lock.acquire();
        Atomics.add(flags, 1, 1);
        lock.release();
        return taken;
      }),
    );
    await until('all five are on their way', () => Atomics.load(subject.flags, 0) === 5);
    await subject.blocked();
    await pause(SHORT);
    expect(Atomics.load(subject.flags, 1)).toBe(0);
    subject.opponent.release();
    expect(await Promise.all(waiting)).toEqual([true, true, true, true, true]);
    expect(Atomics.load(subject.flags, 1)).toBe(5);
  });

  test('a release wakes one that sleeps without a time limit', async () => {
    const subject = make();
    const other = subject.thread();
    for (let round = 0; round < 20; round++) {
      subject.opponent.acquire();
      const waiting = other.run(({ lock }) => {
        const taken = lock.acquire();
        lock.release();
        return taken;
      });
      await subject.blocked();
      subject.opponent.release();
      expect(await waiting).toBe(true);
      subject.expectAtRest();
    }
  });

  if (spec.awaits !== false) {
    test('awaiting threads and blocked ones wake each other', async () => {
      const subject = make();
      const [first, second] = subject.threads(2);
      if (first === undefined || second === undefined) throw new Error('two threads');
      for (let round = 0; round < 10; round++) {
        await first.run(({ opponent }) => opponent.acquireAsync());
        const blockedOne = second.run(({ lock }) => lock.acquire());
        await subject.blocked();
        expect(await pending(blockedOne)).toBe(true);
        await first.run(({ opponent }) => {
          opponent.release();
        });
        expect(await blockedOne).toBe(true);
        await second.run(({ lock }) => {
          lock.release();
        });

        await second.run(({ opponent }) => opponent.acquire());
        const awaiting = first.run(({ lock }) => lock.acquireAsync());
        await subject.blocked();
        expect(await pending(awaiting)).toBe(true);
        await second.run(({ opponent }) => {
          opponent.release();
        });
        expect(await awaiting).toBe(true);
        await first.run(({ lock }) => {
          lock.release();
        });
      }
    });
  }

  test('fifteen threads that come, use it once and end leave nothing behind', async () => {
    const subject = make();
    const threads = Array.from({ length: 15 }, () => subject.thread(() => undefined));
    const taken = await Promise.all(
      threads.map((thread) =>
        thread.run(({ lock }) => {
          const taken = lock.acquire();
          lock.release();
          return taken;
        }),
      ),
    );
    await Promise.all(threads.map((thread) => thread.terminate()));
    expect(taken).toEqual(threads.map(() => true));
    subject.expectAtRest();
    expect(subject.lock.tryAcquire()).toBe(true);
    subject.lock.release();
  });

  test('its name travels with the handle', async () => {
    const subject = make();
    const other = subject.thread();
    expect(await other.run(({ lock }) => lock.name)).toBe(subject.lock.name);
    await other.run(({ opponent }) => opponent.acquire());
    expect(subject.opponent.toString()).toContain('shared');
    await other.run(({ opponent }) => {
      opponent.release();
    });
  });

  test('what was written under the lock is seen by the next holder', async () => {
    const subject = make();
    const write = subject.threads(2).map((thread) =>
      thread.run(({ opponent, flags }) => {
        let torn = 0;
        for (let round = 0; round < 5000; round++) {
          opponent.acquire();
          const first = flags[2] ?? 0;
          for (let word = 3; word < 16; word++) if (flags[word] !== first) torn++;
          for (let word = 2; word < 16; word++) flags[word] = first + 1;
          opponent.release();
        }
        return torn;
      }),
    );
    expect(await Promise.all(write)).toEqual([0, 0]);
    expect(subject.flags[2]).toBe(10_000);
  });
}
