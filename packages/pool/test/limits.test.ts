import { Event } from '@sync/event';
import { QueueFullError, TimeoutError, type Future, type ThreadPool } from '@sync/pool';
import { Semaphore } from '@sync/semaphore';
import { LONG, attempt, expectAllHandled, expectAtOnce, expectTimeout, timed } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { expectAtRest, pools, times } from './pools.ts';

expectAllHandled();
const make = pools();
const pool = make('stops', { maxWorkers: 1, name: 'jobs' });
const soon = { timeout: LONG };

/** A task that keeps the worker busy until it is called. */
function occupy(): () => Promise<unknown> {
  const [started, gate] = [new Semaphore(0), new Event()];
  const future = pool.submit('blocks', started, gate);
  if (!started.acquire(soon)) throw new Error('not started');
  return () => {
    gate.set();
    return future;
  };
}
const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

describe('a signal that is aborted', () => {
  const reason = new RangeError('the client has left');

  test('before it is submitted: the task is none', async () => {
    const before = pool.stats;
    const future = pool.submit({ task: (n: number) => n, signal: AbortSignal.abort(reason) }, 1);
    expect([future.state, future.cancelled]).toEqual(['cancelled', true]);
    expect(await attempt(() => future)).toBe(reason);
    expect(pool.stats.completed).toBe(before.completed);
  });

  test('while it waits: it never runs', async () => {
    const release = occupy();
    const [controller, ran] = [new AbortController(), words()];
    const futures = times(3, () => pool.submit({ task: (counter: Int32Array) => Atomics.add(counter, 0, 1), signal: controller.signal }, ran));
    const other = pool.submit((n: number) => n, 1);
    controller.abort(reason);
    for (const future of futures) expect([future.state, await attempt(() => future)]).toEqual(['cancelled', reason]);
    await release();
    expect(await other).toBe(1);
    expect(ran[0]).toBe(0);
  });

  test('while it runs: its future is cancelled at once, and it is told', async () => {
    const [controller, started, seen] = [new AbortController(), new Semaphore(0), new Event()];
    const future = pool.submit({ task: 'sleeps', signal: controller.signal }, started, seen);
    started.acquire(soon);
    controller.abort(reason);
    expect(future.state).toBe('cancelled');
    expect(await attempt(() => future)).toBe(reason);
    expect(await seen.waitAsync(soon)).toBe(true);
    await expectAtRest(pool as ThreadPool);
  });

  test('while it runs, without noticing: it is ended, if that was asked for', async () => {
    for (const terminate of [true, 20]) {
      const [controller, started] = [new AbortController(), new Semaphore(0)];
      const future = pool.submit({ task: 'computesUntil', signal: controller.signal, terminate }, started, words());
      const next = pool.submit((n: number) => n, 1);
      started.acquire(soon);
      controller.abort(reason);
      expect(await attempt(() => future)).toBe(reason);
      expect(await next).toBe(1);
    }
  });

  test('after it was over: nothing', async () => {
    const controller = new AbortController();
    const future = pool.submit({ task: (n: number) => n, signal: controller.signal }, 1);
    expect(await future).toBe(1);
    controller.abort();
    expect([future.state, await pool.submit((n: number) => n, 2)]).toEqual(['done', 2]);
  });

  test('for many tasks: each of them, and none keeps its listener', async () => {
    const all = new AbortController();
    const release = occupy();
    const futures = times(20, (at) => pool.submit({ task: (n: number) => n, signal: all.signal }, at));
    all.abort(reason);
    expect(futures.map(({ state }) => state)).toEqual(times(20, () => 'cancelled'));
    await release();
    const [controller, count] = [new AbortController(), { added: 0, removed: 0 }];
    const { signal } = controller;
    const counting = {
      get aborted() { return signal.aborted; },
      get reason(): unknown { return signal.reason; },
      addEventListener: (type: 'abort', listener: () => void) => { count.added++; signal.addEventListener(type, listener); },
      removeEventListener: (type: 'abort', listener: () => void) => { count.removed++; signal.removeEventListener(type, listener); },
    }; // prettier-ignore
    await Promise.all(times(100, (at) => pool.submit({ task: (n: number) => n, signal: counting }, at)));
    expect(count.added).toBeGreaterThan(0);
    expect(count.removed).toBe(count.added);
  });
});

describe('a time limit', () => {
  test('is for how long a task runs, not for how long it waits', async () => {
    const release = occupy();
    const future = pool.submit({ task: 'looks', timeout: 50 }, new Semaphore(0));
    const short = pool.submit({ task: (n: number) => n, timeout: 50 }, 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([future.state, short.state]).toEqual(['pending', 'pending']);
    const start = performance.now();
    await release();
    const error = await attempt(() => future);
    expectTimeout(performance.now() - start, 49);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: 50, message: 'Future(looks) of ThreadPool(jobs) ran for longer than 50 ms' });
    expect(future.state).toBe('failed');
    expect(await short).toBe(1);
  });

  test('ends a task that does not notice, if that was asked for', async () => {
    const future = pool.submit({ task: 'computesUntil', timeout: 50, terminate: true }, undefined, words());
    await expect(future).rejects.toBeInstanceOf(TimeoutError);
    await expectAtRest(pool as ThreadPool);
  });

  test('is kept while the submitter is blocked', async () => {
    for (const terminate of [true, 20]) {
      const future = pool.submit({ task: 'computesUntil', timeout: 50, terminate }, undefined, words());
      const { value, ms } = await timed(() => attempt(() => future.result(soon)));
      expect(value).toMatchObject({ name: 'TimeoutError', timeout: 50 });
      expectTimeout(ms, 49);
      expect(pool.submit((n: number) => n, 1).result(soon)).toBe(1);
    }
  });

  test('of a task that ends in time is nothing', async () => {
    expect(await Promise.all(times(100, (at) => pool.submit({ task: (n: number) => n, timeout: 10_000 }, at)))).toEqual(times(100, (at) => at));
    expect(await pool.submit({ task: (n: number) => n, timeout: Infinity }, 1)).toBe(1);
  });
});

