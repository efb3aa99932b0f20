import { InvalidStateError, QueueFullError, ThreadPool, TimeoutError, type MapRequest, type Results } from '@sync/pool';
import { SHORT, expectAllHandled, expectTimeout, timed, until } from '@sync/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';

type Lists = typeof import('./tasks/lists.mjs');
type Request = Omit<MapRequest<'square'>, 'task'>;

const MODULE = new URL('./tasks/lists.mjs', import.meta.url);

expectAllHandled();
const unobserved: unknown[] = [];
const pool = new ThreadPool<Lists>(MODULE, { maxWorkers: 2, name: 'lists', onUnobserved: (error) => unobserved.push(error) });
afterAll(async () => {
  await pool.terminate();
  expect(unobserved).toEqual([]);
});

/** Both ways to take results. */
const WAYS: [string, <T>(results: Results<T>) => Promise<T[]>][] = [
  ['for', async (results) => [...results]],
  [
    'for await',
    async (results) => {
      const all = [];
      for await (const result of results) all.push(result);
      return all;
    },
  ],
];

/** What is given before the error, and that. */
async function upTo<T>(take: (results: Results<T>) => Promise<T[]>, results: Results<T>): Promise<[T[], unknown]> {
  const given: T[] = [];
  const noting: Results<T> = {
    *[Symbol.iterator]() {
      for (const result of results) {
        given.push(result);
        yield result;
      }
      return undefined;
    },
    async *[Symbol.asyncIterator]() {
      for await (const result of results) {
        given.push(result);
        yield result;
      }
      return undefined;
    },
  };
  const error: unknown = await take(noting).then(() => undefined, (thrown: unknown) => thrown);
  return [given, error];
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));

/** Notes how many items were taken of it, and that nobody wants more. */
class Source implements Iterable<number> {
  taken = 0;
  isClosed = false;
  readonly #end: number;

  constructor(end = Infinity) {
    this.#end = end;
  }

  *[Symbol.iterator](): Generator<number, undefined> {
    try {
      while (this.taken < this.#end) yield this.taken++;
    } finally {
      this.isClosed = true;
    }
    return undefined;
  }
}

async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T, undefined> {
  for (const item of items) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield item;
  }
  return undefined;
}

