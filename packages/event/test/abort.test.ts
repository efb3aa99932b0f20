import { Event } from '@sync/event';
import { Subject, closeSubjects, endThreads, expectAtOnce, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventSpec } from './spec.ts';

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
  test('rejects at once when it is aborted already, set or not', async () => {
    const event = new Event();
    const signal = AbortSignal.abort(reason);
    expect(await refusal(event.waitAsync({ signal }))).toBe(reason);
    event.set();
    expect(await refusal(event.waitAsync({ signal }))).toBe(reason);
  });

  test('rejects with the reason when it is aborted while it waits, and leaves nothing behind', async () => {
    const event = new Event();
    const abort = new AbortController();
    const wait = event.waitAsync({ signal: abort.signal, timeout: 10_000 });
    const other = event.waitAsync();
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return refusal(wait);
    });
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await pending(other)).toBe(true);
    event.set();
    expect(await other).toBe(true);
  });

  test('an abort after it was released changes nothing', async () => {
    const event = new Event();
    const abort = new AbortController();
    const wait = event.waitAsync({ signal: abort.signal });
    event.set();
    expect(await wait).toBe(true);
    abort.abort(reason);
    expect(await wait).toBe(true);
  });

  test.each([['abort, then set'], ['set, then abort']])('one that is aborted in the turn in which it is set (%s) ends once', async (order) => {
    const event = new Event();
    const abort = new AbortController();
    const wait = event.waitAsync({ signal: abort.signal });
    const other = event.waitAsync();
    if (order === 'set, then abort') event.set();
    abort.abort(reason);
    event.set();
    const [end] = await Promise.allSettled([wait]);
    expect(end.status === 'fulfilled' ? end.value : end.reason).toBe(end.status === 'fulfilled' ? true : reason);
    expect(await other).toBe(true);
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const event = new Event();
    expect(await event.waitAsync({ timeout: 0, signal: AbortSignal.abort(reason) })).toBe(false);
    const abort = new AbortController();
    const wait = event.waitAsync({ timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    event.wait({ timeout: 20 });
    abort.abort(reason);
    expect(await wait).toBe(false);
  });

  test('an aborted wait of another thread does not hold up those who block', async () => {
    const subject = new Subject<Event>(eventSpec);
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
      subject.lock.set();
      expect(await asleep).toBe(true);
      subject.lock.clear();
    }
  });
});
