import { CountDownLatch } from '@sync/latch';
import { Subject, closeSubjects, endThreads, expectAtOnce, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { latchSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const reason = new Error('enough');

/** What a promise rejects with. */
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => Promise.reject(new Error(`was not refused, but gave ${String(value)}`)),
    (error: unknown) => error,
  );

describe('waitAsync with a signal', () => {
  test('rejects at once when it is aborted already, open or not', async () => {
    const latch = new CountDownLatch(1);
    const signal = AbortSignal.abort(reason);
    expect(await refusal(latch.waitAsync({ signal }))).toBe(reason);
    latch.countDown();
    expect(await refusal(latch.waitAsync({ signal }))).toBe(reason);
  });

  test('rejects with the reason when it is aborted while it waits, and leaves nothing behind', async () => {
    const latch = new CountDownLatch(1);
    const abort = new AbortController();
    const wait = latch.waitAsync({ signal: abort.signal, timeout: 10_000 });
    const other = latch.waitAsync();
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return refusal(wait);
    });
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await pending(other)).toBe(true);
    latch.countDown();
    expect(await other).toBe(true);
  });

  test('an abort after it was released changes nothing', async () => {
    const latch = new CountDownLatch(1);
    const abort = new AbortController();
    const wait = latch.waitAsync({ signal: abort.signal });
    latch.countDown();
    expect(await wait).toBe(true);
    abort.abort(reason);
    expect(await wait).toBe(true);
  });

  test.each([['abort, then count down'], ['count down, then abort']])('one that is aborted in the turn in which it opens (%s) ends once', async (order) => {
    const latch = new CountDownLatch(1);
    const abort = new AbortController();
    const wait = latch.waitAsync({ signal: abort.signal });
    const other = latch.waitAsync();
    if (order === 'count down, then abort') latch.countDown();
    abort.abort(reason);
    latch.countDown();
    const [end] = await Promise.allSettled([wait]);
    expect(end.status === 'fulfilled' ? end.value : end.reason).toBe(end.status === 'fulfilled' ? true : reason);
    expect(await other).toBe(true);
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const latch = new CountDownLatch(1);
    expect(await latch.waitAsync({ timeout: 0, signal: AbortSignal.abort(reason) })).toBe(false);
    const abort = new AbortController();
    const wait = latch.waitAsync({ timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    latch.wait({ timeout: 20 });
    abort.abort(reason);
    expect(await wait).toBe(false);
  });

  test('an aborted wait of another thread does not hold up those who block', async () => {
    const subject = new Subject<CountDownLatch>(latchSpec(1));
    const [awaits, blocks] = subject.threads(2);
    for (let round = 0; round < 20; round++) {
      const aborted = awaits?.run(async ({ lock }) => {
        const abort = new AbortController();
        const wait = lock.waitAsync({ signal: abort.signal }).then(
          () => 'released',
          () => 'aborted',
        );
        abort.abort();
        return wait;
      });
      const asleep = blocks?.run(({ lock }) => lock.wait({ timeout: 10_000 }));
      expect(await aborted).toBe('aborted');
      subject.lock.countDown();
      expect(await asleep).toBe(true);
      subject.lock.reset(1);
    }
  });
});
