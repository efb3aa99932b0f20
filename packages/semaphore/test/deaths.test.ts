import { FACTOR, bunch, closeSubjects, endThreads, expectAtOnce, pending, timed, until } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, PAIRS, ROBUST, WAYS, empty, held, inLine, joins, make, started, waiting, type AnySemaphore } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const DIES = new URL('workers/dies.mjs', import.meta.url);

/** Who waits learns of a death within this, in milliseconds; one of several may be late on a busy machine. */
const NOTICED = 250 * FACTOR;
const LATEST = 1000 * FACTOR;

const now = (): number => performance.timeOrigin + performance.now();

/** In another thread: takes so many, and tells when. */
const TAKES_AT = {
  sync: ({ lock }: Here<AnySemaphore>, count: number): number => {
    lock.acquire({ count });
    return performance.timeOrigin + performance.now();
  },
  async: async ({ lock }: Here<AnySemaphore>, count: number): Promise<number> => {
    await lock.acquireAsync({ count });
    return performance.timeOrigin + performance.now();
  },
} as const;

function expectNoticed(stalls: readonly number[]): void {
  const median = [...stalls].sort((a, b) => a - b)[stalls.length >> 1];
  expect(median, String(stalls)).toBeLessThan(NOTICED);
  expect(Math.max(...stalls), String(stalls)).toBeLessThan(LATEST);
}

describe.each(ROBUST)('$name, of which a holder dies', (type) => {
  test.each(PAIRS)('(it took them $first) gives them to one that waits ($second) within 250 ms', async ({ first, second }) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const subject = make(type, 3);
      const dies = subject.thread();
      await dies.run(async ({ lock }, way) => (way === 'sync' ? lock.acquire({ count: 2 }) : lock.acquireAsync({ count: 2 })), first);
      const other = subject.thread();
      const taken = other.run(TAKES_AT[second], 3);
      await waiting(subject, 1);
      await dies.terminate();
      const ended = now();
      stalls.push((await taken) - ended);
      expect([subject.lock.value, held(subject.words)]).toEqual([0, 3]);
      await other.run(({ lock }) => {
        lock.release(3);
      });
      expect(subject.lock.value).toBe(3);
      await closeSubjects();
    }
    expectNoticed(stalls);
  });

  test.each(['tryAcquire', 'acquire', 'acquireAsync'])('gives them to who tries again and again with %s()', async (call) => {
    const subject = make(type, 1);
    const { lock } = subject;
    const dies = subject.thread();
    await dies.run(({ lock }) => lock.acquire());
    await dies.terminate();
    const ended = now();
    let taken = false;
    while (!taken && now() - ended < LATEST) {
      if (call === 'tryAcquire') taken = lock.tryAcquire();
      else taken = call === 'acquire' ? lock.acquire({ timeout: 0 }) : await lock.acquireAsync({ timeout: 0 });
    }
    expect(taken).toBe(true);
    lock.release();
  });

  test.each([
    'by process.exit()',
    'by process.exit() while it awaits',
    'by an error that nobody catches',
    'since it has nothing to do any more',
  ])('%s, gives them to one that waits', async (how) => {
    const { lock, record, flags } = make(type, 2);
    const dying = bunch(1, DIES, { handle: record.handle, type: record.how.export, flags, how });
    await until('it holds them', () => Atomics.load(flags, 0) === 1);
    expect(await lock.acquireAsync({ count: 2, timeout: 10_000 })).toBe(true);
    await expect(dying.join()).rejects.toThrow(/uncaught|ended with code/);
    lock.release(2);
  });

  test('one that lives keeps them, however long', async () => {
    const subject = make(type, 1);
    const lives = subject.thread();
    await lives.run(({ lock }) => lock.acquire());
    expect(await subject.lock.acquireAsync({ timeout: 400 })).toBe(false);
    await lives.run(({ lock }) => {
      lock.release();
    });
    expect(subject.lock.tryAcquire()).toBe(true);
    subject.lock.release();
  });

  test('of several that die all comes back, once', async () => {
    const subject = make(type, 12);
    const threads = await started(subject, 4);
    await Promise.all(threads.map((thread, index) => thread.run(({ lock }, count) => lock.acquire({ count }), index + 1)));
    const [first, ...others] = threads;
    expect(subject.lock.value).toBe(2);
    const waits = first!.run(TAKES_AT.sync, 10);
    await waiting(subject, 1);
    for (const other of others) await other.terminate();
    await waits;
    expect([subject.lock.value, held(subject.words)]).toEqual([1, 11]);
    expect(await subject.lock.acquireAsync({ count: 2, timeout: 200 })).toBe(false);
    await first!.run(({ lock }) => {
      lock.release(11);
    });
    expect(subject.lock.value).toBe(12);
  });
});

