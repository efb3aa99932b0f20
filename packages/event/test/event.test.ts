import { Event } from '@sync/event';
import { Subject, closeSubjects, counting, endThreads, expectAtOnce, expectTimeout, pending, timed, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CHANGES, PLACES } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(PLACES)('$name', ({ spec }) => {
  const make = (name?: string): Subject<Event> => new Subject<Event>(spec, name === undefined ? {} : { name });
  const waiting = (subject: Subject<Event>, count: number): Promise<void> =>
    until(`${count} wait`, () => Atomics.load(subject.flags, 0) === count);

  test('is not set at birth', () => {
    const { lock: event } = make();
    expect(event.isSet).toBe(false);
    expect(event.wait({ timeout: 0 })).toBe(false);
  });

  test('is set by set and no more by clear, as often as one likes; each of them twice is once', () => {
    const { lock: event, words } = make();
    for (let round = 0; round < 3; round++) {
      event.set();
      expect(event.isSet).toBe(true);
      event.set();
      expect(event.isSet).toBe(true);
      expect(words[CHANGES]).toBe(2 * round + 1);
      event.clear();
      expect(event.isSet).toBe(false);
      event.clear();
      expect(event.isSet).toBe(false);
      expect(words[CHANGES]).toBe(2 * round + 2);
    }
  });

  test('the count of changes may pass the largest number there is', () => {
    const { lock: event, words } = make();
    words[CHANGES] = 2 ** 31 - 2;
    const waits = event.waitAsync();
    event.set();
    event.clear();
    expect([event.isSet, words[CHANGES]]).toEqual([false, -(2 ** 31)]);
    event.set();
    expect([event.isSet, event.wait()]).toEqual([true, true]);
    return expect(waits).resolves.toBe(true);
  });

  test('nobody waits for what is set, whatever the time limit', async () => {
    const { lock: event } = make();
    event.set();
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }, { timeout: 1e100 }]) {
      const { value, ms } = await timed(() => event.wait(options));
      expect(value).toBe(true);
      expectAtOnce(ms);
      expect(await event.waitAsync(options)).toBe(true);
    }
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a wait for what is not set is over after %d ms, not before', async (timeout) => {
    const { lock: event } = make();
    const sync = await timed(() => event.wait({ timeout }));
    const async = await timed(() => event.waitAsync({ timeout }));
    expect([sync.value, async.value]).toEqual([false, false]);
    expectTimeout(sync.ms, timeout);
    expectTimeout(async.ms, timeout);
    expect(event.isSet).toBe(false);
  });

  test('what is set in one thread is set in all', async () => {
    const subject = make();
    const { lock: event } = subject;
    const other = subject.thread();
    event.set();
    expect(await other.run(({ lock }) => [lock.isSet, lock.wait(), lock.wait({ timeout: 0 })])).toEqual([true, true, true]);
    await other.run(({ lock }) => {
      lock.clear();
    });
    expect(event.isSet).toBe(false);
    await other.run(({ lock }) => {
      lock.set();
    });
    expect(event.wait()).toBe(true);
  });

  // The whole round twice, for one that works once only.
  test.each([1, 2, 5])('%d threads that block go on at one set, none before; after clear they wait again', async (count) => {
    const subject = make();
    const threads = await counting(subject, count);
    for (let round = 0; round < 2; round++) {
      const all = threads.map((thread) => thread.run(({ lock }) => [lock.wait(), lock.wait()]));
      await waiting(subject, count);
      expect(await pending(Promise.race(all))).toBe(true);
      subject.lock.set();
      expect(await Promise.all(all)).toEqual(all.map(() => [true, true]));
      subject.lock.clear();
      expect(await threads[0]?.run(({ lock }) => lock.wait({ timeout: 1 }))).toBe(false);
    }
  });

  test('threads that block, threads that await and tasks of the setter all go on at one set and clear', async () => {
    const subject = make();
    const { lock: event } = subject;
    const threads = await counting(subject, 5);
    const wait = (thread: Remote<Event>, index: number): Promise<boolean> =>
      index % 2 === 0 ? thread.run(({ lock }) => lock.wait()) : thread.run(({ lock }) => lock.waitAsync());
    for (let round = 0; round < 30; round++) {
      const all = [...threads.map(wait), event.waitAsync(), event.waitAsync({ timeout: 10_000 })];
      await waiting(subject, 5);
      const { value, ms } = await timed(() => {
        event.set();
        event.clear();
        return Promise.all(all);
      });
      expect(value).toEqual(all.map(() => true));
      expectAtOnce(ms);
      expect(event.isSet).toBe(false);
    }
  });

  test('a task that waits is released by what was set and cleared before it could look, many times', async () => {
    const { lock: event } = make();
    const waits = [event.waitAsync(), event.waitAsync({ timeout: 10_000 })];
    for (let round = 0; round < 1000; round++) {
      event.set();
      event.clear();
    }
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(await event.waitAsync({ timeout: 1 })).toBe(false);
  });

  test('a task whose time is up while its thread is busy is released by what was set before', async () => {
    const { lock: event } = make();
    const waits = [event.waitAsync({ timeout: 5 }), event.waitAsync({ timeout: 5 })];
    const later = new Event();
    later.wait({ timeout: 10 });
    event.set();
    event.clear();
    // Neither the time limits nor the wake-up have been seen by now.
    later.wait({ timeout: 10 });
    expect(await Promise.all(waits)).toEqual([true, true]);
  });

  test('who comes after clear is not released with those who came before', async () => {
    const { lock: event } = make();
    const early = event.waitAsync();
    event.set();
    event.clear();
    const late = event.waitAsync();
    expect(await early).toBe(true);
    expect(await pending(late)).toBe(true);
    event.set();
    expect(await late).toBe(true);
  });

  test('what was written before set is seen after the wait', async () => {
    const subject = make();
    const { flags, lock: event } = subject;
    const other = subject.thread();
    for (let round = 1; round <= 100; round++) {
      const seen = other.run(({ lock, flags }) => {
        lock.wait();
        lock.clear();
        return flags[8];
      });
      flags[8] = round;
      event.set();
      expect(await seen).toBe(round);
    }
  });

  test('1,000 waiters of one thread go on at one set, and cost one waiter of the platform', async () => {
    const subject = make();
    const [thread] = await counting(subject, 1);
    const outcome = thread?.run(async ({ lock, flags }) => {
      const waits = Array.from({ length: 1000 }, () => lock.waitAsync());
      const platform = Atomics.load(flags, 0);
      Atomics.store(flags, 1, 1);
      const released = await Promise.all(waits);
      return { platform, released: released.filter((value) => value).length };
    });
    await until('all wait', () => Atomics.load(subject.flags, 1) === 1);
    subject.lock.set();
    expect(await outcome).toEqual({ platform: 1, released: 1000 });
  });

  test('of many waiters some leave, by time and by abort, and the others go on', async () => {
    const { lock: event } = make();
    const reason = new Error('enough');
    const abort = new AbortController();
    const stay = Array.from({ length: 100 }, () => event.waitAsync());
    const timedOut = Array.from({ length: 100 }, (_, at) => event.waitAsync({ timeout: at % 20 }));
    const aborted = Array.from({ length: 100 }, () => event.waitAsync({ signal: abort.signal }).catch((error: unknown) => error));
    expect((await Promise.all(timedOut)).some((value) => value)).toBe(false);
    abort.abort(reason);
    expect((await Promise.all(aborted)).every((error) => error === reason)).toBe(true);
    event.set();
    expect((await Promise.all(stay)).every((value) => value)).toBe(true);
  });

  test('a thread that ends while it waits holds nobody up', async () => {
    const subject = make();
    const [first, second, third] = await counting(subject, 3);
    const dies = [first!.run(({ lock }) => lock.wait()), second!.run(({ lock }) => lock.waitAsync())];
    const left = third?.run(({ lock }) => lock.wait());
    await waiting(subject, 3);
    await first?.terminate();
    await second?.terminate();
    subject.lock.set();
    expect(await left).toBe(true);
    expect((await Promise.allSettled(dies)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('a thread that blocks keeps its own waiting task from nothing, nor anybody else', async () => {
    const subject = make();
    const { lock: event } = subject;
    const [other] = await counting(subject, 1);
    const task = event.waitAsync();
    const blocked = other?.run(({ lock, flags }) => {
      const released = lock.wait();
      Atomics.store(flags, 1, 1);
      return released;
    });
    await waiting(subject, 1);
    const set = subject.thread().run(({ lock }) => {
      lock.set();
    });
    // Blocks here behind its own task.
    const { value, ms } = await timed(() => event.wait({ timeout: 10_000 }));
    expect(value).toBe(true);
    expectAtOnce(ms);
    expect([await task, await blocked]).toEqual([true, true]);
    await set;
  });
});
