import { Condition } from '@sync/condition';
import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import { CancelledError, wait, waitAsync, type Future, type ThreadPool } from '@sync/pool';
import { Semaphore } from '@sync/semaphore';
import { LONG, attempt, expectAllHandled, expectAtOnce, timed, until } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { expectAtRest, pools, times, unheard } from './pools.ts';

const heard = unheard();
expectAllHandled();
const make = pools();
const pool = make('stops', { name: 'jobs' });
const soon = { timeout: LONG };

/** Tasks that keep both workers busy until it is called. */
function occupy(busy: typeof pool, workers = 2): () => Promise<unknown> {
  const [started, gate] = [new Semaphore(0), new Event()];
  const futures = times(workers, () => busy.submit('blocks', started, gate));
  for (let worker = 0; worker < workers; worker++) if (!started.acquire(soon)) throw new Error('not started');
  return () => {
    gate.set();
    return Promise.all(futures);
  };
}

describe('a task that has not begun is cancelled for certain, and never runs', () => {
  test('while it waits for a slot', async () => {
    const release = occupy(pool);
    const ran = new Int32Array(new SharedArrayBuffer(4));
    const note = (words: Int32Array): number => (words[0] = (words[0] ?? 0) + 1); // prettier-ignore
    const futures = times(2100, () => pool.submit(note, ran));
    const last = futures.at(-1) as Future<number>;
    expect(pool.stats.waiting).toBe(2100);
    expect(last.cancel()).toBe(true);
    expect([last.cancelled, last.done, last.running, last.state]).toEqual([true, true, false, 'cancelled']);
    expect(last.cancel()).toBe(true);
    expect(() => last.result()).toThrow(CancelledError);
    expect(pool.stats.waiting).toBe(2099);
    for (const future of futures) expect(future.cancel()).toBe(true);
    expect(pool.stats.waiting).toBe(0);
    await release();
    await expectAtRest(pool as ThreadPool);
    expect(ran[0]).toBe(0);
  });

  test('while it is in a slot, where any worker could take it', async () => {
    const release = occupy(pool);
    const ran = new Int32Array(new SharedArrayBuffer(4));
    const note = (words: Int32Array): number => Atomics.add(words, 0, 1);
    const futures = times(1000, () => pool.submit(note, ran));
    const cancelled = futures.filter((_, at) => at % 3 !== 0);
    for (const future of cancelled) expect(future.cancel({ reason: 'not needed' })).toBe(true);
    const error = await attempt(() => cancelled[0]);
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({ message: 'Future(note) of ThreadPool(jobs) was cancelled', cause: 'not needed' });
    await release();
    const { done } = wait(futures, soon);
    expect(done.size).toBe(1000);
    expect(ran[0]).toBe(334);
    expect(futures.every((future, at) => future.cancelled === (at % 3 !== 0))).toBe(true);
  });

  test('while it is on its way to one worker, since something of it is moved', async () => {
    const release = occupy(pool);
    const futures = times(10, () => {
      const { buffer } = new Uint8Array(8);
      return pool.submit({ task: (moved: ArrayBuffer) => moved.byteLength, transfer: [buffer] }, buffer);
    });
    for (const future of futures.slice(0, 9)) expect(future.cancel()).toBe(true);
    await release();
    expect(await futures[9]).toBe(8);
    expect(futures.map(({ state }) => state)).toEqual([...times(9, () => 'cancelled'), 'done']);
    await expectAtRest(pool as ThreadPool);
  });

  test('and it leaves no trace: its place goes to others, again and again', async () => {
    const release = occupy(pool);
    for (let round = 0; round < 6; round++) {
      for (const future of times(1000, (at) => pool.submit((n: number) => n, at))) expect(future.cancel()).toBe(true);
    }
    const kept = times(10, (at) => pool.submit((n: number) => n, at));
    await release();
    expect(await Promise.all(kept)).toEqual(times(10, (at) => at));
  });

  test('also when it races with those who take it: it is cancelled, or has its result', async () => {
    const ran = new Int32Array(new SharedArrayBuffer(4));
    let cancelled = 0;
    for (let round = 0; round < 40; round++) {
      const futures = times(20, () => pool.submit((words: Int32Array) => Atomics.add(words, 0, 1), ran));
      if (round % 2 === 1) await Promise.resolve();
      const refused = futures.filter((future) => !future.cancel());
      cancelled += 20 - refused.length;
      await Promise.allSettled(futures);
      expect(futures.filter((future) => future.cancelled).length).toBeGreaterThanOrEqual(20 - refused.length);
    }
    await expectAtRest(pool as ThreadPool);
    expect(ran[0]).toBeLessThanOrEqual(800 - cancelled);
    expect(cancelled).toBeGreaterThan(0);
  });
});