describe.each(WAYS)('results of a map, taken by %s,', (way, take) => {
  test('are those of an array\'s map', async () => {
    expect(await take(pool.map('square', range(0, 10)))).toEqual(range(0, 10).map((n) => n * n));
    expect(await take(pool.map('squareLater', range(0, 10)))).toEqual(range(0, 10).map((n) => n * n));
    expect(await take(pool.map((n: number) => n + 1, new Set([1, 2])))).toEqual([2, 3]);
  });

  test.each([3, 10, 1000])('are the same in chunks of %i', async (chunkSize) => {
    expect(await take(pool.map({ task: 'square', chunkSize }, range(0, 100)))).toEqual(range(0, 100).map((n) => n * n));
    expect(await take(pool.map({ task: 'squareLater', chunkSize }, range(0, 20)))).toEqual(range(0, 20).map((n) => n * n));
  });

  test.each([1, 2, 10, 20, Infinity])('are the same with a buffer of %d', async (bufferSize) => {
    expect(await take(pool.map({ task: 'square', bufferSize }, range(0, 10)))).toEqual(range(0, 10).map((n) => n * n));
    expect(await take(pool.map({ task: 'add', bufferSize, chunkSize: 3 }, range(0, 10), range(5, 15)))).toEqual(range(0, 10).map((n) => 2 * n + 5));
  });

  test('are as many as the shortest iterable has items; the others are told to end', async () => {
    const endless = new Source();
    expect(await take(pool.map('add', [1, 2, 3], endless))).toEqual([1, 3, 5]);
    expect(endless.isClosed).toBe(true);
    expect(await take(pool.map('add', new Source(5), range(0, 3)))).toEqual([0, 2, 4]);
  });

  test('are none of no items, and without iterables', async () => {
    expect(await take(pool.map('square', []))).toEqual([]);
    expect(await take(pool.map({ task: 'add', bufferSize: 3 }, [], [1]))).toEqual([]);
    expect(await take((pool as ThreadPool).map('worker'))).toEqual([]);
  });

  test.each([1, 3, 100])('end with the first failure, at its place, in chunks of %i', async (chunkSize) => {
    const [given, error] = await upTo(take, pool.map({ task: 'unless', chunkSize }, Array<number>(20).fill(7), range(0, 20)));
    expect(given).toEqual(range(0, 7));
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toBe('not 7');
    expect((error as Error).stack).toMatch(/lists\.mjs/);
  });

  test('end with an error that nobody would take for one', async () => {
    let thrown: unknown = 'nothing';
    await take(pool.map('throwsNothing', [1])).catch((error: unknown) => (thrown = error));
    expect(thrown).toBeUndefined();
    const results = pool.map({ task: 'throwsNothing', chunkSize: 2 }, [1, 2]);
    await expect(take(results)).rejects.toBeUndefined();
  });

  test('end with what an iterable throws, after those before it', async () => {
    function* broken(): Generator<number> {
      yield* range(0, 20);
      throw new RangeError('no more');
    }
    const other = new Source();
    const [given, error] = await upTo(take, pool.map({ task: 'add', bufferSize: 3, chunkSize: 4 }, broken(), other));
    expect([given.length, given[19]]).toEqual([20, 38]);
    expect((error as Error).message).toBe('no more');
    expect(other.isClosed).toBe(true);
  });

  test('are of tasks that are cancelled when one has failed', async () => {
    const seen = words();
    const [given, error] = await upTo(take, pool.map({ task: 'firstFails', bufferSize: 50 }, Array<Int32Array>(50).fill(seen), range(0, 50)));
    expect([given, String(error)]).toEqual([[], 'RangeError: first']);
    await until('its tasks are over', () => pool.stats.running + pool.stats.waiting === 0);
    // The other worker's first one, and at most one that the first worker had begun meanwhile.
    expect(seen[0]).toBeLessThanOrEqual(2);
  });

  test('are of tasks that are cancelled when they are left', async () => {
    const seen = words();
    const results = pool.map({ task: 'holds', bufferSize: 50 }, Array<Int32Array>(50).fill(seen), range(0, 50));
    await until('two run', () => seen[0] === 2);
    results[Symbol.iterator]().return?.();
    expect(await take(results)).toEqual([]);
    await until('its tasks are over', () => pool.stats.running + pool.stats.waiting === 0);
    expect(seen[0]).toBe(2);
  });

  test('that are not there in time are a TimeoutError, and the others are cancelled', async () => {
    const seen = words();
    const results = pool.map({ task: (w: Int32Array, n: number) => { if (n > 0) Atomics.wait(w, 1, 0, 60_000); return n; }, timeout: SHORT, terminate: true }, Array<Int32Array>(9).fill(seen), range(0, 9));
    const [given, error] = await upTo(take, results);
    expect(given.length).toBeLessThanOrEqual(1);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: SHORT });
    expect((error as Error).message).toMatch(/^ThreadPool\(lists\): map\(\) had not all results after \d+ ms/);
    await until('its tasks are over', () => pool.stats.running + pool.stats.waiting === 0);
  });

  test('that are there are given even if the time is up', async () => {
    const results = pool.map({ task: 'square', timeout: 60 }, [1, 2, 3]);
    await until('they are there', () => pool.stats.running + pool.stats.waiting === 0);
    await new Promise((resolve) => setTimeout(resolve, 65));
    expect(await take(results)).toEqual([1, 4, 9]);
  });

  test('are given once', async () => {
    const results = pool.map('square', [1, 2]);
    expect(await take(results)).toEqual([1, 4]);
    expect(await take(results)).toEqual([]);
  });

  test('end with the reason of their signal', async () => {
    const controller = new AbortController();
    const seen = words();
    const results = pool.map({ task: 'holds', signal: controller.signal }, Array<Int32Array>(9).fill(seen), range(0, 9));
    await until('two run', () => seen[0] === 2);
    controller.abort(new RangeError('not wanted'));
    await expect(take(results)).rejects.toThrow('not wanted');
    expect(await take(results)).toEqual([]);
    await expect(take(pool.map({ task: 'square', signal: controller.signal }, [1]))).rejects.toThrow('not wanted');
    await until('its tasks are over', () => pool.stats.running + pool.stats.waiting === 0);
    expect(seen[0]).toBe(2);
  });

  test('take their listener back from their signal when nobody takes more of them', async () => {
    const { signal } = new AbortController();
    const results = pool.map({ task: 'square', signal, bufferSize: 1 }, [1, 2])[Symbol.iterator]();
    results.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    results.return?.();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('may be moved', async () => {
    const arrays = await take(pool.map({ task: 'zeros', chunkSize: 2 }, [10, 20, 30]));
    expect(arrays.map(({ length }) => length)).toEqual([10, 20, 30]);
  });

  test('come also when others\' tasks fill the pool', async () => {
    await using small = new ThreadPool<Lists>(MODULE, { maxWorkers: 1, maxQueue: 2 });
    const seen = words();
    const others = [small.submit('holds', seen, 1), small.submit('counts', seen, 2)];
    await until('one runs', () => seen[0] === 1);
    const results = small.map('square', range(0, 20));
    expect(() => small.submit('square', 1)).toThrow(QueueFullError);
    Atomics.store(seen, 1, 1);
    expect(await take(results)).toEqual(range(0, 20).map((n) => n * n));
    await Promise.all(others);
  });

  test('come also to a pool that is closed, as far as they were submitted', async () => {
    const closing = new ThreadPool<Lists>(MODULE, { maxWorkers: 1 });
    const results = closing.map({ task: 'square', bufferSize: 3 }, range(0, 10));
    closing.shutdown({ wait: false });
    const [given, error] = await upTo(take, results);
    expect(given).toEqual([0, 1, 4]);
    expect(error).toBeInstanceOf(InvalidStateError);
  });
});

