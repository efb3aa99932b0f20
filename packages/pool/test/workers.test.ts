import { Event } from '@sync/event';
import { ThreadPool, type Future } from '@sync/pool';
import { Semaphore } from '@sync/semaphore';
import { threads } from '@sync/thread';
import { LONG, expectAllHandled, pause, until } from '@sync/testing';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { pools, tasks, times } from './pools.ts';

expectAllHandled();
const make = pools();
const soon = { timeout: LONG };

describe('the threads of a pool', () => {
  test('begin when there are tasks, one for each, up to the most', async () => {
    const pool = make('stops', { maxWorkers: 3 });
    const [started, gate] = [new Semaphore(0), new Event()];
    expect(pool.threads).toEqual([]);
    const futures: Future<number>[] = [];
    for (const size of [1, 2, 3, 3]) {
      futures.push(pool.submit('blocks', started, gate));
      if (futures.length <= 3) await started.acquireAsync(soon);
      expect(pool.threads).toHaveLength(size);
    }
    gate.set();
    expect(new Set(await Promise.all(futures)).size).toBe(3);
  });

  test('are used again: tasks one after the other have one thread', async () => {
    const pool = make('simple', { maxWorkers: 4 });
    const used = new Set<number>();
    for (let task = 0; task < 5; task++) used.add(await pool.submit('worker'));
    for (let task = 0; task < 5; task++) used.add(pool.submit('worker').result(soon));
    expect(used.size).toBeLessThanOrEqual(2);
    expect(pool.threads.length).toBe(used.size);
  });

  test('are as many as can run at once, unless told', async () => {
    const { availableParallelism } = await import('node:os');
    await using pool = new ThreadPool<typeof import('./tasks/stops.mjs')>(tasks('stops'));
    const gate = new Event();
    const futures = times(availableParallelism() + 3, () => pool.submit('blocks', undefined, gate));
    expect(pool.threads).toHaveLength(availableParallelism());
    gate.set();
    await Promise.all(futures);
  });

  test('are at least so many from the beginning on', async () => {
    const pool = make('simple', { maxWorkers: 3, minWorkers: 2 });
    expect(pool.threads).toHaveLength(2);
    expect(await pool.submit('add', 1, 2)).toBe(3);
    expect(pool.threads).toHaveLength(2);
  });

  test('have names: a number of the pool, or what was given, and their own number', async () => {
    const pool = make('stops', { maxWorkers: 2, namePrefix: 'crawler' });
    const gate = new Event();
    const names = times(2, () => pool.submit(async (open: Event) => {
      await open.waitAsync();
      return (await import('node:worker_threads')).threadId > 0;
    }, gate));
    expect(pool.threads.map(({ name }) => name)).toEqual(['crawler_0', 'crawler_1']);
    gate.set();
    expect(await Promise.all(names)).toEqual([true, true]);
    const one = make('simple', { maxWorkers: 1 });
    const other = make('simple', { maxWorkers: 1 });
    const [first, second] = [await one.submit('workerName'), await other.submit('workerName')];
    expect([first, second].map((name) => /^ThreadPool-\d+_0$/.test(name))).toEqual([true, true]);
    expect(first).not.toBe(second);
    expect(one.threads.map(({ name }) => name)).toEqual([first]);
    expect(threads()).toContain(one.threads[0]);
  });

  test('end when they have had nothing to do for a while, but for the least', async () => {
    const pool = make('simple', { maxWorkers: 4, minWorkers: 1, idleTimeout: 40 });
    await Promise.all(times(8, () => pool.submit('computes', 5)));
    expect(pool.threads.length).toBeGreaterThan(1);
    await until('the others have ended', () => pool.threads.length === 1);
    await pause(120);
    expect(pool.threads).toHaveLength(1);
    await Promise.all(times(8, () => pool.submit('computes', 5)));
    expect(pool.threads.length).toBeGreaterThan(1);
  });

  test('end without least when all are idle, and begin again; nothing that is submitted meanwhile is lost', async () => {
    const pool = make('simple', { maxWorkers: 2, idleTimeout: 5 });
    for (let round = 0; round < 6; round++) {
      expect(await Promise.all(times(3, (at) => pool.submit('add', at, round)))).toEqual(times(3, (at) => at + round));
      if (round % 3 === 0) await until('none is left', () => pool.threads.length === 0);
      else await pause(round);
    }
  });

  test('do not end while they await something, or run something long', async () => {
    const pool = make('simple', { maxWorkers: 2, idleTimeout: 10 });
    expect(await Promise.all([pool.submit('waits', 100, 'x'), pool.submit('computes', 100)])).toEqual(['x', 100]);
  });

  test('are replaced after so many tasks, also when others wait behind', async () => {
    const pool = make('simple', { maxWorkers: 1, maxTasksPerWorker: 3 });
    const [one, two, three, four] = await Promise.all(times(4, () => pool.submit('worker')));
    expect([two, three]).toEqual([one, one]);
    expect(four).not.toBe(one);
    const counts = await Promise.all(times(8, () => pool.submit('count')));
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    expect(pool.threads.length).toBeLessThanOrEqual(1);
    expect(times(4, () => pool.submit('count').result(soon)).every((count) => count <= 3)).toBe(true);
  });

  test('are replaced when their heap is large', async () => {
    const pool = make('simple', { maxWorkers: 1, maxHeapPerWorker: 60 * 2 ** 20 });
    const before = await pool.submit('worker');
    expect(await pool.submit('worker')).toBe(before);
    await pool.submit('keeps', 80);
    await until('another one runs the tasks', () => pool.submit('worker').result(soon) !== before);
    expect(await pool.submit('add', 1, 2)).toBe(3);
  });
});