/** Those that notice when they are cancelled: how each begins, and what else it is given. */
const NOTICING = {
  'a loop that looks': (started: Semaphore) => pool.submit('throwsWhenCancelled', started),
  'a sleep': (started: Semaphore) => pool.submit('sleeps', started),
  'a lock that is held': (started: Semaphore) => {
    const lock = new Lock();
    lock.acquire();
    return pool.submit('acquires', started, lock);
  },
  'a wait for an event': (started: Semaphore) => pool.submit('blocks', started, new Event()),
  'a wait for a condition': (started: Semaphore) => pool.submit('waitsFor', started, new Condition()),
  'a signal that is listened to': (started: Semaphore) => pool.submit('listens', started),
} as const;
type Noticing = keyof typeof NOTICING;
const KINDS = Object.keys(NOTICING) as Noticing[];

describe('a task that runs is told, and ends', () => {
  test.each(KINDS)('in %s', async (kind) => {
    const started = new Semaphore(0);
    const future: Future<unknown> = NOTICING[kind](started);
    expect(started.acquire(soon)).toBe(true);
    expect(future.cancel()).toBe(false);
    const { value, ms } = await timed(() => attempt(() => future));
    expectAtOnce(ms);
    expect(value).toBeInstanceOf(CancelledError);
    expect([future.state, future.cancel()]).toEqual(['cancelled', true]);
    await expectAtRest(pool as ThreadPool);
  });

  test.each(KINDS)('in %s, by the reason that was given, also while the submitter is blocked', (kind) => {
    const started = new Semaphore(0);
    const future: Future<unknown> = NOTICING[kind](started);
    expect(started.acquire(soon)).toBe(true);
    expect(future.cancel({ reason: new RangeError('enough') })).toBe(false);
    let error: unknown;
    try {
      future.result(soon);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CancelledError);
    expect((error as CancelledError).cause).toBeInstanceOf(RangeError);
    expect((error as CancelledError).cause).toMatchObject({ name: 'RangeError', message: 'enough' });
    expect(future.cancelled).toBe(true);
  });

  test('with all that waits for it: one wait ends, and the next one waits again', async () => {
    const [started, seen] = [new Semaphore(0), new Event()];
    const future = pool.submit('sleeps', started, seen);
    started.acquire(soon);
    future.cancel();
    await expect(future).rejects.toBeInstanceOf(CancelledError);
    expect(seen.isSet).toBe(true);
  });

  test('or returns, if it likes: then it was not cancelled', async () => {
    const started = new Semaphore(0);
    const future = pool.submit('looks', started);
    started.acquire(soon);
    expect(future.cancel()).toBe(false);
    expect(await future).toBe('noticed');
    expect([future.state, future.cancelled, future.cancel()]).toEqual(['done', false, false]);
  });

  test('or throws something else, which is then its error', async () => {
    const started = new Semaphore(0);
    const future = pool.submit('cleansUp', started);
    await until('it listens', () => started.tryAcquire());
    future.cancel();
    await expect(future).rejects.toThrow(new RangeError('cleaned up'));
    expect(future.state).toBe('failed');
  });

  test('and a signal that it asks for late has been aborted already, by the reason', async () => {
    const started = new Semaphore(0);
    const future = pool.submit('asksLate', started);
    started.acquire(soon);
    future.cancel({ reason: new RangeError('late') });
    expect(await future).toMatchObject({ aborted: true, reason: { name: 'RangeError', message: 'late' } });
  });

  test('at once, though many others wait behind it', async () => {
    const [started, gate] = [new Semaphore(0), new Event()];
    const long = times(2, () => pool.submit('blocks', started, new Event()));
    for (let worker = 0; worker < 2; worker++) started.acquire(soon);
    const behind = times(1000, (at) => pool.submit((n: number) => n, at));
    for (const future of long) future.cancel();
    expect(await Promise.all(behind)).toEqual(times(1000, (at) => at));
    expect(long.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    gate.set();
  });

  test('without harm to the next one that its worker runs', async () => {
    const started = new Semaphore(0);
    const one = make('stops', { maxWorkers: 1 });
    for (let round = 0; round < 20; round++) {
      const gate = new Event();
      const [first, second] = [one.submit('throwsWhenCancelled', started), one.submit('blocks', started, gate)];
      started.acquire(soon);
      first.cancel();
      started.acquire(soon);
      gate.set();
      await expect(first).rejects.toBeInstanceOf(CancelledError);
      expect(await second).toBeGreaterThan(0);
    }
  });
});

describe('a task that does not notice', () => {
  const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

  test('goes on, unless it is to be ended', async () => {
    const [started, until0] = [new Semaphore(0), words()];
    const future = pool.submit('computesUntil', started, until0);
    started.acquire(soon);
    expect(future.cancel()).toBe(false);
    expect(future.running).toBe(true);
    until0[0] = 1;
    expect(await future).toBe('computed');
  });

  test('is ended with its thread, and its future is cancelled', async () => {
    const started = new Semaphore(0);
    const future = pool.submit('computesUntil', started, words());
    started.acquire(soon);
    expect(future.cancel({ terminate: true, reason: 'over' })).toBe(false);
    const error = await attempt(() => future);
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({ cause: 'over' });
    expect([future.state, future.cancel()]).toEqual(['cancelled', true]);
    await expectAtRest(pool as ThreadPool);
  });

  test('is ended also while the submitter is blocked', () => {
    const started = new Semaphore(0);
    const future = pool.submit('computesUntil', started, words());
    started.acquire(soon);
    future.cancel({ terminate: true });
    expect(() => future.result(soon)).toThrow(CancelledError);
  });

  test('has a while to end by itself, if it is given one', async () => {
    const [started, until0] = [new Semaphore(0), words()];
    const [ends, goesOn] = [pool.submit('throwsWhenCancelled', started), pool.submit('computesUntil', started, until0)];
    for (let task = 0; task < 2; task++) started.acquire(soon);
    const threads = [...pool.threads];
    const start = performance.now();
    for (const future of [ends, goesOn]) future.cancel({ terminate: 100 });
    await expect(ends).rejects.toBeInstanceOf(CancelledError);
    await expect(goesOn).rejects.toBeInstanceOf(CancelledError);
    expect(performance.now() - start).toBeGreaterThanOrEqual(99);
    expect(threads.filter((thread) => thread.isAlive)).toHaveLength(1);
    await expectAtRest(pool as ThreadPool);
  });

  test('and its end harms no other task: not those behind it, nor those that its worker would have run', async () => {
    const ran = new Int32Array(new SharedArrayBuffer(4));
    const futures: Future<unknown>[] = [];
    let ended = 0;
    for (let round = 0; round < 8; round++) {
      const started = new Semaphore(0);
      const [until0] = [words()];
      const doomed = pool.submit('computesUntil', started, until0);
      const others = times(60, (at) => pool.submit((counter: Int32Array, n: number) => (Atomics.add(counter, 0, 1), n), ran, at));
      futures.push(...others);
      started.acquire(soon);
      // It may end by itself at the same time.
      if (round % 2 === 1) Atomics.store(until0, 0, 1);
      doomed.cancel({ terminate: true });
      const [outcome] = await Promise.allSettled([doomed]);
      if (outcome.status === 'rejected') ended++;
      else expect(outcome.value).toBe('computed');
      expect(await Promise.all(others)).toEqual(times(60, (at) => at));
    }
    expect(ended).toBeGreaterThanOrEqual(4);
    expect(ran[0]).toBe(480);
    expect(futures).toHaveLength(480);
    await expectAtRest(pool as ThreadPool);
  });
});

test('what is over cannot be cancelled, nor ended', async () => {
  const [done, failed] = [pool.submit((n: number) => n, 1), pool.submit(() => { throw new RangeError('mine'); })]; // prettier-ignore
  await Promise.allSettled([done, failed]);
  const threads = [...pool.threads];
  expect([done.cancel(), done.cancel({ terminate: true }), failed.cancel({ terminate: true })]).toEqual([false, false, false]);
  expect([done.state, failed.state]).toEqual(['done', 'failed']);
  expect(await pool.submit((n: number) => n, 2)).toBe(2);
  expect(pool.threads).toEqual(threads);
});

test('callbacks, waits and awaits of one that is cancelled are told once', async () => {
  const release = occupy(pool);
  const future = pool.submit((n: number) => n, 1);
  let called = 0;
  future.addDoneCallback((it) => {
    expect(it.cancelled).toBe(true);
    called++;
  });
  const [promise, waited] = [attempt(() => future), waitAsync([future], soon)];
  expect(future.cancel()).toBe(true);
  expect(called).toBe(1);
  expect(await promise).toBeInstanceOf(CancelledError);
  expect((await waited).done).toEqual(new Set([future]));
  await release();
  expect(called).toBe(1);
});

test('a thread that is ended is no error of the program: nothing is printed', () => {
  expect(heard).toEqual([]);
});
