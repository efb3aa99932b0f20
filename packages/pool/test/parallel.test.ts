import { CancelledError, ThreadPool, TimeoutError, parallelFor, parallelMap, parallelReduce, waitAsync, type Future } from '@sync/pool';
import { LONG, SHORT, expectAllHandled, until } from '@sync/testing';
import { getEventListeners } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';

type Lists = typeof import('./tasks/lists.mjs');

expectAllHandled();
const unobserved: unknown[] = [];
const pool = new ThreadPool<Lists>(new URL('./tasks/lists.mjs', import.meta.url), {
  maxWorkers: 2,
  name: 'lists',
  onUnobserved: (error) => unobserved.push(error),
});
afterAll(async () => {
  await pool.terminate();
  expect(unobserved).toEqual([]);
});

/** Doubles of shared memory: 0, 1, 2, ... */
function shared(length: number): Float64Array {
  const list = new Float64Array(new SharedArrayBuffer(length * 8));
  for (let at = 0; at < length; at++) list[at] = at;
  return list;
}

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));
const add = (a: number, b: number): number => a + b;

/** Both ways to have a result. */
const WAYS: [string, <T>(future: Future<T>) => Promise<T>][] = [
  ['result()', async (future) => Promise.resolve(future.result({ timeout: LONG }))],
  ['await', async (future) => await future],
];

describe.each(WAYS)('parallel work, by %s,', (_, get) => {
  test.each([undefined, 1, 7, 1000])('is done with each index, once, in tasks of %j', async (chunkSize) => {
    const counts = new Int32Array(new SharedArrayBuffer(4 * 100));
    const range = { from: 10, to: 90 };
    const each = (at: number, list: Int32Array): void => {
      Atomics.add(list, at, at);
    };
    expect(await get<unknown>(parallelFor(pool, range, each, { chunkSize, args: [counts] }))).toBeUndefined();
    expect([...counts]).toEqual(Array.from({ length: 100 }, (__, at) => (at >= 10 && at < 90 ? at : 0)));
  });

  test('is done with arrays, which are shared', async () => {
    const [a, b] = [shared(1000), shared(1000)];
    await get(parallelFor(pool, [a, b], (at, first, second) => { second[at] = (first[at] ?? 0) * 3; })); // prettier-ignore
    expect([b[0], b[1], b[999]]).toEqual([0, 3, 2997]);
    await get(parallelFor(pool, [a], 'doubles'));
    expect([a[1], a[999]]).toEqual([2, 1998]);
    await get(parallelFor(pool, [a, b, a, b], (at, first, second, third, fourth) => { fourth[at] = (first[at] ?? 0) + (second[at] ?? 0) + (third[at] ?? 0); })); // prettier-ignore
    expect(b[10]).toBe(20 + 30 + 20);
  });

  test('maps an array into a new one, or the one that is given, or itself', async () => {
    const input = shared(1000);
    const roots = await get(parallelMap(pool, input, 'root'));
    expect(roots).toBeInstanceOf(Float64Array);
    expect(roots.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...roots]).toEqual([...input].map((x) => Math.sqrt(x)));
    const output = new Int32Array(new SharedArrayBuffer(4 * 1001));
    expect(await get(parallelMap(pool, input, (x: number, at: number, by: number) => x + at * by, { output, args: [10] }))).toBe(output);
    expect([output[999], output[1000]]).toEqual([999 * 11, 0]);
    await get(parallelMap(pool, input, (x: number) => -x, { output: input }));
    expect(input[999]).toBe(-999);
    const big = new BigInt64Array(new SharedArrayBuffer(8 * 10)).fill(3n);
    expect([...(await get(parallelMap(pool, big, (x: bigint) => x * x)))]).toEqual(Array<bigint>(10).fill(9n));
  });

  test.each([undefined, 1, 7, 5000])('brings the items of an array together, in tasks of %j', async (chunkSize) => {
    const input = shared(300);
    expect(await get(parallelReduce(pool, input, 'sum', add, 0, { chunkSize }))).toBe(44_850);
    const last = await get(parallelReduce(pool, input, (text: string, x: number, at: number) => (at % 30 === 0 ? `${text} ${x}` : text), (a: string, b: string) => a + b, '', { chunkSize }));
    expect(last).toBe(' 0 30 60 90 120 150 180 210 240 270');
  });

  test('may be async', async () => {
    const input = shared(20);
    const later = async (x: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return x + 1;
    };
    expect([...(await get(parallelMap(pool, input, later)))]).toEqual([...input].map((x) => x + 1));
    expect(await get(parallelReduce(pool, input, async (sum: number, x: number) => Promise.resolve(sum + x), add, 0))).toBe(190);
    await get(parallelFor(pool, [input], async (at, list) => { await Promise.resolve(); list[at] = 7; })); // prettier-ignore
    expect([...input]).toEqual(Array<number>(20).fill(7));
  });

  test('of nothing is done', async () => {
    expect(await get<unknown>(parallelFor(pool, 0, 'doubles'))).toBeUndefined();
    expect(await get(parallelMap(pool, shared(0), 'root'))).toHaveLength(0);
    expect(await get(parallelReduce(pool, shared(0), 'sum', add, 5))).toBe(5);
    expect(await get<unknown>(parallelFor(pool, [], 'doubles'))).toBeUndefined();
  });

  test('ends with the first failure: nothing goes on', async () => {
    const seen = words();
    const future = parallelFor(pool, 1000, (at: number, w: Int32Array) => {
      if (at === 0) {
        while (Atomics.load(w, 0) === 0);
        throw new RangeError('the first');
      }
      Atomics.add(w, 0, 1);
      // Until it is cancelled: the function is not called again then.
      Atomics.wait(w, 1, 0, 1);
    }, { args: [seen], chunkSize: 500 }); // prettier-ignore
    await expect(get(future)).rejects.toThrow('the first');
    const count = seen[0];
    expect(pool.stats.running + pool.stats.waiting).toBe(0);
    // Of the other half, which the other worker has begun.
    expect(count).toBeLessThan(499);
    expect(future.exception()).toBeInstanceOf(RangeError);
  });

  test('that throws where it is brought together fails', async () => {
    const future = parallelReduce(pool, shared(10), 'sum', () => { throw new RangeError('not together'); }, 0); // prettier-ignore
    await expect(get(future)).rejects.toThrow('not together');
  });
});

