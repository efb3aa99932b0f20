import type { Condition } from '@sync/condition';
import { LONG, Subject, closeSubjects, endThreads, expectTimeout, pending, timed, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, WAYS, awaits, blocks, entriesOf, notify, notifyWithoutWaking, task, waiting, waitingIn, waitsForTheLock } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const all = (count: number): true[] => Array.from({ length: count }, () => true);

describe.each(KINDS)('$name', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec, { name: 'jobs' });

  /** Waits in other threads, and how many have returned. */
  const begin = (subject: Subject<Condition>, count: number, wait: typeof blocks): { ends: Promise<boolean>[]; returned: () => number } => {
    let returned = 0;
    const ends = subject.threads(count).map((thread) =>
      thread.run(wait).then((notified) => {
        returned++;
        return notified;
      }),
    );
    return { ends, returned: () => returned };
  };

  test('is a free lock at birth, and nobody waits', () => {
    const { lock: condition } = make();
    expect([condition.locked, condition.owned, condition.name]).toEqual([false, false, 'jobs']);
    expect(String(condition)).toMatch(/^Condition\(jobs\)\[0 waiting, .*free\]+$/);
  });

  test.each(WAYS)('one that $way has the lock again when it returns, and sees what was written', async ({ wait }) => {
    const subject = make();
    const { lock: condition, flags } = subject;
    const other = subject.thread();
    const held = async (options: { round: number }): Promise<unknown> =>
      wait === blocks
        ? other.run(({ lock, flags }, { round }) => {
            lock.acquire();
            const seen = [lock.wait(), lock.owned, flags[8] === round];
            lock.release();
            return seen;
          }, options)
        : other.run(async ({ lock, flags }, { round }) => {
            await lock.acquireAsync();
            const seen = [await lock.waitAsync(), lock.owned, flags[8] === round];
            lock.release();
            return seen;
          }, options);
    for (let round = 1; round <= 20; round++) {
      const seen = held({ round });
      await waiting(subject, 1);
      condition.acquire();
      flags[8] = round;
      condition.notify();
      condition.release();
      expect(await seen).toEqual([true, true, true]);
    }
  });

  // The whole round twice, for one that works once only.
  test.each(WAYS)('of five threads, each of which $way, so many go on as were notified, once the lock is free', async ({ wait }) => {
    const subject = make();
    const { lock: condition, words } = subject;
    for (let round = 0; round < 2; round++) {
      const first = begin(subject, 5, wait);
      await waiting(subject, 5);
      condition.acquire();
      condition.notify(3);
      expect(waitingIn(words)).toBe(2);
      await waitsForTheLock(subject);
      expect([await pending(Promise.race(first.ends)), first.returned()]).toEqual([true, 0]);
      condition.release();
      await until('three have returned', () => first.returned() === 3);
      // Two that came first and three that came since.
      const second = begin(subject, 3, wait);
      await waiting(subject, 5);
      notify(condition, 4);
      await until('four more have returned', () => first.returned() + second.returned() === 7);
      expect(entriesOf(words)).toMatchObject([{ waiting: 1, notified: 0 }]);
      notify(condition);
      expect(await Promise.all([...first.ends, ...second.ends])).toEqual(all(8));
      expect(entriesOf(words)).toEqual([]);
    }
  });

  test.each([2, 4, 6, 7])('of six that wait, some of them blocked, notify(%i) wakes as many as there are', async (count) => {
    const subject = make();
    const { lock: condition } = subject;
    const [sync, async] = [begin(subject, 3, blocks), begin(subject, 2, awaits)];
    const mine = task(condition).then(() => 1);
    let own = 0;
    void mine.then(() => own++);
    await waiting(subject, 6);
    notify(condition, count);
    const returned = (): number => sync.returned() + async.returned() + own;
    await until('they return', () => returned() === Math.min(count, 6));
    expect(waitingIn(subject.words)).toBe(6 - Math.min(count, 6));
    notify(condition);
    expect(await Promise.all([...sync.ends, ...async.ends])).toEqual(all(5));
    await mine;
  });

  test('nobody is notified in advance: neither notify nor notifyAll is kept for who comes later', async () => {
    const { lock: condition } = make();
    notify(condition, 3);
    notify(condition);
    notify(condition, 0);
    expect(blocks({ lock: condition } as never, { timeout: 5 })).toBe(false);
    expect(await task(condition, { timeout: 5 })).toBe(false);
  });

  test('notify(0) wakes nobody', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    const wait = task(condition);
    const before = [...words];
    condition.acquire();
    condition.notify(0);
    condition.release();
    expect([...words.subarray(16)]).toEqual(before.slice(16));
    expect(await pending(wait)).toBe(true);
    notify(condition);
    expect(await wait).toBe(true);
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a wait that nobody ends returns false after %d ms, not before, with the lock held', async (timeout) => {
    const { lock: condition, words } = make();
    condition.acquire();
    const sync = await timed(() => condition.wait({ timeout }));
    expect([sync.value, condition.owned, entriesOf(words)]).toEqual([false, true, []]);
    condition.release();
    await condition.acquireAsync();
    const async = await timed(() => condition.waitAsync({ timeout }));
    expect([async.value, condition.owned, entriesOf(words)]).toEqual([false, true, []]);
    condition.release();
    expectTimeout(sync.ms, timeout);
    expectTimeout(async.ms, timeout);
  });

  test('six wait until their time is up, and six others are notified after them', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    const threads = subject.threads(6);
    const late = threads.map((thread, at) => thread.run(at % 2 === 0 ? blocks : awaits, { timeout: 10 }));
    expect(await Promise.all(late)).toEqual(late.map(() => false));
    expect(entriesOf(words)).toEqual([]);
    const ends = threads.map((thread, at) => thread.run(at % 2 === 1 ? blocks : awaits));
    await waiting(subject, 6);
    notify(condition);
    expect(await Promise.all(ends)).toEqual(all(6));
  });

  test.each(WAYS)('a time limit of 0 gives the lock up and takes it again: another thread $way for the lock and gets it', async ({ way }) => {
    const subject = make();
    const { lock: condition, flags } = subject;
    const other = subject.thread();
    condition.acquire();
    const taken = other.run(async ({ lock, flags }, way) => {
      if (way === 'blocks') lock.acquire();
      else await lock.acquireAsync();
      Atomics.store(flags, 0, 1);
      lock.release();
    }, way);
    await waitsForTheLock(subject);
    const start = performance.now();
    while (Atomics.load(flags, 0) === 0 && performance.now() - start < LONG) expect(condition.wait({ timeout: 0 })).toBe(false);
    expect([Atomics.load(flags, 0), condition.owned]).toEqual([1, true]);
    condition.release();
    await taken;
  });

  test.each(WAYS)('one that $way, and is notified after its time was up and before it had the lock, returns true', async ({ wait }) => {
    const subject = make();
    const { lock: condition, words } = subject;
    const [expired, other] = subject.threads(2);
    for (let effective = 0, round = 0; effective < 5; round++) {
      expect(round).toBeLessThan(100);
      let gone = false;
      const late = expired!.run(wait, { timeout: 20 });
      void late.then(() => (gone = true));
      await until('it waits, or is gone', () => gone || waitingIn(words) === 1);
      const stays = other!.run(wait);
      await until('both wait, or one is gone', () => gone || waitingIn(words) === 2);
      condition.acquire();
      // Who is in the line now leaves it with the lock only, whatever the time is.
      if (waitingIn(words) === 2) {
        await waitsForTheLock(subject);
        condition.notify();
        condition.release();
        expect([await late, await pending(stays)]).toEqual([true, true]);
        effective++;
      } else {
        condition.release();
        expect(await late).toBe(false);
        await waiting(subject, 1);
      }
      notify(condition);
      expect(await stays).toBe(true);
    }
  });

  test.each(WAYS)('one that $way, and whose time was up before the notification, does not swallow it', async ({ wait }) => {
    const subject = make();
    const { lock: condition } = subject;
    const [expired, other] = subject.threads(2);
    for (let round = 0; round < 10; round++) {
      const late = expired!.run(wait, { timeout: 1 });
      const stays = other!.run(wait);
      expect(await late).toBe(false);
      await waiting(subject, 1);
      notify(condition, 1);
      expect(await stays).toBe(true);
    }
  });

  test.each(WAYS)('one that $way goes on within a slice when who has notified it dies before it wakes it', async ({ wait }) => {
    const subject = make();
    const { lock: condition, words } = subject;
    const end = subject.thread().run(wait);
    await waiting(subject, 1);
    condition.acquire();
    notifyWithoutWaking(words);
    condition.release();
    const { value, ms } = await timed(() => end);
    expect(value).toBe(true);
    expect(ms).toBeLessThan(1000);
  });

  test('threads and tasks pass the turn on, each by a notification of its own', async () => {
    const subject = make();
    const { lock: condition, flags } = subject;
    const rounds = 200;
    const going = subject.threads(3).map((thread, at) =>
      thread.run(
        async ({ lock, flags }, at, rounds) => {
          for (let round = 0; round < rounds; round++) {
            await lock.acquireAsync();
            if (at === 0) while (flags[0]! % 4 !== at) await lock.waitAsync();
            else while (flags[0]! % 4 !== at) lock.wait();
            flags[0]!++;
            lock.notifyAll();
            lock.release();
          }
        },
        at,
        rounds,
      ),
    );
    for (let round = 0; round < rounds; round++) {
      await condition.acquireAsync();
      while (flags[0]! % 4 !== 3) await condition.waitAsync();
      flags[0]!++;
      condition.notifyAll();
      condition.release();
    }
    await Promise.all(going);
    expect(flags[0]).toBe(4 * rounds);
  });

  test('a thread that is blocked holds nobody up with a task of its own that was notified', async () => {
    const subject = make();
    const { lock: condition, flags } = subject;
    const [busy, other] = subject.threads(2);
    const begun = busy!.run(({ lock, flags }) => {
      void lock.runAsync(() => lock.waitAsync()).then((notified) => Atomics.store(flags, 1, notified ? 1 : 2));
      return true;
    });
    expect(await begun).toBe(true);
    await waiting(subject, 1);
    const blocked = busy!.run(({ flags }) => {
      Atomics.store(flags, 0, 1);
      return Atomics.wait(flags, 2, 0, 10_000);
    });
    await until('it is blocked', () => Atomics.load(flags, 0) === 1);
    const end = other!.run(blocks);
    await waiting(subject, 2);
    notify(condition, 1);
    const { value, ms } = await timed(() => {
      notify(condition, 1);
      return end;
    });
    expect(value).toBe(true);
    expect(ms).toBeLessThan(1000);
    expect([condition.locked, Atomics.load(flags, 1)]).toEqual([false, 0]);
    Atomics.store(flags, 2, 1);
    Atomics.notify(flags, 2);
    expect(await blocked).toBe('ok');
    await until('its task has gone on', () => Atomics.load(flags, 1) === 1);
  });

  test('a thread that waits itself is notified beside its own waiting task, which goes on after it', async () => {
    const subject = make();
    const { lock: condition } = subject;
    const mine = task(condition);
    const notifier = subject.thread().run(async ({ lock, words }) => {
      // Both wait: its task in an entry of its own, and the thread.
      while (Atomics.load(words, 16 + 2) + Atomics.load(words, 16 + 5 + 2) < 2) await new Promise((resolve) => setTimeout(resolve, 1));
      lock.run(() => {
        lock.notifyAll();
      });
    });
    expect(blocks({ lock: condition } as never, { timeout: LONG })).toBe(true);
    expect(await mine).toBe(true);
    await notifier;
  });
});
