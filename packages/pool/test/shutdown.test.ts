import { CountDownLatch } from '@sync/latch';
import { Event } from '@sync/event';
import { InvalidStateError, ThreadPool, type Future } from '@sync/pool';
import { Semaphore } from '@sync/semaphore';
import { LONG, attempt, expectAllHandled, expectAtOnce, program, timed, type Ended } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { pools, tasks, times } from './pools.ts';

expectAllHandled();
const make = pools();
const soon = { timeout: LONG };

describe.each(['shutdown', 'shutdownAsync'] as const)('%s', (call) => {
  test('runs what was submitted, and waits for it and for the threads', async () => {
    const pool = make('simple', { maxWorkers: 3 });
    const futures = times(50, (at) => pool.submit('computes', at % 3));
    await pool[call]();
    expect(futures.map(({ state }) => state)).toEqual(times(50, () => 'done'));
    expect(futures.map((future) => future.result({ timeout: 0 }))).toEqual(times(50, (at) => at % 3));
    expect([pool.threads, pool.isShutDown, pool.stats.workers]).toEqual([[], true, 0]);
    expect(String(pool)).toBe('ThreadPool[0 workers, 0 tasks, shut down]');
  });

  test('as often as one likes; no task may be submitted any more', async () => {
    const pool = make('simple', { maxWorkers: 1, name: 'closed' });
    expect(await pool.submit('add', 1, 2)).toBe(3);
    for (let time = 0; time < 3; time++) await pool[call]();
    for (const options of [{ wait: false }, { cancelFutures: true }]) await pool[call](options);
    expect(() => pool.submit('add', 1, 2)).toThrow(InvalidStateError);
    expect(() => pool.tasks.add(1, 2)).toThrow(/^ThreadPool\(closed\): submit\(\) after shutdown\(\)/);
    expect(await pool.room()).toBe(false);
  });

  test('of one without tasks is over at once', async () => {
    const pool = make('simple', { maxWorkers: 4 });
    expectAtOnce((await timed(() => pool[call]())).ms);
    const waiting = make('simple', { maxWorkers: 2, minWorkers: 2 });
    await waiting[call]();
    expect(waiting.threads).toEqual([]);
  });

  test('with cancelFutures: those that nobody has begun are cancelled and tell so, the others end', async () => {
    const pool = make('simple', { maxWorkers: 2 });
    await pool.submit('add', 1, 2);
    const futures = times(50, () => pool.submit('computes', 20));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await pool[call]({ cancelFutures: true });
    const states = futures.map(({ state }) => state);
    expect(states.filter((state) => state === 'cancelled').length).toBeGreaterThan(20);
    expect(states.filter((state) => state === 'done').length).toBeGreaterThan(0);
    expect(new Set(states)).toEqual(new Set(['cancelled', 'done']));
    expect(pool.threads).toEqual([]);
  });

  test('without waiting: what was submitted is run all the same', async () => {
    const pool = make('simple', { maxWorkers: 2 });
    const futures = times(20, (at) => pool.submit('add', at, 1));
    expectAtOnce((await timed(() => pool[call]({ wait: false }))).ms);
    expect(await Promise.all(futures)).toEqual(times(20, (at) => at + 1));
    await pool[call]();
    expect(pool.threads).toEqual([]);
  });

  test('when a task was cancelled, or has failed, or has ended its worker', async () => {
    const pool = make('dies', { maxWorkers: 1 });
    const futures: Future<unknown>[] = [pool.submit('add', 1, 2), pool.submit('exits', 3), pool.submit('recurses'), pool.submit('add', 3, 4), pool.submit('add', 5, 6)];
    expect(futures[4]?.cancel()).toBe(true);
    await pool[call]();
    expect(futures.map(({ state }) => state)).toEqual(['done', 'failed', 'failed', 'done', 'cancelled']);
    expect(await attempt(() => futures[1])).toMatchObject({ death: 'exited', exitCode: 3 });
  });

  test('when workers are used up after each task', async () => {
    const pool = make('simple', { maxWorkers: 1, maxTasksPerWorker: 1 });
    const futures = times(4, (at) => pool.submit('add', at, 1));
    await pool[call]();
    expect(futures.map((future) => future.result({ timeout: 0 }))).toEqual([1, 2, 3, 4]);
  });

  test('when what was submitted cannot travel', async () => {
    const pool = make('simple', { maxWorkers: 1 });
    const future = pool.submit('echo', () => 1);
    await pool[call]();
    expect(future.exception()).toBeInstanceOf(TypeError);
  });
});

test('await using shuts it down at the end of its block, also when that fails', async () => {
  let kept: ThreadPool | undefined;
  let future: Future<number> | undefined;
  const block = async (): Promise<never> => {
    await using pool = new ThreadPool<typeof import('./tasks/simple.mjs')>(tasks('simple'), { maxWorkers: 1 });
    kept = pool as ThreadPool;
    future = pool.submit('computes', 20);
    throw new RangeError('mine');
  };
  await expect(block()).rejects.toThrow('mine');
  expect([kept?.threads, future?.state]).toEqual([[], 'done']);
});