describe('priorities', () => {
  test('smaller ones come first, and those of one in the order in which they were submitted', async () => {
    const simple = make('simple', { maxWorkers: 1 });
    const gate = new Event();
    const order = new Int32Array(new SharedArrayBuffer(4 * 301));
    const [started, stops] = [new Semaphore(0), make('stops', { maxWorkers: 1 })];
    await Promise.all([simple.submit('echo', 0), stops.submit((n: number) => n, 0)]);
    const busy = stops.submit('blocks', started, gate);
    started.acquire(soon);
    const note = (list: Int32Array, value: number): number => (list[Atomics.add(list, 0, 1) + 1] = value);
    const futures = times(300, (at) => stops.submit({ task: note, priority: [5, 0, -3, 0.5][at % 4] as number }, order, at));
    gate.set();
    await Promise.all([busy, ...futures]);
    const of = (rest: number): number[] => times(75, (at) => at * 4 + rest);
    expect([...order]).toEqual([300, ...of(2), ...of(1), ...of(3), ...of(0)]);
  });

  test('one that comes late, and is urgent, comes before all that nobody has begun', async () => {
    const release = occupy();
    const order = new Int32Array(new SharedArrayBuffer(4 * 3002));
    const note = (list: Int32Array, value: number): number => (list[Atomics.add(list, 0, 1) + 1] = value);
    const futures = times(3000, (at) => pool.submit(note, order, at + 1));
    const urgent = pool.submit({ task: note, priority: -1 }, order, 7777);
    await release();
    await Promise.all([urgent, ...futures]);
    expect(order[1]).toBe(7777);
    expect([...order.subarray(2)]).toEqual(times(3000, (at) => at + 1));
  });
});

describe('a pool with room for few tasks', () => {
  const few = make('stops', { maxWorkers: 2, maxQueue: 10, name: 'few' });
  const size = Number(process.env.SYNC_TEST_SUBMITS ?? 1_000_000);

  test('refuses more, and says what to await; there is room again when some are over', async () => {
    const [started, gate] = [new Semaphore(0), new Event()];
    const futures = times(10, () => few.submit('blocks', started, gate));
    expect(() => few.submit('blocks', started, gate)).toThrow(QueueFullError);
    expect(() => few.submit('blocks', started, gate)).toThrow(/^ThreadPool\(few\): submit\(\) while maxQueue \(10\) tasks are not over; await room\(\) before it/);
    const { value, ms } = await timed(() => few.room({ timeout: 50 }));
    expect(value).toBe(false);
    expectTimeout(ms, 50);
    const room = few.room(soon);
    expect(await attempt(() => few.room({ signal: AbortSignal.timeout(10) }))).toMatchObject({ name: 'TimeoutError' });
    gate.set();
    expect(await room).toBe(true);
    await Promise.all(futures);
    expectAtOnce((await timed(() => few.room())).ms);
  });

  test('has room when a task was cancelled, and none when it was shut down', async () => {
    const closing = make('stops', { maxWorkers: 1, maxQueue: 2 });
    const [started, gate] = [new Semaphore(0), new Event()];
    const futures = times(2, () => closing.submit('blocks', started, gate));
    started.acquire(soon);
    const room = closing.room(soon);
    expect(futures[1]?.cancel()).toBe(true);
    expect(await room).toBe(true);
    const another = closing.submit('blocks', started, gate);
    const none = closing.room(soon);
    closing.shutdown({ wait: false, cancelFutures: true });
    expect(await none).toBe(false);
    expect(another.cancelled).toBe(true);
    gate.set();
    await futures[0];
  });

  test('takes any number of tasks, one after the other, in the same memory; the event loop of who submits them turns', async () => {
    const bounded = make('simple', { maxWorkers: 2, maxQueue: 1000 });
    await bounded.submit('add', 1, 2);
    let [sum, most, turns] = [0, 0, 0];
    const timer = setInterval(() => {
      turns++;
      most = Math.max(most, process.memoryUsage().heapUsed);
    }, 5);
    const settled = (future: Future<number>): void => { sum += future.result({ timeout: 0 }); }; // prettier-ignore
    for (let at = 0; at < size; at++) {
      await bounded.room();
      bounded.submit('add', at, 0).addDoneCallback(settled);
    }
    await bounded.shutdownAsync();
    clearInterval(timer);
    expect(sum).toBe((size * (size - 1)) / 2);
    expect(bounded.stats).toMatchObject({ completed: size + 1, waiting: 0, running: 0 });
    expect(turns).toBeGreaterThan(2);
    expect(most).toBeLessThan(400 * 2 ** 20);
  }, 4 * LONG);
});