const holds = (at: number, w: Int32Array): void => {
  Atomics.add(w, 0, 1);
  while (at < 2 && Atomics.load(w, 1) === 0);
};

describe('parallel work', () => {
  test('that is cancelled is over when none of it runs any more', async () => {
    const seen = words();
    const future = parallelFor(pool, 100, holds, { chunkSize: 1, args: [seen] });
    await until('two run', () => seen[0] === 2);
    expect(future.running).toBe(true);
    expect(future.cancel({ reason: new RangeError('not wanted') })).toBe(false);
    expect(future.done).toBe(false);
    Atomics.store(seen, 1, 1);
    await expect(future).rejects.toBeInstanceOf(CancelledError);
    await expect(future).rejects.toMatchObject({ cause: { message: 'not wanted' } });
    expect([future.cancelled, seen[0]]).toEqual([true, 2]);
    expect(pool.stats.running + pool.stats.waiting).toBe(0);
  });

  test('that has not begun is cancelled at once', async () => {
    const seen = words();
    const before = parallelFor(pool, 2, holds, { chunkSize: 1, args: [seen] });
    await until('two run', () => seen[0] === 2);
    const future = parallelFor(pool, 100, holds, { args: [seen] });
    expect(future.cancel()).toBe(true);
    expect(future.cancelled).toBe(true);
    Atomics.store(seen, 1, 1);
    await before;
    expect(seen[0]).toBe(2);
  });

  test('is ended by force, if that is asked for; by its signal; by its time', async () => {
    const for_ever = (at: number, w: Int32Array): void => {
      Atomics.add(w, 0, 1);
      for (;;);
    };
    const seen = words();
    const first = parallelFor(pool, 10, for_ever, { args: [seen] });
    await until('it runs', () => (seen[0] ?? 0) > 0);
    first.cancel({ terminate: true });
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    const controller = new AbortController();
    const second = parallelFor(pool, 10, for_ever, { args: [words()], signal: controller.signal, terminate: true });
    controller.abort(new RangeError('not wanted'));
    await expect(second).rejects.toThrow('not wanted');
    const third = parallelFor(pool, 10, for_ever, { args: [words()], timeout: SHORT, terminate: true });
    await expect(third).rejects.toMatchObject({ timeout: SHORT });
    await expect(third).rejects.toBeInstanceOf(TimeoutError);
    await expect(parallelFor(pool, 10, for_ever, { signal: controller.signal })).rejects.toThrow('not wanted');
    expect(await parallelReduce(pool, shared(10), 'sum', add, 0)).toBe(45);
  });

  test('takes its listener back from its signal', async () => {
    const { signal } = new AbortController();
    const work = parallelFor(pool, 10, 'square' as never, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await work;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('is waited for beside other futures', async () => {
    const futures = [parallelFor(pool, 10, 'square' as never), pool.submit('add', 1, 2), parallelMap(pool, shared(3), 'root')];
    const { done } = await waitAsync(futures as Future<unknown>[], { timeout: LONG });
    expect(done.size).toBe(3);
    await expect(parallelFor(pool, 10, 'nosuch' as never)).rejects.toThrow(/there is no task 'nosuch'/);
  });

  test('that is more than the pool may have fails, and nothing of it goes on', async () => {
    await using small = new ThreadPool<Lists>(new URL('./tasks/lists.mjs', import.meta.url), { maxWorkers: 1, maxQueue: 3 });
    await expect(parallelFor(small, 100, 'square' as never, { chunkSize: 1 })).rejects.toThrow(/maxQueue \(3\)/);
    expect(small.stats.running + small.stats.waiting).toBe(0);
    expect(await parallelReduce(small, shared(100), 'sum', add, 0, { chunkSize: 50 })).toBe(4950);
    await small.shutdownAsync();
    expect(() => parallelFor(small, 10, 'square' as never)).toThrow(/after shutdown/);
  });

  test('refuses arrays that threads cannot share, and says what to do', () => {
    const plain = new Float64Array(3);
    const how = /must be in shared memory, which threads do not copy: const shared = new Float64Array\(new SharedArrayBuffer\(array\.byteLength\)\); shared\.set\(array\)$/;
    expect(() => parallelFor(pool, [shared(3), plain], 'doubles')).toThrow(/^ThreadPool\(lists\): parallelFor\(\): arrays\[1\] must be/);
    expect(() => parallelMap(pool, plain, 'root')).toThrow(how);
    expect(() => parallelMap(pool, shared(3), 'root', { output: plain })).toThrow(/: output must be/);
    expect(() => parallelReduce(pool, plain, 'sum', add, 0)).toThrow(how);
    expect(() => parallelMap(pool, [1, 2] as never, 'root')).toThrow(/: input must be a typed array, not/);
    expect(() => parallelMap(pool, new DataView(new SharedArrayBuffer(8)) as never, 'root')).toThrow(/must be a typed array/);
    expect(() => parallelFor(pool, [shared(3), shared(4)], 'doubles')).toThrow(/^ThreadPool\(lists\): parallelFor\(\): arrays\[1\] has 4 items, and arrays\[0\] has 3$/);
    expect(() => parallelMap(pool, shared(3), 'root', { output: shared(2) })).toThrow(/output has 2 items, and input has 3$/);
  });

  test.each<[string, () => unknown, typeof TypeError | typeof RangeError, RegExp]>([
    ['a range that is none', () => parallelFor(pool, 'x' as never, 'doubles'), TypeError, /expects a number, \{ from, to \}, or a list of arrays, not 'x'/],
    ['a negative range', () => parallelFor(pool, -1, 'doubles'), RangeError, /to/],
    ['a range of parts', () => parallelFor(pool, { from: 0.5, to: 2 }, 'doubles'), RangeError, /from/],
    ['a chunk of nothing', () => parallelFor(pool, 3, 'doubles', { chunkSize: 0 }), RangeError, /chunkSize/],
    ['arguments that are none', () => parallelFor(pool, 3, 'doubles', { args: 5 as never }), TypeError, /args must be an array, not 5/],
    ['what is no task', () => parallelFor(pool, 3, { task: 'doubles' } as never), TypeError, /expects the name of a task, or a function/],
    ['a negative time', () => parallelFor(pool, 3, 'doubles', { timeout: -1 }), RangeError, /timeout/],
    ['what is no signal', () => parallelFor(pool, 3, 'doubles', { signal: 5 as never }), TypeError, /signal/],
    ['what brings nothing together', () => parallelReduce(pool, shared(3), 'sum', 5 as never, 0), TypeError, /combine/],
    ['what is no pool', () => parallelFor({} as never, 3, 'doubles' as never), TypeError, /^parallelFor\(\) expects a ThreadPool/],
  ])('refuses %s', (_, call, error, message) => {
    expect(call).toThrow(error);
    expect(call).toThrow(message);
  });
});
