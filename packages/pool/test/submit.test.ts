import { CancelledError, Future, ThreadPool, asCompleted, wait } from '@sync/pool';
import { Event } from '@sync/event';
import { Semaphore } from '@sync/semaphore';
import { threadId } from '@sync/thread';
import { LONG, expectAllHandled } from '@sync/testing';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { expectAtRest, pools, tasks, times } from './pools.ts';

expectAllHandled();
const make = pools();
const pool = make('simple', { name: 'jobs' });
const soon = { timeout: LONG };

describe('a task', () => {
  test('is called with its arguments in another thread, and its future gives what it returns, both ways', async () => {
    const future = pool.submit('add', 40, 2);
    expect(future).toBeInstanceOf(Future);
    expect(future.result(soon)).toBe(42);
    expect(await future).toBe(42);
    expect(await pool.submit('add', 1, 2)).toBe(3);
    expect(pool.submit('worker').result(soon)).not.toBe(threadId());
    expect(await pool.submit('nothing')).toBeUndefined();
    expect(await pool.submit('calledWith')).toBe(0);
    expect(await pool.submit('calledWith', undefined, null)).toBe(2);
  });

  test('may be async: its future gives what it resolves with', async () => {
    expect(pool.submit('later', 'x').result(soon)).toBe('x');
    expect(await pool.submit('later', 'x')).toBe('x');
    expect(await pool.submit('thenable', 'y')).toBe('y');
  });

  test('is a function of pool.tasks, too', async () => {
    expect(await pool.tasks.add(1, 2)).toBe(3);
    expect(pool.tasks.fib(15).result(soon)).toBe(610);
    expect(await Promise.all([1, 2, 3].map((n) => pool.tasks.later(n)))).toEqual([1, 2, 3]);
    expect(pool.tasks).toBe(pool.tasks);
    expect(await Promise.resolve(pool.tasks)).toBe(pool.tasks);
  });

  test('may be a function: it travels as its text', async () => {
    expect(await pool.submit((a: number, b: number) => a * b, 6, 7)).toBe(42);
    expect(pool.submit(async (text: string) => Promise.resolve(`${text}!`), 'hello').result(soon)).toBe('hello!');
    expect(await pool.submit(function named(n: number): number {
      return n < 2 ? n : named(n - 1) + named(n - 2);
    }, 10)).toBe(55);
    const object = { twice(n: number): number { return n * 2; } }; // prettier-ignore
    expect(await pool.submit(object.twice, 4)).toBe(8);
    expect(await pool.submit({ task: (n: number) => -n }, 4)).toBe(-4);
    expect(await pool.submit(async () => (await import('node:os')).EOL)).toBe('\n');
  });

  test('that is a function has nothing from around it: the error names what it misses', async () => {
    const around = 7;
    const future = pool.submit(() => around);
    await expect(future).rejects.toThrow(/^around is not defined: a function that is submitted travels as its text.*such as around;/);
    await expect(future).rejects.toBeInstanceOf(ReferenceError);
    const worker = await pool.submit(() => typeof around);
    expect(worker).toBe('undefined');
  });

  test('of a pool without a module is a function', async () => {
    await using functions = new ThreadPool(undefined, { maxWorkers: 1, name: 'functions' });
    expect(await functions.submit((n: number) => n + 1, 1)).toBe(2);
    await expect(functions.submit('add', 1, 2)).rejects.toThrow(/there is no task 'add'; ThreadPool\(functions\) has no module, and no functions/);
  });

  test('is one of those that a worker serves', async () => {
    let made = 0;
    const worker = (): Worker => {
      made++;
      return new Worker(tasks('served'));
    };
    await using served = new ThreadPool<{ greet(name: string): string; adds(a: number, b: number): Promise<number> }>({ worker }, { maxWorkers: 2, initializer: 'greet', initializerArgs: ['nobody'] });
    expect(served.submit('greet', 'you').result(soon)).toBe('hello you, after nobody');
    expect(await served.tasks.adds(1, 2)).toBe(3);
    await expect(served.submit('gret' as never, 'you')).rejects.toThrow(/there is no task 'gret'; the worker serves greet, adds/);
    expect(await served.submit((n: number) => n, 1)).toBe(1);
    expect(made).toBeGreaterThan(0);
  });

  test('may have the names that futures and objects have', async () => {
    await using odd = new ThreadPool<typeof import('./tasks/odd.mjs')>(tasks('odd'), { maxWorkers: 1 });
    expect(await odd.submit('constructor', 2)).toBe('constructor 2');
    expect(await odd.tasks.toString(1)).toBe('toString 1');
    expect(await odd.submit('default', 3)).toBe('default 3');
    expect(await odd.tasks.default(4)).toBe('default 4');
    expect(await odd.submit('self', { self: 1, fn: 2 })).toEqual({ self: 1, fn: 2 });
  });

  test('is found by any form of its module\'s address', async () => {
    const { href, pathname } = tasks('simple');
    for (const module of [new URL(`${href}?again`), pathname]) {
      await using other = new ThreadPool<typeof import('./tasks/simple.mjs')>(module, { maxWorkers: 1 });
      expect(await other.submit('add', 1, 2)).toBe(3);
    }
  });
});

