import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import type { ThreadPool } from '@sync/pool';
import { LONG, attempt, expectAllHandled, until } from '@sync/testing';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { expectAtRest, pools, times } from './pools.ts';

expectAllHandled();
const make = pools();
const pool = make('values', { name: 'values' });
const soon = { timeout: LONG };

const circle: { self?: unknown; list: unknown[] } = { list: [] };
circle.self = circle;
circle.list.push(circle);

describe('arguments and results are copied', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['a number', -0], ['not a number', NaN], ['a large number', 2 ** 70], ['a bigint', 2n ** 100n],
    ['a text', 'a text with \u{1f600} and \ud800'], ['a date', new Date(5)], ['an expression', /a+/giu], ['a map', new Map([[{ a: 1 }, new Set([1, 'x'])]])],
    ['bytes', new Uint8Array([1, 2, 3])], ['a part of them', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
    ['a buffer', new ArrayBuffer(10)], ['floats', new Float64Array([1.5, NaN])], ['big ones', new BigInt64Array([5n])], ['a view', new DataView(new ArrayBuffer(4), 1, 2)],
    ['an object', { a: { b: [1, { c: null }] }, then: 1 }], ['an error', new RangeError('mine', { cause: 'x' })], ['a circle', circle], ['a boxed text', Object('x')],
    ['an object of many', Object.fromEntries(times(500, (at) => [`key ${at}`, at]))], ['a long text', 'x'.repeat(100_000)],
  ])('%s', async (_, value) => { // prettier-ignore
    for (const task of ['echo', 'echoLater'] as const) {
      expect(await pool.submit(task, value)).toEqual(value);
      expect(pool.submit(task, value).result(soon)).toEqual(value);
    }
  });

  test('of any size, some at a time, up to megabytes', async () => {
    const sizes = [0, 1, 50, 79, 80, 81, 500, 5000, 70_000, 1_000_000, 5_000_000];
    const sent = sizes.map((size) => new Uint8Array(size).fill(size % 251));
    const echoed = await Promise.all(sent.map((bytes) => pool.submit('echo', bytes)));
    expect(echoed.map((bytes, at) => Buffer.compare(bytes as Uint8Array, sent[at] as Uint8Array))).toEqual(sizes.map(() => 0));
    for (let round = 0; round < 30; round++) {
      const bytes = new Uint8Array(1_000_000).fill(round);
      expect(pool.submit('sum', bytes).result(soon)).toBe(round * 1_000_000);
    }
  });

  test('as they are when it is submitted', async () => {
    const bytes = new Uint8Array(100_000).fill(1);
    const futures = times(5, () => pool.submit('sum', bytes));
    bytes.fill(2);
    expect(await Promise.all(futures)).toEqual(times(5, () => 100_000));
  });
});