test('terminate() ends its threads, whatever they do: what runs fails, what waits is cancelled, each once', async () => {
  const pool = make('stops', { maxWorkers: 2 });
  const [started, words] = [new Semaphore(0), new Int32Array(new SharedArrayBuffer(4))];
  const running = times(2, () => pool.submit('computesUntil', started, words));
  const waiting = times(3, () => pool.submit('computesUntil', started, words));
  for (let worker = 0; worker < 2; worker++) started.acquire(soon);
  let told = 0;
  for (const future of [...running, ...waiting]) future.addDoneCallback(() => told++);
  await pool.terminate();
  expect(waiting.map(({ state }) => state)).toEqual(times(3, () => 'cancelled'));
  for (const future of running) expect(await attempt(() => future)).toMatchObject({ name: 'ThreadDiedError', death: 'terminated' });
  expect([told, pool.threads, pool.isShutDown]).toEqual([5, [], true]);
  await pool.terminate();
  expect(() => pool.submit('computesUntil', started, words)).toThrow(InvalidStateError);
  const unused = make('stops');
  await unused.terminate();
  expect(() => unused.submit('blocks', undefined, new Event())).toThrow(InvalidStateError);
});

describe('while its thread is blocked by something else, a pool goes on', () => {
  test('with more tasks than there are places for', () => {
    const pool = make('stops');
    const latch = new CountDownLatch(5000);
    const countDown = (each: CountDownLatch): void => { each.countDown(); }; // prettier-ignore
    const futures = times(5000, () => pool.submit(countDown, latch));
    expect(latch.wait(soon)).toBe(true);
    expect(futures[4000]?.result(soon)).toBeUndefined();
  });

  test('with workers for all that have to meet, also when tasks were tiny so far', async () => {
    const pool = make('stops', { maxWorkers: 3 });
    await Promise.all(times(500, (at) => pool.submit((n: number) => n, at)));
    const [started, gate] = [new Semaphore(0), new Event()];
    const futures = times(3, () => pool.submit('blocks', started, gate));
    for (let task = 0; task < 3; task++) expect(started.acquire(soon)).toBe(true);
    gate.set();
    expect(new Set(await Promise.all(futures)).size).toBe(3);
  });

  test('with another worker in the place of one that has died', () => {
    const pool = make('stops', { maxWorkers: 1 });
    const event = new Event();
    const dies = pool.submit(() => { process.exit(0); }); // prettier-ignore
    const sets = pool.submit((each: Event) => { each.set(); }, event); // prettier-ignore
    expect(event.wait(soon)).toBe(true);
    expect(dies.exception(soon)).toMatchObject({ death: 'exited' });
    sets.result(soon);
  });
});

const run = (name: string): Promise<Ended> => program(new URL('programs/pool-ends.mjs', import.meta.url), { args: [name], limit: LONG });

describe.concurrent('a process', () => {
  test.each<[string, string, string[], number]>([
    ['ends by itself beside a pool that has nothing to do', 'idle', ['awaited 3'], 0],
    ['ends by itself beside a pool that is never used', 'unused', ['unused'], 0],
    ['waits for tasks that were submitted, though nobody awaits them', 'outstanding', ['main is done', 'the task is done'], 0],
    ['waits for tasks of a pool that was shut down without waiting', 'shut down', ['main is done', 'the task is done'], 0],
    ['ends when tasks are cancelled, and what runs has ended', 'cancelled', ['main is done', 'the task is done', 'cancelled'], 0],
    ['ends at process.exit(), whatever tasks do', 'exits', ['main exits'], 4],
    ['is not ended by a task that fails: who has not looked is told of it', 'fails', ['main is done'], 0],
    ['is told that a task was submitted too late', 'too late', ['InvalidStateError'], 0],
    ['gets what tasks print while it is blocked, at once and in whole lines', 'prints', ['before', 'while blocked 1', 'while blocked 2', 'result 3'], 0],
    ['gets its first result while its event loop has never turned', 'first', ['42'], 0],
    ['has nothing left of a dozen pools', 'many', ['many pools: 66'], 0],
  ])('%s', async (_, name, printed, exitCode) => {
    const { stdout, stderr, code, stuck } = await run(name);
    expect([stdout.split('\n').slice(0, -1), stuck ? 'stuck' : code]).toEqual([printed, exitCode]);
    if (name === 'fails') expect(stderr).toMatch(/^Future\(throws\) of ThreadPool\(jobs\) has failed, and nobody has looked at it: RangeError: not today/);
    else expect(stderr).toBe('');
  });
});
