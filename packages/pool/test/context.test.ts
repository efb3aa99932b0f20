import { ThreadPool } from '@sync/pool';
import { LONG, expectAllHandled } from '@sync/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, describe, expect, test } from 'vitest';
import { pools, tasks, times } from './pools.ts';

expectAllHandled();
const make = pools();
const soon = { timeout: LONG };

describe('an async context', () => {
  const [request, user] = [new AsyncLocalStorage<{ id: number }>(), new AsyncLocalStorage<string>()];
  const pool = new ThreadPool<typeof import('./tasks/contexts.mjs')>(tasks('contexts'), { maxWorkers: 2, context: { request, user } });
  afterAll(() => pool.terminate());

  test('of the submitter is that of its task, also after it has awaited something', async () => {
    await request.run({ id: 7 }, async () => {
      expect(pool.submit('seen').result(soon)).toEqual([{ id: 7 }, undefined]);
      expect(await user.run('me', () => pool.submit('seenLater'))).toEqual([{ id: 7 }, 'me']);
      expect(await pool.tasks.seen()).toEqual([{ id: 7 }, undefined]);
    });
  });

  test('is of each task its own, though they run at the same time in the same thread', async () => {
    const futures = times(40, (id) => request.run({ id }, () => pool.submit('seenLater')));
    expect(await Promise.all(futures)).toEqual(times(40, (id) => [{ id }, undefined]));
  });

  test('goes with functions, and is told by currentTask', async () => {
    expect(await request.run({ id: 3 }, () => pool.submit('told', 'request'))).toEqual({ id: 3 });
    expect(await pool.submit('told', 'request')).toBeUndefined();
    expect(await request.run({ id: 3 }, () => pool.submit('told', 'unknown'))).toBeUndefined();
  });

  test('of nobody is none, also after tasks that had one', async () => {
    expect(await pool.submit('seen')).toEqual([undefined, undefined]);
    expect(await pool.submit('seenLater')).toEqual([undefined, undefined]);
  });

  test('that cannot travel is told by the future', async () => {
    const functions = new AsyncLocalStorage<() => number>();
    await using other = new ThreadPool(undefined, { maxWorkers: 1, context: { functions } });
    await expect(functions.run(() => 1, () => other.submit(() => 1))).rejects.toBeInstanceOf(TypeError);
    expect(await other.submit(() => 1)).toBe(1);
  });

  test('is that of the submitter in callbacks of promises', async () => {
    const seen = await request.run({ id: 9 }, () => pool.submit('seen').then(() => request.getStore()));
    expect(seen).toEqual({ id: 9 });
  });

  test('is not asked for, unless it was named', async () => {
    const plain = make('simple', { maxWorkers: 1 });
    expect(await request.run({ id: 7 }, () => plain.submit('add', 1, 2))).toBe(3);
  });
});

test('the event loop of who submits turns all the time, however many tasks there are', async () => {
  const pool = make('simple', { maxWorkers: 2 });
  await Promise.all(times(2000, (at) => pool.submit('add', at, 1)));
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  let [turns, sum] = [0, 0];
  const timer = setInterval(() => turns++, 1);
  const submit = async (): Promise<void> => {
    for (let round = 0; round < 200; round++) {
      const value = await pool.submit('add', round, 0);
      sum += value;
    }
  };
  const start = performance.now();
  await Promise.all(times(200, submit));
  const took = performance.now() - start;
  clearInterval(timer);
  delays.disable();
  expect(sum).toBe(200 * 19_900);
  // A timer of each millisecond was served, but for those that others had the processor for.
  expect(turns).toBeGreaterThan(took / 50);
  expect(delays.percentile(50) / 1e6).toBeLessThan(50);
});