describe('what is shared stays shared', () => {
  test('memory: arrays of words, in arguments and results, the same that was sent', async () => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const futures = times(100, (at) => pool.submit('adds', words, at));
    const returned = await Promise.all(futures);
    expect(words[0]).toBe(4950);
    for (const array of returned) expect(array.buffer).toBe(words.buffer);
    expect(pool.submit('adds', words, 1).result(soon).buffer).toBe(words.buffer);
  });

  test.each([
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  ])('views of it: %o', async (View) => { // prettier-ignore
    const view = new (View as Int8ArrayConstructor)(new SharedArrayBuffer(64), 8, 3);
    view[0] = 21;
    expect(await pool.submit('doubles', view)).toEqual({ name: View.name, byteOffset: 8, length: 3, isShared: true });
    expect(view[0]).toBe(42);
    const echoed = (await pool.submit('echo', { deep: [view] })) as { deep: Int8Array[] };
    expect(echoed.deep[0]?.buffer).toBe(view.buffer);
  });

  test('views of large numbers, and of bytes', async () => {
    const view = new BigInt64Array(new SharedArrayBuffer(16), 8);
    view[0] = 2n ** 40n;
    expect(await pool.submit('doubles', view)).toMatchObject({ name: 'BigInt64Array', byteOffset: 8, length: 1 });
    expect(view[0]).toBe(2n ** 41n);
    const bytes = new DataView(new SharedArrayBuffer(16), 4, 8);
    const echoed = (await pool.submit('echo', bytes)) as DataView<SharedArrayBuffer>;
    expect([echoed.buffer === bytes.buffer, echoed.byteOffset, echoed.byteLength]).toEqual([true, 4, 8]);
  });

  test('the memory of WebAssembly', async () => {
    const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => { buffer: SharedArrayBuffer } } };
    const memory = new wasm.Memory({ initial: 1, maximum: 2, shared: true });
    await pool.submit((shared: { buffer: SharedArrayBuffer }) => { new Int32Array(shared.buffer)[3] = 33; }, memory);
    expect(new Int32Array(memory.buffer)[3]).toBe(33);
  });

  test('memory that a task makes, and returns', async () => {
    const [awaited, blocking] = [await pool.submit('makes', 5), pool.submit('makes', 6).result(soon)];
    expect([awaited[0], blocking[0]]).toEqual([5, 6]);
    expect(await pool.submit('adds', awaited, 7)).toEqual(new Int32Array([12, 0]));
    expect(awaited[0]).toBe(12);
  });

  test('primitives', async () => {
    const [lock, words] = [new Lock({ name: 'shared' }), new Int32Array(new SharedArrayBuffer(4))];
    const futures = times(4, () => pool.submit('counts', lock, words, 500));
    const locks = await Promise.all(futures);
    expect(words[0]).toBe(2000);
    expect(locks.map(String)).toEqual(times(4, () => String(lock)));
    lock.acquire();
    expect(locks[0]?.locked).toBe(true);
    lock.release();
    const event = new Event();
    void pool.submit('sets', event);
    expect(event.wait(soon)).toBe(true);
    const [inside] = (await pool.submit('echo', [new Map([['lock', lock]])])) as Map<string, Lock>[];
    expect(inside?.get('lock')).toBeInstanceOf(Lock);
  });

  test('by a task that was given none before, and then is given none again: each value is what it was', async () => {
    const one = make('values', { maxWorkers: 1 });
    const words = new Int32Array(new SharedArrayBuffer(4));
    for (const value of [1, words, words, { a: [1, new Map([[1, words]])] }, 2, { a: 1 }, [words], 'x', new Lock(), null]) {
      const echoed = await one.submit('echo', value);
      if (value instanceof Lock) expect(echoed).toBeInstanceOf(Lock);
      else expect(echoed).toEqual(value);
    }
    expect(((await one.submit('echo', words)) as Int32Array).buffer).toBe(words.buffer);
    await expect(one.submit('echo', [words, () => 1] as never)).rejects.toThrow(/^args\[0\]\[1\] is a function/);
    await expect(one.submit('echo', [() => 1] as never)).rejects.toThrow(/^args\[0\]\[0\] is a function/);
    await expect(one.submit('echo', [() => 1] as never)).rejects.toThrow(/^args\[0\]\[0\] is a function/);
  });

  test('that were made later than the workers, and many of them', async () => {
    const arrays = times(100, () => new Int32Array(new SharedArrayBuffer(4)));
    await Promise.all(arrays.map((array, at) => pool.submit('adds', array, at)));
    expect(arrays.map(([value]) => value)).toEqual(times(100, (at) => at));
    const four = make('values', { maxWorkers: 4 });
    const sums = await Promise.all(arrays.map((array) => four.submit('adds', array, 1)));
    expect(sums.map((array) => array[0])).toEqual(times(100, (at) => at + 1));
  });
});

