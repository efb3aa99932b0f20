import type { Condition } from '@sync/condition';
import { LONG, Subject, bunch, closeSubjects, endThreads, pending, random, testSeed, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { awaits, blocks, conditionSpec, crowd, entriesOf, notify, setTicket, task, waiting, waitingIn } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const TURNS = new URL('workers/turns.mjs', import.meta.url);

const make = (): Subject<Condition> => new Subject<Condition>({ ...conditionSpec, byteOffset: 0 });

/** One that waits, known by when it came. */
interface Waiter {
  /** How it ended, once it has. */
  ended?: boolean | 'aborted';
  leave?: () => Promise<void>;
}

/** A waiter of one of the threads; the first of them blocks, the last is this one. */
async function come(subject: Subject<Condition>, threads: readonly Remote<Condition>[], at: number, id: number): Promise<Waiter> {
  const before = waitingIn(subject.words);
  const waiter: Waiter = {};
  const thread = threads[at];
  let end: Promise<boolean | 'aborted'>;
  if (thread === undefined) {
    const abort = new AbortController();
    end = task(subject.lock, { signal: abort.signal }).catch(() => 'aborted' as const);
    waiter.leave = async () => {
      abort.abort();
    };
  } else if (at === 0) {
    end = thread.run(blocks);
  } else {
    end = thread.run(async ({ lock, kept }, id) => {
      const abort = new AbortController();
      kept[id] = abort;
      return lock.runAsync(() => lock.waitAsync({ signal: abort.signal }).catch(() => 'aborted' as const));
    }, id);
    waiter.leave = async () => {
      await thread.run(({ kept }, id) => {
        (kept[id] as AbortController).abort();
      }, id);
    };
  }
  void end.then((how) => (waiter.ended = how));
  await waiting(subject, before + 1);
  return waiter;
}

describe('who came first is notified first', () => {
  // Tickets are 32 bits: near the middle and the end they must go on as before.
  test.each([0, 2 ** 31 - 20, -20])('threads that block, threads that await and tasks of this one, of which some leave (tickets from %d)', async (ticket) => {
    const subject = make();
    setTicket(subject.words, ticket);
    const numbers = random(testSeed());
    const threads = subject.threads(4);
    for (let round = 0; round < 8; round++) {
      let blocked = false;
      let line: Waiter[] = [];
      for (let id = 0; id < 12; id++) {
        // Runs of one thread, too: mostly the same one again.
        let at = numbers.below(3) > 0 ? 1 + (id >> 2) : numbers.below(5);
        if (at === 0 && blocked) at = 4;
        blocked ||= at === 0;
        line.push(await come(subject, threads, at, id));
      }
      while (line.length > 0) {
        const leaver = line[numbers.below(line.length)];
        if (leaver?.leave !== undefined && numbers.below(3) === 0) {
          await leaver.leave();
          await until('it has left', () => leaver.ended !== undefined);
          expect(leaver.ended).toBe('aborted');
          line = line.filter((waiter) => waiter !== leaver);
        } else {
          const count = 1 + numbers.below(2);
          const chosen = line.slice(0, count);
          notify(subject.lock, count);
          await until('they return', () => chosen.every(({ ended }) => ended !== undefined));
          expect(chosen.map(({ ended }) => ended)).toEqual(chosen.map(() => true));
          line = line.slice(count);
        }
        expect(line.every(({ ended }) => ended === undefined)).toBe(true);
        await waiting(subject, line.length);
      }
      expect(entriesOf(subject.words)).toEqual([]);
    }
  });

  test('tasks of one thread that follow each other are one entry, until one of them is notified', async () => {
    const { lock: condition, words } = make();
    const first = [task(condition), task(condition)];
    expect(entriesOf(words)).toMatchObject([{ waiting: 2, notified: 0 }]);
    condition.acquire();
    condition.notify();
    const second = [condition.waitAsync(), task(condition)];
    expect(entriesOf(words)).toMatchObject([{ waiting: 1, notified: 1 }, { waiting: 2, notified: 0 }]);
    expect(await first[0]).toBe(true);
    notify(condition);
    expect(await Promise.all([first[1], second[0]!.finally(() => { condition.release(); }), second[1]])).toEqual([true, true, true]);
  });
});

describe('thousands', () => {
  const COUNT = 10_000;

  test(`${COUNT} tasks of one thread are notified one by one, in the order in which they came`, async () => {
    const { lock: condition, words } = make();
    const order: number[] = [];
    const ends = Array.from({ length: COUNT }, (_, at) => task(condition).then(() => order.push(at)));
    expect(entriesOf(words)).toMatchObject([{ waiting: COUNT }]);
    for (let at = 0; at < 100; at++) {
      notify(condition, 1);
      await ends[at];
      expect(order).toHaveLength(at + 1);
    }
    notify(condition, COUNT - 200);
    await ends[COUNT - 101];
    expect(waitingIn(words)).toBe(100);
    notify(condition);
    await Promise.all(ends);
    expect(order).toEqual(order.map((_, at) => at));
  });

  test(`${COUNT} tasks of one thread that come and are notified in turn, before any of them can go on`, async () => {
    const { lock: condition, words } = make();
    let returned = 0;
    const ends = Array.from({ length: COUNT }, () => {
      const end = task(condition).then((notified) => {
        returned++;
        return notified;
      });
      notify(condition, 1);
      return end;
    });
    expect([returned, waitingIn(words)]).toEqual([0, 0]);
    expect((await Promise.all(ends)).every((notified) => notified)).toBe(true);
  });

  test(`${COUNT} tasks of two threads that come in turn: exactly so many go on as are notified`, async () => {
    const subject = make();
    const { lock: condition, record, words } = subject;
    const counts = new Int32Array(new SharedArrayBuffer(4 * 4));
    const run = bunch<number>(2, TURNS, { handle: record.handle, counts, tasks: COUNT / 2 }, { limit: 2 * LONG });
    await until('all wait', () => waitingIn(words) === COUNT, 2 * LONG);
    for (const [count, total] of [[1, 1], [2, 3], [997, 1000], [4000, 5000]] as const) {
      notify(condition, count);
      await until(`${total} have returned`, () => Atomics.load(counts, 1) === total);
      await waiting(subject, COUNT - total);
    }
    notify(condition);
    expect(await run.join()).toEqual([COUNT / 2, COUNT / 2]);
    expect(Atomics.load(counts, 1)).toBe(COUNT);
  });
});

describe('a line that is crowded, or full', () => {
  const FULL = /^Condition.*: wait(Async)?\(\): 64 threads wait already/;

  test('nobody else may wait: the error says so, nothing has changed, and the lock is held', async () => {
    const { lock: condition, words } = make();
    // Has drawn its ordering id by then.
    expect(await task(condition, { timeout: 0 })).toBe(false);
    const empty = crowd(words, 64);
    condition.acquire();
    const before = [...words];
    expect(() => condition.wait()).toThrow(FULL);
    expect(() => condition.wait({ timeout: 0 })).toThrow(expect.objectContaining({ name: 'InvalidStateError' }) as Error);
    expect(() => condition.waitFor(() => false)).toThrow(/waitFor\(\): 64 threads/);
    await expect(condition.waitAsync()).rejects.toThrow(FULL);
    await expect(condition.waitForAsync(() => false)).rejects.toThrow(/waitForAsync\(\): 64 threads/);
    expect([...words]).toEqual(before);
    expect(condition.owned).toBe(true);
    condition.release();
    empty();
    expect(await task(condition, { timeout: 1 })).toBe(false);
  });

  test('a thread that has tasks there may have more, also while some of them were notified', async () => {
    const { lock: condition, words } = make();
    const first = task(condition);
    const empty = crowd(words.subarray(5), 63);
    words[3] = 64;
    const [second, third] = [task(condition), task(condition)];
    notify(condition, 1);
    const fourth = task(condition);
    expect(entriesOf(words)[0]).toMatchObject({ waiting: 3, notified: 1 });
    expect(await first).toBe(true);
    notify(condition, 2);
    const fifth = task(condition);
    expect(await Promise.all([second, third])).toEqual([true, true]);
    expect(await pending(Promise.race([fourth, fifth]))).toBe(true);
    notify(condition);
    expect(await Promise.all([fourth, fifth])).toEqual([true, true]);
    empty();
    words[3] = 0;
  });

  test('beyond half of the entries a thread takes no more of them, and each waiter is notified once', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    const empty = crowd(words, 33);
    const other = subject.thread();
    const ends: Promise<boolean>[] = [];
    for (let turn = 1; turn <= 20; turn++) {
      ends.push(turn % 2 === 0 ? task(condition) : other.run(awaits));
      await waiting(subject, turn);
    }
    expect(entriesOf(words).filter(({ waiting }) => waiting > 0)).toMatchObject([{ waiting: 10 }, { waiting: 10 }]);
    let returned = 0;
    for (const end of ends) void end.then(() => returned++);
    for (let turn = 1; turn <= 20; turn += 3) {
      notify(condition, 3);
      await until('they return', () => returned === Math.min(20, turn + 2));
    }
    expect((await Promise.all(ends)).every((notified) => notified)).toBe(true);
    empty();
    await until('the line is empty', () => entriesOf(words).length === 0);
    words[3] = 0;
  });
});
