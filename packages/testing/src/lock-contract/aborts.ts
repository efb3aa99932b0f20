import { expect, test } from 'vitest';
import { LONG, MEDIUM, SHORT } from '../delays.ts';
import { expectTimeout, timed } from '../elapsed.ts';
import { Subject } from '../subject.ts';
import { pending } from '../until.ts';
import type { ContractLock, LockSpec } from './lock-like.ts';

/** Aborted waits reject with the signal's reason and leave nothing behind. */
export function abortContract(spec: LockSpec): void {
  const make = (): Subject<ContractLock> => new Subject(spec);
  const reason = new Error('enough');

  test('an aborted wait rejects with the reason, and consumes nothing', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const abort = new AbortController();
    const waits = [
      lock.acquireAsync({ signal: abort.signal }),
      lock.holdAsync({ signal: abort.signal }),
      lock.runAsync(() => 'ran', { signal: abort.signal }),
    ];
    await subject.blocked();
    abort.abort(reason);
    for (const wait of waits) await expect(wait).rejects.toBe(reason);
    await other.run(({ opponent }) => {
      opponent.release();
    });
    expect(lock.locked).toBe(false);
    expect(await other.run(({ lock }) => lock.acquire({ timeout: 1000 }))).toBe(true);
    await other.run(({ lock }) => {
      lock.release();
    });
  });

  test('a signal that is aborted already rejects at once, even where it is free', async () => {
    const { lock } = make();
    const signal = AbortSignal.abort(reason);
    await expect(lock.acquireAsync({ signal })).rejects.toBe(reason);
    await expect(lock.holdAsync({ signal })).rejects.toBe(reason);
    await expect(lock.runAsync(() => 'ran', { signal })).rejects.toBe(reason);
    expect(lock.locked).toBe(false);
  });

  test('an abort after it was taken changes nothing', async () => {
    const { lock } = make();
    const abort = new AbortController();
    expect(await lock.acquireAsync({ signal: abort.signal })).toBe(true);
    abort.abort(reason);
    expect(lock.owned).toBe(true);
    lock.release();
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const abort = new AbortController();
    const wait = subject.lock.acquireAsync({ timeout: SHORT, signal: abort.signal });
    // This thread is busy until the time is up: both are due when its loop turns again.
    for (const start = performance.now(); performance.now() - start <= SHORT; );
    abort.abort(reason);
    expect(await wait).toBe(false);
    await other.run(({ opponent }) => {
      opponent.release();
    });
  });

  test('a waiter with a signal and a time limit keeps the limit', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const { signal } = new AbortController();
    const { value, ms } = await timed(() => subject.lock.acquireAsync({ timeout: MEDIUM, signal }));
    expect(value).toBe(false);
    expectTimeout(ms, MEDIUM);
    await other.run(({ opponent }) => {
      opponent.release();
    });
  });

  if (spec.exclusive === false) return;

  test('one that is aborted in the queue does not hold up the ones behind it', async () => {
    const { lock } = make();
    await lock.acquireAsync();
    const abort = new AbortController();
    const first = lock.acquireAsync({ signal: abort.signal });
    const second = lock.acquireAsync();
    abort.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(await pending(second)).toBe(true);
    lock.release();
    expect(await second).toBe(true);
    lock.release();
  });

  test.each([
    ['abort, then release', true],
    ['release, then abort', false],
  ])('one that is aborted in the turn in which it is released (%s) does not take it with it', async (_, abortFirst) => {
    const { lock } = make();
    for (let round = 0; round < 200; round++) {
      await lock.acquireAsync();
      const abort = new AbortController();
      const first = lock.acquireAsync({ signal: abort.signal }).then(
        () => 'taken',
        (error: unknown) => error,
      );
      const second = lock.acquireAsync({ timeout: LONG });
      if (abortFirst) abort.abort(reason);
      lock.release();
      if (!abortFirst) abort.abort(reason);
      const outcome = await first;
      if (outcome === 'taken') lock.release();
      else expect(outcome).toBe(reason);
      expect(await second).toBe(true);
      lock.release();
    }
    expect(lock.locked).toBe(false);
  });

  test('when all that wait are aborted, the next to come takes it at once', async () => {
    const { lock } = make();
    await lock.acquireAsync();
    const abort = new AbortController();
    const waits = Array.from({ length: 10 }, () => lock.acquireAsync({ signal: abort.signal }));
    abort.abort(reason);
    const outcomes = await Promise.allSettled(waits);
    expect(outcomes.map(({ status }) => status)).toEqual(waits.map(() => 'rejected'));
    lock.release();
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });
}
