import { closeSubjects, endThreads, expectAtOnce, pending, refusal, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL, inLine, joins, make } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const reason = new Error('enough');

describe.each(ALL)('$name: acquireAsync with a signal', (type) => {
  test('rejects at once when it is aborted already, and takes nothing', async () => {
    const { lock } = make(type, 2);
    const signal = AbortSignal.abort(reason);
    expect(await refusal(lock.acquireAsync({ signal }))).toBe(reason);
    expect(await refusal(lock.holdAsync({ signal, count: 2 }))).toBe(reason);
    expect(await refusal(lock.runAsync(() => 1, { signal }))).toBe(reason);
    expect(lock.value).toBe(2);
  });

  test('rejects with the reason when it is aborted while it waits, and leaves nothing behind', async () => {
    const subject = make(type, 1, { taken: 1 });
    const { lock } = subject;
    const abort = new AbortController();
    const wait = lock.acquireAsync({ signal: abort.signal, timeout: 10_000 });
    const other = lock.acquireAsync();
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return refusal(wait);
    });
    expect(value).toBe(reason);
    expectAtOnce(ms);
    expect(await pending(other)).toBe(true);
    lock.release();
    expect(await other).toBe(true);
    expect(inLine(subject)).toBe(0);
    lock.release();
    expect(lock.value).toBe(1);
  });

  test('an abort after it has its permits changes nothing', async () => {
    const { lock } = make(type, 1, { taken: 1 });
    const abort = new AbortController();
    const wait = lock.acquireAsync({ signal: abort.signal });
    lock.release();
    expect(await wait).toBe(true);
    abort.abort(reason);
    expect([await wait, lock.value]).toEqual([true, 0]);
    lock.release();
  });

  test.each([['abort, then release'], ['release, then abort']])('one that is aborted in the turn of a release (%s): the permit goes to it, or to the next', async (order) => {
    const { lock } = make(type, 1, { taken: 1 });
    const abort = new AbortController();
    const wait = lock.acquireAsync({ signal: abort.signal });
    const next = lock.acquireAsync({ timeout: 10_000 });
    if (order === 'release, then abort') {
      lock.release();
      abort.abort(reason);
    } else {
      abort.abort(reason);
      lock.release();
    }
    const [end] = await Promise.allSettled([wait]);
    if (end.status === 'fulfilled') lock.release();
    else expect(end.reason).toBe(reason);
    expect(await next).toBe(true);
    lock.release();
    expect(lock.value).toBe(1);
  });

  test('one that has been rung in another thread and gives up passes it on', async () => {
    const subject = make(type, 1, { taken: 1 });
    const { lock } = subject;
    const [awaits, blocks] = subject.threads(2);
    for (let round = 0; round < 20; round++) {
      const aborted = awaits!.run(async ({ lock }, late) => {
        const abort = new AbortController();
        const wait = lock.acquireAsync({ signal: abort.signal }).then(
          () => {
            lock.release();
            return 'released';
          },
          () => 'aborted',
        );
        if (late) setImmediate(() => { abort.abort(); }); // prettier-ignore
        else abort.abort();
        return wait;
      }, round % 2 === 0);
      const waiter = await joins(subject, blocks!, 'sync');
      lock.release();
      expect(await waiter.turn).toBe(round);
      await blocks!.run(({ lock }) => {
        lock.release();
      });
      expect(['released', 'aborted']).toContain(await aborted);
      expect(await lock.acquireAsync({ timeout: 10_000 })).toBe(true);
    }
    lock.release();
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const { lock } = make(type, 1, { taken: 1 });
    expect(await lock.acquireAsync({ timeout: 0, signal: AbortSignal.abort(reason) })).toBe(false);
    const abort = new AbortController();
    const wait = lock.acquireAsync({ timeout: 5, signal: abort.signal });
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    lock.acquire({ timeout: 20 });
    abort.abort(reason);
    expect(await wait).toBe(false);
    lock.release();
  });

  test('one that was aborted before it was on its way leaves the others in their order', async () => {
    const { lock } = make(type, 1, { taken: 1 });
    const order: string[] = [];
    const aborts = [0, 1, 2, 3, 4].map(() => new AbortController());
    const waits = aborts.map(async ({ signal }, index) => {
      try {
        await lock.acquireAsync({ signal });
      } catch {
        order.push(`${index} left`);
        return;
      }
      order.push(String(index));
      lock.release();
    });
    aborts[1]!.abort(reason);
    aborts[3]!.abort(reason);
    await pending(Promise.all(waits));
    lock.release();
    await Promise.all(waits);
    expect(order).toEqual(['1 left', '3 left', '0', '2', '4']);
    expect(lock.value).toBe(1);
  });
});