describe('an initializer', () => {
  test('runs in each thread before its first task, by name, with arguments', async () => {
    const pool = make('simple', { maxWorkers: 2, initializer: 'prepare', initializerArgs: ['ready'] });
    expect(new Set(await Promise.all(times(50, () => pool.submit('prepared'))))).toEqual(new Set(['ready']));
  });

  test('may be async, and is awaited', async () => {
    const pool = make('simple', { maxWorkers: 1, initializer: 'prepareLater', initializerArgs: ['later'] });
    expect(pool.submit('prepared').result(soon)).toBe('later');
  });

  test('may be a function; what it leaves in the thread is there for all tasks, and nowhere else', async () => {
    const initializer = (value: number): void => {
      (globalThis as { seed?: number }).seed = value;
    };
    const pool = make('simple', { maxWorkers: 1, initializer, initializerArgs: [7] });
    expect(await Promise.all(times(3, () => pool.submit(() => (globalThis as { seed?: number }).seed)))).toEqual([7, 7, 7]);
    expect((globalThis as { seed?: number }).seed).toBeUndefined();
  });

  test('runs in each that replaces another, too', async () => {
    const pool = make('simple', { maxWorkers: 1, maxTasksPerWorker: 1, initializer: 'prepare', initializerArgs: ['again'] });
    expect(await Promise.all(times(3, () => pool.submit('prepared')))).toEqual(['again', 'again', 'again']);
  });

  test('is given what is shared', async () => {
    const [event, words] = [new Event(), new Int32Array(new SharedArrayBuffer(4))];
    const initializer = (set: Event, shared: Int32Array): void => {
      shared[0] = 5;
      set.set();
    };
    const pool = make('stops', { maxWorkers: 1, minWorkers: 1, initializer, initializerArgs: [event, words] });
    expect(event.wait(soon)).toBe(true);
    expect([words[0], await pool.submit((n: number) => n, 1)]).toEqual([5, 1]);
  });
});

describe('statistics', () => {
  test('tell what there is to do, and what was done', async () => {
    const pool = make('stops', { maxWorkers: 2, name: 'counted' });
    expect(pool.stats).toEqual({
      waiting: 0, running: 0, completed: 0, workers: 0, utilization: 0,
      waited: { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 }, ran: { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 },
    }); // prettier-ignore
    const [started, gate] = [new Semaphore(0), new Event()];
    const futures = times(5, () => pool.submit('blocks', started, gate));
    for (let worker = 0; worker < 2; worker++) started.acquire(soon);
    expect(pool.stats).toMatchObject({ waiting: 3, running: 2, completed: 0, workers: 2 });
    expect([String(pool), inspect({ pool })]).toEqual(['ThreadPool(counted)[2 workers, 5 tasks]', '{ pool: ThreadPool(counted)[2 workers, 5 tasks] }']);
    await pause(50);
    gate.set();
    await Promise.all(futures);
    const { ran, waited, completed, utilization } = pool.stats;
    expect([completed, ran.count, waited.count]).toEqual([5, 5, 5]);
    expect(ran.max).toBeGreaterThanOrEqual(49);
    expect(waited.max).toBeGreaterThanOrEqual(49);
    expect(ran.p50).toBeLessThan(ran.p99);
    expect(ran.p99).toBeLessThanOrEqual(ran.max);
    expect(ran.mean).toBeLessThan(ran.max);
    expect(utilization).toBeGreaterThan(0);
    expect(utilization).toBeLessThanOrEqual(1);
  });

  test('are of the right size: half of a thousand are short, the others long', async () => {
    const pool = make('simple', { maxWorkers: 1 });
    await Promise.all(times(40, (at) => pool.submit('computes', at % 4 === 0 ? 20 : 0)));
    const { ran } = pool.stats;
    expect(ran.p50).toBeLessThan(10);
    expect(ran.p90).toBeGreaterThanOrEqual(19);
    expect(pool.stats.utilization).toBeGreaterThan(0.2);
  });
});

test('a thread may have a pool, too: tasks of tasks of other pools', async () => {
  const pool = make('simple', { maxWorkers: 1 });
  const inner = async (module: string): Promise<number> => {
    const { ThreadPool: Pool } = (await import(module.replace('/test/tasks/simple.mjs', '/dist/index.js'))) as typeof import('@sync/pool');
    const nested = new Pool(module, { maxWorkers: 2 });
    const futures = [1, 2, 3].map((n) => nested.submit('add', n, 1));
    const awaited = (await Promise.all(futures)) as number[];
    const sum = awaited.reduce((total, value) => total + value, Number(nested.submit('add', 10, 20).result({ timeout: 15_000 })));
    await nested.shutdownAsync();
    return sum;
  };
  expect(await pool.submit(inner, tasks('simple').href)).toBe(39);
});
