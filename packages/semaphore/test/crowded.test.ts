import { Semaphore } from '@sync/semaphore';
import { Subject, closeSubjects, endThreads, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, ROBUST, empty, inLine, make, specOf, waiting, type AnySemaphore } from './spec.ts';
import { ENTRY_THREAD, HOLDERS, HOLDS, LINE, USED } from './words.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Counts in `flags[2]`, once a test has put them there, the platform's async waiters of the thread. */
function countAsyncWaits(): void {
  const { waitAsync } = Atomics;
  Atomics.waitAsync = ((...args: Parameters<typeof waitAsync>) => {
    const flags = Reflect.get(globalThis, 'flags') as Int32Array | undefined;
    const outcome = waitAsync(...args);
    if (outcome.async && flags !== undefined) {
      Atomics.add(flags, 2, 1);
      void outcome.value.then(() => Atomics.sub(flags, 2, 1));
    }
    return outcome;
  }) as typeof waitAsync;
}

describe.each(OPEN)('$name, crowded', (type) => {
  test('10,000 waiters of one thread cost one waiter of the platform, and go on in order', async () => {
    const subject = new Subject<AnySemaphore>(specOf({ ...type, bounded: false }, 0));
    const thread = subject.thread(countAsyncWaits);
    const outcome = thread.run(async ({ lock, flags }) => {
      Reflect.set(globalThis, 'flags', flags);
      const order: number[] = [];
      const waits = Array.from({ length: 10_000 }, (_, index) => lock.acquireAsync().then(() => order.push(index)));
      const platform = Atomics.load(flags, 2);
      Atomics.store(flags, 5, 1);
      await Promise.all(waits);
      return { platform, inOrder: order.every((value, index) => value === index), count: order.length };
    });
    await until('all wait', () => Atomics.load(subject.flags, 5) === 1);
    expect(inLine(subject)).toBe(1);
    subject.lock.release(5000);
    for (let given = 0; given < 5; given++) subject.lock.release(1000);
    expect(await outcome).toEqual({ platform: 1, inOrder: true, count: 10_000 });
    expect(subject.lock.value).toBe(0);
  });

  test('of many tasks some leave, by time and by abort, and the others go on', async () => {
    const { lock } = empty(type, 300);
    const abort = new AbortController();
    const reason = new Error('enough');
    const stay: Promise<boolean>[] = [];
    const timedOut: Promise<boolean>[] = [];
    const aborted: Promise<unknown>[] = [];
    for (let each = 0; each < 100; each++) {
      timedOut.push(lock.acquireAsync({ timeout: each % 20, count: 1 + (each % 3) }));
      aborted.push(lock.acquireAsync({ signal: abort.signal, count: 2 }).catch((error: unknown) => error));
      stay.push(lock.acquireAsync());
    }
    expect((await Promise.all(timedOut)).some((value) => value)).toBe(false);
    abort.abort(reason);
    expect((await Promise.all(aborted)).every((error) => error === reason)).toBe(true);
    lock.release(100);
    expect((await Promise.all(stay)).every((value) => value)).toBe(true);
    expect(lock.value).toBe(0);
  });

  test('more threads than the line has places wait, and all have their turn', async () => {
    const subject = empty(type, 100);
    const threads = subject.threads(36);
    const all = threads.map((thread, index) =>
      thread.run(async ({ lock, flags }, index) => {
        Atomics.add(flags, 3, 1);
        const taken = index % 3 === 0 ? await lock.acquireAsync() : lock.acquire();
        Atomics.add(flags, 0, 1);
        return taken;
      }, index),
    );
    await until('the line is full, and all have come', () => inLine(subject) === LINE.length && Atomics.load(subject.flags, 3) === 36);
    expect(subject.flags[0]).toBe(0);
    for (let given = 0; given < 4; given++) subject.lock.release(9);
    expect(await Promise.all(all)).toEqual(all.map(() => true));
    expect(subject.lock.value).toBe(0);
  });

  test('without a place one gives up in time, leaves no trace, and takes what is there at the end', async () => {
    const subject = empty(type, 5);
    const { lock, words } = subject;
    // As if 32 threads had just come into the line.
    for (const entry of LINE) words[entry + ENTRY_THREAD] = 2 * 0x7ff_ffff;
    words[USED] = LINE.length;
    const before = [...words];
    expect([lock.acquire({ timeout: 20 }), await lock.acquireAsync({ timeout: 20 })]).toEqual([false, false]);
    const other = subject.thread();
    const waits = [other.run(({ lock }) => lock.acquire()), other.run(({ lock }) => lock.acquireAsync())];
    lock.release(2);
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(words.slice(16, 272)).toEqual(new Int32Array(before.slice(16, 272)));
    for (const entry of LINE) words[entry + ENTRY_THREAD] = 0;
    // Whoever waits next cleans up.
    expect(lock.acquire({ timeout: 1 })).toBe(false);
  });
});

describe.each(ROBUST)('$name, crowded', (type) => {
  test('32 threads hold some at a time; one more waits until one of them holds none', async () => {
    const subject = make(type, 100);
    const { lock, words } = subject;
    // As if 32 other threads held one each.
    for (const hold of HOLDS) words.set([0x7ff_ffff, 1], hold);
    words[HOLDERS] = HOLDS.length;
    expect([lock.value, lock.tryAcquire(), lock.acquire({ timeout: 5 }), await lock.acquireAsync({ timeout: 5 }), lock.drain()]).toEqual([
      68, false, false, false, 0,
    ]); // prettier-ignore
    const other = subject.thread();
    const waits = other.run(({ lock }) => lock.acquire({ count: 60 }));
    await waiting(subject, 1);
    const [first = 0] = HOLDS;
    words[first + 1] = 0;
    expect(await waits).toBe(true);
    expect([lock.value, lock.tryAcquire()]).toEqual([9, false]);
    await other.run(({ lock }) => {
      lock.release(60);
    });
    expect(lock.tryAcquire({ count: 69 })).toBe(true);
    lock.release(69);
  });
});

test('each semaphore is a line of its own', async () => {
  const buffer = new SharedArrayBuffer(2 * Semaphore.byteLength);
  const one = new Semaphore(0, { buffer });
  const two = new Semaphore(0, { buffer, byteOffset: Semaphore.byteLength });
  const waits = [one.acquireAsync(), two.acquireAsync({ count: 2 })];
  two.release(2);
  expect(await waits[1]).toBe(true);
  one.release();
  expect(await waits[0]).toBe(true);
});
