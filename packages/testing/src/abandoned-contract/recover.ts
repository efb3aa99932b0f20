import { expect, test } from 'vitest';
import { cannotBlock } from '../cannot-block.ts';
import { SHORT, pause } from '../delays.ts';
import { expectNoticed, expectTimeout, timed } from '../elapsed.ts';
import { attempt, expectRefusal } from '../misuse/attempt.ts';
import { pending, until } from '../until.ts';
import { abandoned, expectAbandoned, heldByAnother, poisoned, somebodyWaits, subjectOf, type AbandonableLock, type AbandonedSpec } from './abandonable.ts';

/** One takes the lock over, and it is as any lock from then on. */
export function recoverContract(spec: AbandonedSpec): void {
  const awaits = spec.awaits !== false;
  type Way = readonly [name: string, recover: (lock: AbandonableLock, options?: { timeout?: number }) => boolean | Promise<boolean>];
  const ways: readonly Way[] = [
    ['recover()', (lock, options) => lock.recover(options)],
    ...(awaits ? [['recoverAsync()', (lock, options) => lock.recoverAsync(options)] as Way] : []),
  ];

  test.each(ways)('%s takes it over, also before anybody knows', async (_, recover) => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    await abandoned(subject);
    const { value, ms } = await timed(() => recover(lock));
    expect([value, lock.owned]).toEqual([true, true]);
    expectNoticed([ms]);
    lock.release();
    expect(lock.locked).toBe(false);
    await poisoned(subject);
    expect([await recover(lock, { timeout: 0 }), lock.owned]).toEqual([true, true]);
    expect(String(lock)).toContain('held by');
    lock.release();
  });

  test.each(ways)('%s of a free one takes it', async (_, recover) => {
    const { lock } = subjectOf(spec);
    expect([await recover(lock), lock.owned]).toEqual([true, true]);
    lock.release();
    expect([await recover(lock, { timeout: 0 }), lock.owned]).toEqual([true, true]);
    lock.release();
  });

  test.each(ways)('%s of one that a living thread holds waits, as long as it may', async (_, recover) => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    const { thread } = await heldByAnother(subject);
    expect(await recover(lock, { timeout: 0 })).toBe(false);
    const { value, ms } = await timed(() => recover(lock, { timeout: SHORT }));
    expect(value).toBe(false);
    expectTimeout(ms, SHORT);
    const released = thread.run(({ lock, flags }) => {
      Atomics.wait(flags, 0, 0, 100);
      lock.release();
    });
    expect([await recover(lock), lock.owned]).toEqual([true, true]);
    await released;
    lock.release();
  });

  if (awaits) {
    test('recoverAsync() that is aborted rejects with the reason, and leaves nothing behind', async () => {
      const subject = subjectOf(spec);
      const { thread } = await heldByAnother(subject);
      const [abort, reason] = [new AbortController(), new Error('enough')];
      const wait = subject.lock.recoverAsync({ signal: abort.signal });
      await somebodyWaits(subject);
      abort.abort(reason);
      expect(await attempt(() => wait)).toBe(reason);
      await thread.run(({ lock }) => {
        lock.release();
      });
      expect(subject.lock.locked).toBe(false);
    });

    test('recoverAsync() after the thread had been busy while others learned of it', async () => {
      const subject = subjectOf(spec);
      const holder = await heldByAnother(subject);
      const both = subject.thread().run(async ({ lock, flags }) => {
        const first = lock.recoverAsync();
        Atomics.store(flags, 0, 1);
        Atomics.wait(flags, 1, 0, 15_000);
        const second = lock.recoverAsync();
        for (const recovered of [first, second]) {
          await recovered;
          lock.release();
        }
        return lock.locked;
      });
      await until('one waits', () => Atomics.load(subject.flags, 0) === 1);
      await holder.thread.terminate();
      expectAbandoned(await attempt(() => subject.lock.acquire()), spec, holder);
      Atomics.store(subject.flags, 1, 1);
      Atomics.notify(subject.flags, 1);
      expect(await both).toBe(false);
    });
  }

  test('recover() by the thread that holds it is as acquire()', async () => {
    const { lock } = subjectOf(spec);
    lock.acquire();
    if (spec.reentrant) {
      expect([lock.recover(), lock.recover({ timeout: 0 })]).toEqual([true, true]);
      lock.release();
      lock.release();
    } else {
      await expectRefusal(() => lock.recover(), 'DeadlockError', /recover\(\)/);
      expect(lock.recover({ timeout: 0 })).toBe(false);
    }
    expect(lock.owned).toBe(true);
    lock.release();
    expect(lock.locked).toBe(false);
  });

  const twoWays: readonly (readonly [string, boolean])[] = [['both block', false], ['one awaits', true]];
  test.each(twoWays.slice(0, awaits ? 2 : 1))('of two that recover it at once (%s), one gets it, and the other when that one releases it', async (_, oneAwaits) => {
    const subject = subjectOf(spec);
    const { flags } = subject;
    const holder = await heldByAnother(subject);
    const recovers = [oneAwaits, false].map((asynchronous) =>
      subject.thread().run(async ({ lock, flags }, waits: boolean) => {
        const recovered = waits ? await lock.recoverAsync() : lock.recover();
        Atomics.add(flags, 0, 1);
        Atomics.wait(flags, 1, 0, 15_000);
        Atomics.sub(flags, 1, 1);
        lock.release();
        return recovered;
      }, asynchronous),
    );
    await somebodyWaits(subject);
    await holder.thread.terminate();
    await until('one has it', () => Atomics.load(flags, 0) === 1);
    await pause(SHORT);
    expect(Atomics.load(flags, 0)).toBe(1);
    for (const turn of [1, 2]) {
      await until('the next has it', () => Atomics.load(flags, 0) >= turn);
      Atomics.add(flags, 1, 1);
      Atomics.notify(flags, 1);
    }
    expect(await Promise.all(recovers)).toEqual([true, true]);
    expect(subject.lock.locked).toBe(false);
  });

  test('who recovers it may die, too: it is abandoned again, by that one', async () => {
    const subject = subjectOf(spec);
    const first = await poisoned(subject);
    const second = subject.thread(() => undefined);
    expect(await second.run(({ lock }) => lock.recover())).toBe(true);
    expect(subject.lock.tryAcquire()).toBe(false);
    await second.terminate();
    const id = second.threadId + 1;
    expect(id).not.toBe(first.id);
    expectAbandoned(await attempt(() => subject.lock.acquire()), spec, { thread: second, id, name: `Worker-${id - 1}` });
    subject.lock.recover();
    subject.lock.release();
  });

  test('in a thread that may not block, recover() takes what is known to be abandoned, and else names recoverAsync()', async () => {
    const subject = subjectOf(spec);
    const page = subject.thread(cannotBlock);
    const { thread } = await heldByAnother(subject);
    if (awaits) {
      await expectRefusal(() => page.run(({ lock }) => lock.recover()), 'BlockingNotAllowedError', /recoverAsync\(\)/);
    }
    await thread.terminate();
    expect(() => subject.lock.acquire()).toThrow('recover()');
    const recovers = page.run(({ lock }) => {
      const recovered = lock.recover();
      lock.release();
      return recovered;
    });
    expect(await recovers).toBe(true);
  });

  test('who waits while another recovers it goes on waiting, and gets it', async () => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    await poisoned(subject);
    expect(lock.recover()).toBe(true);
    const waits = [subject.thread().run(({ lock }) => lock.run(() => lock.owned))];
    if (awaits) waits.push(subject.thread().run(({ lock }) => lock.runAsync(() => lock.owned)));
    await somebodyWaits(subject);
    expect(await pending(Promise.any(waits))).toBe(true);
    lock.release();
    expect(await Promise.all(waits)).toEqual(waits.map(() => true));
  });
}