describe.each([OPEN[0]!, OPEN[3]!])('$name, of which a waiter dies', (type) => {
  test.each(PAIRS)('(it waits $first) for more than there is: one behind it ($second) goes on within 250 ms', async ({ first, second }) => {
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const subject = empty(type, 9);
      subject.lock.release();
      const [dies, other] = subject.threads(2);
      const large = await joins(subject, dies!, first, 5);
      const taken = other!.run(TAKES_AT[second], 1);
      await waiting(subject, 2);
      await dies!.terminate();
      const ended = now();
      stalls.push((await taken) - ended);
      await expect(large.turn).rejects.toThrow('ended');
      expect([subject.lock.value, inLine(subject)]).toEqual([0, 0]);
      await closeSubjects();
    }
    expectNoticed(stalls);
  });

  test.each(PAIRS)('($first), and what comes for it goes to the next ($second)', async ({ first, second }) => {
    const subject = empty(type, 9);
    const [dies, other] = subject.threads(2);
    const lost = await joins(subject, dies!, first);
    const next = await joins(subject, other!, second);
    await dies!.terminate();
    await expect(lost.turn).rejects.toThrow('ended');
    const { ms } = await timed(() => {
      subject.lock.release();
      return next.turn;
    });
    expect(ms).toBeLessThan(LATEST);
    // One that awaited may have been overtaken before it was known to be dead. Who waits next takes its entry away.
    expect(await subject.lock.acquireAsync({ timeout: 300 })).toBe(false);
    expect([subject.lock.value, inLine(subject)]).toEqual([0, 0]);
  });

  test.each(WAYS)('(%s), and nobody else waits: the next that comes is not held up', async (way) => {
    const subject = empty(type, 9);
    const dies = subject.thread();
    const lost = await joins(subject, dies, way, 4);
    await dies.terminate();
    await expect(lost.turn).rejects.toThrow('ended');
    subject.lock.release(2);
    const { value, ms } = await timed(() => subject.lock.acquireAsync({ count: 2 }));
    expect(value).toBe(true);
    expect(ms).toBeLessThan(LATEST);
    expect(await subject.lock.acquireAsync({ timeout: 300 })).toBe(false);
  });

  test('tries find it, too', async () => {
    const subject = empty(type, 9);
    const dies = subject.thread();
    const lost = await joins(subject, dies, 'sync', 4);
    await dies.terminate();
    await expect(lost.turn).rejects.toThrow('ended');
    subject.lock.release(2);
    const start = now();
    let taken = false;
    while (!taken && now() - start < LATEST) taken = subject.lock.tryAcquire({ count: 2 });
    expect([taken, inLine(subject)]).toEqual([true, 0]);
  });

  test('that lives is not taken for dead, however long it waits or is busy', async () => {
    const subject = empty(type, 9);
    const [lives, busy, other] = subject.threads(3);
    const first = await joins(subject, lives!, 'sync', 5);
    const second = busy!.run(({ lock }) => {
      const wait = lock.acquireAsync({ count: 2 });
      for (const end = performance.now() + 500; performance.now() < end; );
      return wait;
    });
    await waiting(subject, 2);
    const third = await joins(subject, other!, 'sync');
    subject.lock.release(4);
    expect(await subject.lock.acquireAsync({ timeout: 400 })).toBe(false);
    expect(await pending(first.turn)).toBe(true);
    subject.lock.release(4);
    expect([await first.turn, await third.turn].sort()).toEqual([0, 1]);
    expect(await second).toBe(true);
  });

  test('one that died with a permit has taken it with it', async () => {
    const subject = make(type, 2);
    const dies = subject.thread();
    await dies.run(({ lock }) => lock.acquire());
    await dies.terminate();
    const { value, ms } = await timed(() => subject.lock.acquire());
    expect(value).toBe(true);
    expectAtOnce(ms);
    expect([subject.lock.value, await subject.lock.acquireAsync({ timeout: 300 })]).toEqual([0, false]);
  });
});