describe('a map', () => {
  test('submits as many tasks as its buffer holds at once, and one for each result that is taken', async () => {
    const source = new Source();
    const seen = words();
    const iterator = pool.map({ task: 'counts', bufferSize: 4 }, (function* () { for (;;) yield seen; })(), source)[Symbol.iterator](); // prettier-ignore
    expect(source.taken).toBe(4);
    await until('they have run', () => seen[0] === 4);
    expect(iterator.next().value).toBe(0);
    expect(source.taken).toBe(5);
    expect(iterator.next().value).toBe(1);
    expect(source.taken).toBe(6);
    iterator.return?.();
    expect(source.isClosed).toBe(true);
    expect(iterator.next().done).toBe(true);
    expect(source.taken).toBe(6);
  });

  test('of endless iterables gives the first results', () => {
    const taken: number[] = [];
    for (const result of pool.map('add', new Source(), new Source())) if (taken.push(result) === 50) break;
    expect(taken).toEqual(range(0, 50).map((n) => 2 * n));
  });

  test('submits all of them with an endless buffer, though nobody takes their results', async () => {
    const seen = words();
    pool.map({ task: 'counts', bufferSize: Infinity }, Array<Int32Array>(100).fill(seen), range(0, 100));
    await until('all have run', () => seen[0] === 100);
  });

  test('that nobody takes results of does not keep a pool from being shut down', async () => {
    const unwatched = new ThreadPool<Lists>(MODULE, { maxWorkers: 2 });
    unwatched.map('square', new Source());
    await unwatched.shutdownAsync();
  });

  test('after shutdown, and of what throws at once, throws itself', async () => {
    const closed = new ThreadPool<Lists>(MODULE, { maxWorkers: 1 });
    closed.shutdown();
    const source = new Source();
    expect(() => closed.map('square', source)).toThrow(InvalidStateError);
    expect(source.isClosed).toBe(true);
    const broken = { [Symbol.iterator]: () => ({ next: () => { throw new RangeError('broken'); } }) }; // prettier-ignore
    expect(() => pool.map('square', broken)).toThrow('broken');
  });

  test('tells nobody of failures that are not taken, and runs none that is not wanted', async () => {
    const seen = words();
    const results = pool.map({ task: 'unless', bufferSize: 10 }, Array<number>(10).fill(0), Array<number>(10).fill(0));
    await until('they have failed', () => pool.stats.running + pool.stats.waiting === 0);
    expect(() => [...results]).toThrow('not 0');
    expect(seen[0]).toBe(0);
  });

  test('takes async iterables for await alone, beside others, and no further ahead than its buffer', async () => {
    const source = new Source();
    const results: Results<number> = pool.map({ task: 'add', bufferSize: 3, chunkSize: 2 }, slowly(source), range(0, 9));
    expect(await WAYS[1]?.[1](results)).toEqual(range(0, 9).map((n) => 2 * n));
    expect(source.taken).toBeLessThanOrEqual(11);
    const lazy = new Source();
    const iterator = pool.map({ task: 'square', bufferSize: 3 }, slowly(lazy))[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, SHORT));
    expect(lazy.taken).toBe(4);
    await iterator.return?.();
    await until('it is closed', () => lazy.isClosed);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(() => [...pool.map('square', slowly([1]))]).toThrow(/^ThreadPool\(lists\): an async iterable is gone through by 'for await'/);
  });

  test('ends with what an async iterable rejects with, and with its time', async () => {
    const [, all] = WAYS[1]!;
    async function* fails(): AsyncGenerator<number> {
      yield* [1, 2];
      await Promise.reject(new RangeError('no more'));
    }
    const [given, error] = await upTo(all, pool.map('square', fails()));
    expect([given, String(error)]).toEqual([[1, 4], 'RangeError: no more']);
    // eslint-disable-next-line require-yield
    async function* never(): AsyncGenerator<number> {
      await new Promise(() => undefined);
    }
    const { ms } = await timed(() => expect(all(pool.map({ task: 'square', timeout: SHORT }, never()))).rejects.toThrow(TimeoutError));
    expectTimeout(ms, SHORT);
  });

  test('gives awaited steps in their order, however many are asked for at once', async () => {
    const iterator = pool.map('squareLater', range(0, 5))[Symbol.asyncIterator]();
    const steps = await Promise.all(range(0, 7).map(() => iterator.next()));
    expect(steps.map(({ value }) => value)).toEqual([0, 1, 4, 9, 16, undefined, undefined]);
  });

  test('runs its tasks with the caller\'s async context', async () => {
    const request = new AsyncLocalStorage<string>();
    await using telling = new ThreadPool<Lists>(MODULE, { maxWorkers: 2, context: { request } });
    const asked = (): Promise<string[]> =>
      WAYS[1]![1](telling.map({ task: 'tells', chunkSize: 2 }, [1, 2, 3]));
    expect(await Promise.all([request.run('a', asked), request.run('b', asked)])).toEqual([['1 a', '2 a', '3 a'], ['1 b', '2 b', '3 b']]);
  });

  test('uses all workers', () => {
    const seen = words();
    const results = pool.map({ task: 'holds' }, [seen, seen], [1, 2]);
    void until('both run', () => seen[0] === 2).then(() => Atomics.store(seen, 1, 1));
    return expect(WAYS[1]?.[1](results)).resolves.toEqual([1, 2]);
  });

  test.each<[Request, typeof TypeError | typeof RangeError, RegExp]>([
    [{ bufferSize: 'foo' } as never, TypeError, /bufferSize/],
    ...[0, -1, 2.5].map((bufferSize) => [{ bufferSize }, RangeError, /bufferSize/] as [Request, typeof RangeError, RegExp]),
    ...[0, -1].map((chunkSize) => [{ chunkSize }, RangeError, /chunkSize/] as [Request, typeof RangeError, RegExp]),
    [{ bufferSize: true } as never, TypeError, /bufferSize/],
    [{ timeout: -1 }, RangeError, /timeout/],
    [{ timeout: '5' } as never, TypeError, /timeout/],
  ])('refuses %o', (options, error, message) => {
    expect(() => pool.map({ task: 'square', ...options }, [1])).toThrow(error);
    expect(() => pool.map({ task: 'square', ...options }, [1])).toThrow(message);
  });

  test('refuses what is no iterable, or no task, and says so', () => {
    expect(() => pool.map('square', 5 as never)).toThrow(/^ThreadPool\(lists\): map\(\) expects iterables, not 5/);
    expect(() => pool.map(5 as never, [1] as never)).toThrow(/^ThreadPool\(lists\): map\(\) expects the name of a task/);
  });
});