describe('what is moved', () => {
  test('is gone here at once, and there as it was', async () => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const future = pool.submit({ task: 'sum', transfer: [buffer] }, new Uint8Array(buffer));
    expect(buffer.byteLength).toBe(0);
    expect(await future).toBe(6);
    const { buffer: moved } = await pool.submit({ task: 'back', transfer: [] }, new Uint8Array([7]).buffer);
    expect([...new Uint8Array(moved)]).toEqual([7]);
  });

  test('comes back the same way, and the task has it no more', async () => {
    expect((await pool.submit('zeros', 1000)).length).toBe(1000);
    expect(pool.submit('zerosLater', 1000).result(soon)[999]).toBe(1.5);
    const one = make('values', { maxWorkers: 1 });
    expect((await one.submit('keepsAndMoves')).byteLength).toBe(16);
    expect(await one.submit('isGone')).toBe(true);
  });

  test('can be a port, both ways', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise((resolve) => port1.once('message', resolve));
    await pool.submit({ task: 'channel', transfer: [port2] }, port2);
    expect(await heard).toBe('through the port');
    port1.close();
    const port = await pool.submit('opens');
    expect(await new Promise((resolve) => port.once('message', resolve))).toBe('from the task');
    port.close();
  });

  test('goes with primitives and shared memory', async () => {
    const [event, words] = [new Event(), new Int32Array(new SharedArrayBuffer(4))];
    const { buffer } = new Uint8Array(5);
    const task = (moved: ArrayBuffer, set: Event, shared: Int32Array): number => {
      set.set();
      return (shared[0] = moved.byteLength);
    };
    expect(await pool.submit({ task, transfer: [buffer] }, buffer, event, words)).toBe(5);
    expect([event.isSet, words[0]]).toEqual([true, 5]);
  });

  test('and cannot be moved is told by the future, and harms no other', async () => {
    const { buffer } = new Uint8Array(4);
    const twice = await attempt(() => pool.submit({ task: 'echo', transfer: [buffer, buffer] }, buffer));
    expect(twice).toBeInstanceOf(Error);
    const withFunction = await attempt(() => pool.submit({ task: 'echo', transfer: [new ArrayBuffer(1)] }, { deep: () => undefined }));
    expect(String(withFunction)).toMatch(/args\[0\]\.deep/);
    const plain = await attempt(() => pool.submit({ task: 'echo', transfer: [{}] }, 1));
    expect(plain).toBeInstanceOf(Error);
    await expectAtRest(pool as ThreadPool);
  });

  test('in any number, though each goes to one worker', async () => {
    const futures = times(300, (at) => {
      const bytes = new Uint8Array(10).fill(at % 200);
      return pool.submit({ task: 'sum', transfer: [bytes.buffer] }, bytes);
    });
    const plain = times(300, (at) => pool.submit('echo', at));
    expect(await Promise.all(futures)).toEqual(times(300, (at) => (at % 200) * 10));
    expect(await Promise.all(plain)).toEqual(times(300, (at) => at));
  });
});

describe('what a task reports', () => {
  test.each(['reports', 'reportsLater'] as const)('comes in order, all of it before its result: %s', async (task) => {
    const seen: unknown[] = [];
    const future = pool.submit({ task, onReport: (value) => seen.push(value) }, 50);
    future.addDoneCallback(() => seen.push('done'));
    expect(await future).toBe('reported');
    expect(seen).toHaveLength(51);
    expect(seen.at(-1)).toBe('done');
    expect(seen.slice(0, 50)).toEqual(times(50, (at) => (task === 'reports' ? { at } : at)));
  });

  test('comes while the submitter is blocked, too', () => {
    const seen: unknown[] = [];
    const futures = times(4, () => pool.submit({ task: 'reports', onReport: (value) => seen.push(value) }, 20));
    expect(futures.map((future) => future.result(soon))).toEqual(times(4, () => 'reported'));
    expect(seen).toHaveLength(80);
  });

  test('comes as it happens, not at the end', async () => {
    const [gate, stops] = [new Event(), make('values', { maxWorkers: 1 })];
    let seen = 0;
    const future = stops.submit({ task: 'reportsAndWaits', onReport: () => seen++ }, gate);
    await until('it has reported', () => seen === 1);
    expect(future.done).toBe(false);
    gate.set();
    expect(await future).toBe(true);
  });

  test('may be shared memory, and nobody need listen', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    let seen: unknown;
    await pool.submit({ task: 'reportsShared', onReport: (value) => (seen = value) }, words);
    expect([...(seen as Int32Array)]).toEqual([7]);
    words[0] = 8;
    expect([...(seen as Int32Array)]).toEqual([8]);
    expect(await pool.submit('reports', 5)).toBe('reported');
  });

  test('and cannot travel is an error of the task', async () => {
    await expect(pool.submit('reportsFunction')).rejects.toThrow(/could not be cloned|function/);
    await expectAtRest(pool as ThreadPool);
  });

  test('and what its listener throws is printed, and harms nothing', async () => {
    const { error } = console;
    const printed: unknown[] = [];
    console.error = (...texts) => printed.push(texts);
    try {
      const future = pool.submit({ task: 'reports', onReport: () => { throw new RangeError('mine'); } }, 2); // prettier-ignore
      expect(await future).toBe('reported');
    } finally {
      console.error = error;
    }
    expect(printed).toHaveLength(2);
    expect(printed[0]).toMatchObject(['Exception in onReport of Future(reports):', { message: 'mine' }]);
  });
});

test('a task knows its name, also after it has awaited something', async () => {
  expect(await pool.submit('names')).toEqual(['names', 'names']);
});