describe('many tasks', () => {
  test('each have their own result, as they come and in their order', async () => {
    const futures = times(3000, (at) => pool.submit('add', at, 1));
    expect(await Promise.all(futures)).toEqual(times(3000, (at) => at + 1));
    expect(times(500, (at) => pool.submit('echo', { at })).map((future) => future.result(soon))).toEqual(times(500, (at) => ({ at })));
  });

  test('are begun in the order in which they were submitted', async () => {
    const one = make('simple', { maxWorkers: 1 });
    const order = new Int32Array(new SharedArrayBuffer(4 * 2001));
    await Promise.all(times(2000, (at) => one.submit('notes', order, at)));
    expect([...order]).toEqual([2000, ...times(2000, (at) => at)]);
  });

  test('are spread: a long one holds up no short ones behind it', async () => {
    const [started, gate] = [new Semaphore(0), new Event()];
    const stops = make('stops');
    const long = stops.submit('blocks', started, gate);
    started.acquire(soon);
    for (let round = 0; round < 20; round++) {
      expect(await Promise.all(times(100, (at) => stops.submit((n: number) => n, at)))).toEqual(times(100, (at) => at));
    }
    expect(long.running).toBe(true);
    gate.set();
    expect(await long).toBeGreaterThan(0);
  });

  test('use all workers at once, and no more', async () => {
    const [started, gate] = [new Semaphore(0), new Event()];
    const four = make('stops', { maxWorkers: 4 });
    const futures = times(60, () => four.submit('blocks', started, gate));
    for (let worker = 0; worker < 4; worker++) expect(started.acquire(soon)).toBe(true);
    expect(started.acquire({ timeout: 30 })).toBe(false);
    expect(four.threads).toHaveLength(4);
    expect(four.stats).toMatchObject({ workers: 4, running: 4, waiting: 56 });
    gate.set();
    expect(new Set(await Promise.all(futures)).size).toBe(4);
    expect(four.threads).toHaveLength(4);
  });

  test('meet each other through what they share, as long as there are workers for both', async () => {
    const [started, gate] = [new Semaphore(0), new Event()];
    const stops = make('stops');
    const waiting = stops.submit('blocks', started, gate);
    const other = stops.submit((event: Event) => { event.set(); }, gate);
    await Promise.all([waiting, other]);
  });

  test('of several pools are waited for together', async () => {
    const others = times(3, () => make('simple', { maxWorkers: 1 }));
    const futures = others.flatMap((other) => times(20, (at) => other.submit('add', at, 0)));
    const { done, pending } = wait(futures, soon);
    expect([done.size, pending.size]).toEqual([60, 0]);
    let sum = 0;
    for await (const future of asCompleted(others.map((other, at) => other.submit('waits', 20 - at * 5, at)), soon)) sum += Number(future.result({ timeout: 0 }));
    expect(sum).toBe(3);
  });
});

test('a pool of a few lines: run() ends it when the function is done, also when it fails', async () => {
  let kept: ThreadPool | undefined;
  const result = await ThreadPool.run<typeof import('./tasks/simple.mjs'), number>(tasks('simple'), { maxWorkers: 1 }, async (inner) => {
    kept = inner as ThreadPool;
    return await inner.submit('add', 1, 2) + await inner.tasks.add(3, 4); // prettier-ignore
  });
  expect(result).toBe(10);
  expect([kept?.isShutDown, kept?.threads]).toEqual([true, []]);
  await expect(ThreadPool.run(undefined, {}, () => { throw new RangeError('mine'); })).rejects.toThrow('mine');
});

test('a future of a pool tells its states', async () => {
  const [started, gate] = [new Semaphore(0), new Event()];
  const one = make('stops', { maxWorkers: 1, name: 'states' });
  const [running, pending] = [one.submit('blocks', started, gate), one.submit('blocks', undefined, gate)];
  started.acquire(soon);
  expect([running.state, pending.state]).toEqual(['running', 'pending']);
  expect([running.running, pending.running, running.done]).toEqual([true, false, false]);
  expect(String(running)).toBe('Future(blocks)[running]');
  expect(() => running.result({ timeout: 5 })).toThrow(/^Future\(blocks\) of ThreadPool\(states\): result\(\) had no result after 5 ms; the task goes on/);
  expect(pending.cancel()).toBe(true);
  expect(() => pending.result()).toThrow(CancelledError);
  gate.set();
  expect(running.result(soon)).toBeGreaterThan(0);
  expect([running.state, pending.state]).toEqual(['done', 'cancelled']);
  await expectAtRest(one as ThreadPool);
});
