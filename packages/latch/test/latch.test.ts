import type { CountDownLatch } from '@sync/latch';
import { Subject, closeSubjects, counting, endThreads, expectAtOnce, expectTimeout, pending, timed, until, waiting } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BELL, PLACES } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const MOST = 2 ** 31 - 1;

describe.each(PLACES)('$name', ({ spec }) => {
  const make = (count: number): Subject<CountDownLatch> => new Subject<CountDownLatch>(spec(count));
  const wait = (thread: Remote<CountDownLatch>, index: number): Promise<boolean> =>
    index % 2 === 0 ? thread.run(({ lock }) => lock.wait()) : thread.run(({ lock }) => lock.waitAsync());

  test('is closed until it was counted down to zero, and open from then on', async () => {
    const { lock: latch } = make(3);
    for (let count = 3; count > 0; count--) {
      expect([latch.count, latch.isOpen, latch.wait({ timeout: 0 })]).toEqual([count, false, false]);
      latch.countDown();
    }
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }, { timeout: 1e100 }]) {
      const { value, ms } = await timed(() => latch.wait(options));
      expect(value).toBe(true);
      expectAtOnce(ms);
      expect(await latch.waitAsync(options)).toBe(true);
      expect(latch.arriveAndWait(options)).toBe(true);
    }
    expect([latch.count, latch.isOpen]).toEqual([0, true]);
  });

  test('one that begins with zero is open', async () => {
    const { lock: latch } = make(0);
    expect([latch.count, latch.isOpen, latch.wait(), await latch.waitAsync()]).toEqual([0, true, true, true]);
  });

  test.each([[1, 1], [2, 1], [5, 2], [5, 5], [5, 6], [MOST, MOST], [1, MOST]])('of %d, %d are counted down, but not below zero', async (count, by) => {
    const { lock: latch, words } = make(count);
    const left = Math.max(0, count - by);
    const waits = latch.waitAsync({ timeout: 10_000 });
    latch.countDown(by);
    expect([latch.count, latch.isOpen, words[BELL]]).toEqual([left, left === 0, left === 0 ? 1 : 0]);
    latch.countDown(left);
    expect([latch.count, latch.isOpen, words[BELL]]).toEqual([0, true, 1]);
    expect(await waits).toBe(true);
  });

  test('to count down by zero, or one that is open, does nothing', () => {
    const { lock: latch, words } = make(1);
    latch.countDown(0);
    expect([latch.count, words[BELL]]).toEqual([1, 0]);
    latch.countDown();
    const before = [...words];
    for (const n of [0, 1, MOST]) latch.countDown(n);
    latch.countDown();
    expect([...words]).toEqual(before);
  });

  test('the largest count is counted down one by one and in large steps', () => {
    const { lock: latch } = make(MOST);
    latch.countDown();
    expect(latch.count).toBe(MOST - 1);
    latch.countDown(2 ** 30);
    expect(latch.count).toBe(2 ** 30 - 2);
    latch.countDown(2 ** 30 - 3);
    expect([latch.count, latch.isOpen]).toEqual([1, false]);
    latch.countDown(MOST);
    expect([latch.count, latch.isOpen]).toEqual([0, true]);
    latch.reset(MOST);
    expect(latch.count).toBe(MOST);
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a wait for one that stays closed is over after %d ms, not before', async (timeout) => {
    const { lock: latch } = make(3);
    const sync = await timed(() => latch.wait({ timeout }));
    const async = await timed(() => latch.waitAsync({ timeout }));
    const arrived = await timed(() => latch.arriveAndWait({ timeout }));
    expect([sync.value, async.value, arrived.value]).toEqual([false, false, false]);
    for (const { ms } of [sync, async, arrived]) expectTimeout(ms, timeout);
    expect(latch.count).toBe(2);
    latch.countDown(2);
    expect(latch.wait({ timeout })).toBe(true);
  });

  test('a wait that timed out may be tried again, and succeeds when it is open', async () => {
    const { lock: latch } = make(1);
    expect([latch.wait({ timeout: 1 }), await latch.waitAsync({ timeout: 1 })]).toEqual([false, false]);
    latch.countDown();
    expect([latch.wait({ timeout: 1 }), await latch.waitAsync({ timeout: 1 })]).toEqual([true, true]);
  });

  test.each([[1, 1], [3, 2], [4, 4]])('%d threads count down, and then all %d that wait go on, none before', async (parties, waiters) => {
    const subject = make(parties);
    const threads = await counting(subject, waiters);
    const others = subject.threads(parties);
    for (let round = 0; round < 3; round++) {
      const all = [...threads.map(wait), subject.lock.waitAsync()];
      await waiting(subject, waiters);
      for (const [index, other] of others.entries()) {
        expect(await pending(Promise.race(all))).toBe(true);
        expect(subject.lock.count).toBe(parties - index);
        await other.run(({ lock }) => {
          lock.countDown();
        });
      }
      const { value, ms } = await timed(() => Promise.all(all));
      expect(value).toEqual(all.map(() => true));
      expectAtOnce(ms);
      subject.lock.reset(parties);
    }
  });

  test('threads that arrive wait for each other, and all go on', async () => {
    const subject = make(4);
    const threads = await counting(subject, 3);
    for (let round = 0; round < 5; round++) {
      const all = threads.map((thread) => thread.run(({ lock }) => lock.arriveAndWait()));
      await waiting(subject, 3);
      expect([await pending(Promise.race(all)), subject.lock.count]).toEqual([true, 1]);
      expect(subject.lock.arriveAndWait()).toBe(true);
      expect(await Promise.all(all)).toEqual([true, true, true]);
      subject.lock.reset(4);
    }
  });

  test('countDown from many threads is exact', async () => {
    const subject = make(6001);
    const threads = subject.threads(3);
    const wait = subject.lock.waitAsync();
    const count = ({ lock }: { lock: CountDownLatch }): void => {
      for (let turn = 0; turn < 1000; turn++) {
        lock.countDown();
        if (turn % 2 === 0) lock.countDown(2);
      }
    };
    await Promise.all(threads.map((thread) => thread.run(count)));
    expect([subject.lock.count, subject.words[BELL], await pending(wait)]).toEqual([1, 0, true]);
    subject.lock.countDown();
    expect([await wait, subject.words[BELL]]).toEqual([true, 1]);
  });

  test('what was written before countDown is seen after the wait', async () => {
    const subject = make(2);
    const { flags, lock: latch } = subject;
    const [counts, waits] = [subject.thread(), subject.thread()];
    for (let round = 1; round <= 100; round++) {
      const seen = waits.run(({ lock, flags }) => {
        lock.wait();
        return [flags[8], flags[9]];
      });
      const counted = counts.run(({ lock, flags }, round) => {
        flags[9] = round;
        lock.countDown();
      }, round);
      flags[8] = round;
      latch.countDown();
      expect(await seen).toEqual([round, round]);
      await counted;
      latch.reset(2);
    }
  });

  // Caught: one platform waiter for each task, or one wake-up for each.
  test('5,000 waiters of one thread go on at one opening, and cost one waiter of the platform', async () => {
    const subject = make(1);
    const [thread] = await counting(subject, 1);
    for (let round = 0; round < 3; round++) {
      Atomics.store(subject.flags, 1, 0);
      const outcome = thread?.run(async ({ lock, flags }) => {
        const waits = Array.from({ length: 5000 }, () => lock.waitAsync());
        const platform = Atomics.load(flags, 0);
        Atomics.store(flags, 1, 1);
        return { platform, released: (await Promise.all(waits)).filter((value) => value).length };
      });
      await until('all wait', () => Atomics.load(subject.flags, 1) === 1);
      subject.lock.countDown();
      subject.lock.reset(1);
      expect(await outcome).toEqual({ platform: 1, released: 5000 });
    }
  });

  test('of many waiters some leave, by time and by abort, and the others go on', async () => {
    const { lock: latch } = make(2);
    const reason = new Error('enough');
    const abort = new AbortController();
    const stay = Array.from({ length: 100 }, () => latch.waitAsync());
    const timedOut = Array.from({ length: 100 }, (_, at) => latch.waitAsync({ timeout: at % 20 }));
    const aborted = Array.from({ length: 100 }, () => latch.waitAsync({ signal: abort.signal }).catch((error: unknown) => error));
    expect((await Promise.all(timedOut)).some((value) => value)).toBe(false);
    abort.abort(reason);
    expect((await Promise.all(aborted)).every((error) => error === reason)).toBe(true);
    expect(latch.count).toBe(2);
    latch.countDown(2);
    expect((await Promise.all(stay)).every((value) => value)).toBe(true);
  });

  test('a thread that ends while it waits holds nobody up', async () => {
    const subject = make(3);
    const [first, second, third] = await counting(subject, 3);
    // The first has counted; what is counted stays so.
    const dies = [first!.run(({ lock }) => lock.arriveAndWait()), second!.run(({ lock }) => lock.waitAsync())];
    const left = third?.run(({ lock }) => lock.wait());
    await waiting(subject, 3);
    await first?.terminate();
    await second?.terminate();
    expect(subject.lock.count).toBe(2);
    subject.lock.countDown(2);
    expect(await left).toBe(true);
    expect((await Promise.allSettled(dies)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('a thread that blocks keeps its own waiting task from nothing, nor anybody else', async () => {
    const subject = make(1);
    const { lock: latch } = subject;
    const [other] = await counting(subject, 1);
    const task = latch.waitAsync();
    const blocked = other?.run(({ lock }) => lock.wait());
    await waiting(subject, 1);
    const counted = subject.thread().run(({ lock }) => {
      lock.countDown();
    });
    // Blocks here behind its own task.
    const { value, ms } = await timed(() => latch.wait({ timeout: 10_000 }));
    expect(value).toBe(true);
    expectAtOnce(ms);
    expect([await task, await blocked]).toEqual([true, true]);
    await counted;
  });

  test('a thread that is started later finds it open', async () => {
    const subject = make(1);
    subject.lock.countDown();
    const late = subject.thread(() => undefined);
    expect(await late.run(async ({ lock }) => [lock.isOpen, lock.wait(), await lock.waitAsync()])).toEqual([true, true, true]);
  });
});
