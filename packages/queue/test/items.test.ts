/**
 * Fails when: an item arrives as another one; one that cannot travel is taken, or leaves something behind; a queue stops growing before its
 * limit, or goes beyond it; something is lost when it is full; items get slower to put and get the more there are.
 */
import { BlockStore, homeTable } from '@sync/atomics/internal';
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from '@sync/queue';
import { attempt, pending, refusal } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { FULL } from './spec.ts';

const CLASSES = [Queue, LifoQueue, PriorityQueue, SimpleQueue] as const;

/** The blocks of a queue of its own memory. */
const blocks = (queue: { share(): unknown }): BlockStore =>
  BlockStore.attach((queue.share() as { readonly store: SharedArrayBuffer }).store, 0, homeTable());

/** Items of all kinds; some fit in a slot, some do not. */
function values(): unknown[] {
  const cycle: unknown[] = [1];
  cycle.push(cycle);
  return [
    undefined,
    null,
    true,
    -0,
    NaN,
    2n ** 70n,
    'ä€😀\ud800',
    'x'.repeat(2000),
    Object.assign(Array(3), { 0: 1, more: 'x' }),
    { a: { b: new Map([[1, new Set(['x'])]]) } },
    new Date(5),
    /x/g,
    new Float64Array([1, 2, 3]),
    new Uint8Array(3000).fill(7),
    new DataView(new ArrayBuffer(200)),
    cycle,
  ];
}

describe.each(CLASSES)('%o', (Class) => {
  test('items of every kind and size arrive as by a structured clone, and their memory is free then', () => {
    const queue = new Class<any>();
    for (const value of values()) {
      queue.put(value);
      expect(queue.get()).toEqual(structuredClone(value));
    }
    queue.put(Object.assign(new RangeError('no'), { code: 'E' }));
    const error = queue.get() as unknown;
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: 'no', code: 'E' });
    const { taken, kept } = blocks(queue).usage();
    expect(taken).toBe(0);
    for (const value of values()) queue.put(value);
    while (!queue.empty) queue.get();
    expect(blocks(queue).usage().taken).toBe(0);
    expect(blocks(queue).usage().kept).toBe(kept);
  });

  test.each([
    ['a function', { jobs: [1, { done: (): number => 1 }] }, /item\.jobs\[1\]\.done is a function/],
    ['a symbol', { a: Symbol('x') }, /item\.a is Symbol\(x\)/],
    ['shared memory', { a: new SharedArrayBuffer(4) }, /item\.a is a SharedArrayBuffer/],
    ['a queue', { a: new Queue() }, /item\.a is a Queue/],
    ['the handle of one', [new Queue().share()], /item\[0\] is a handle of a Queue/],
    ['a promise', Promise.resolve(), /item is a Promise/],
  ])('%s is refused by its path, and leaves nothing behind', async (_, item, says) => {
    const queue = new Class<any>({ name: 'jobs' });
    expect(() => { queue.put(item); }).toThrow(expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(says) as string }) as Error);
    expect(() => { queue.put(item); }).toThrow(/Queue\(jobs\): item/);
    if (!(queue instanceof SimpleQueue)) {
      expect(() => queue.tryPut(item as never)).toThrow(says);
      expect(await refusal(queue.putAsync(item as never))).toMatchObject({ name: 'TypeError' });
      expect(() => { queue.putMany([1, item] as never); }).toThrow(/items\[1\]/);
      expect([queue.get(), queue.unfinished]).toEqual([1, 1]);
    }
    expect([queue.size, blocks(queue).usage().taken]).toEqual([0, 0]);
    queue.put('next');
    expect(queue.get()).toBe('next');
  });

  test.each([['int32'], ['float64'], ['structured']] as const)('grows by itself, whatever is in it (%s)', (codec) => {
    const queue = new Class<number>({ codec });
    const count = 3000;
    // Some are taken meanwhile, so that the slots begin somewhere.
    for (let item = 0; item < 100; item++) queue.put(item);
    for (let item = 0; item < 100; item++) queue.get();
    for (let item = 0; item < count; item++) queue.put(item);
    const items = Array.from({ length: count }, () => queue.get());
    const expected = Array.from({ length: count }, (_, item) => item);
    expect(items).toEqual(queue instanceof LifoQueue ? expected.reverse() : expected);
    expect(queue.empty).toBe(true);
  });

  test('when its memory is full, a put says so at once, with the sizes, and nothing is lost', async () => {
    const queue = new Class<Uint8Array>({ maxBytes: 2 ** 20, name: 'jobs' });
    let count = 0;
    const error = await attempt(() => {
      for (; count < 1000; count++) queue.put(new Uint8Array(50_000).fill(count));
    });
    expect(error).toMatchObject({ ...FULL, message: expect.stringMatching(/Queue\(jobs\): item: there is no memory for its 50\d\d\d bytes: maxBytes is 1048576/) as string });
    expect(count).toBeGreaterThan(10);
    expect(queue.size).toBe(count);
    const marks = Array.from({ length: count }, () => queue.get()).map(([mark]) => mark);
    expect(marks.sort((one, other) => Number(one) - Number(other))).toEqual(Array.from({ length: count }, (_, mark) => mark));
    queue.put(new Uint8Array(50_000));
    expect(queue.get()).toHaveLength(50_000);
  });

  test('when there is no memory for more slots, a put says so, and nothing is lost', () => {
    const queue = new Class<number>({ maxBytes: 2 ** 16, codec: 'int32', name: 'jobs' });
    let count = 0;
    expect(() => {
      for (; count < 1e5; count++) queue.put(count);
    }).toThrow(expect.objectContaining({ ...FULL, message: expect.stringMatching(/its memory is full with \d+ items: maxBytes is 65536/) as string }) as Error);
    expect(count).toBeGreaterThan(1000);
    expect(queue.size).toBe(count);
    const items = new Set(Array.from({ length: count }, () => queue.get()));
    expect([items.size, Math.min(...items), Math.max(...items)]).toEqual([count, 0, count - 1]);
  });
});

describe('codecs', () => {
  test('int32 takes integers of 32 bits', () => {
    const queue = new Queue<number>({ codec: 'int32', name: 'n' });
    for (const item of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) {
      queue.put(item);
      expect(queue.get()).toBe(item);
    }
    for (const item of [0.5, NaN, Infinity, 2 ** 31]) expect(() => { queue.put(item); }).toThrow(RangeError);
    for (const item of ['1', null, undefined, {}, 1n]) expect(() => { queue.put(item as never); }).toThrow(/Queue\(n\): item/);
    expect(() => { queue.putMany([1, 2, 0.5]); }).toThrow(/Queue\(n\): items\[2\]/);
    expect(queue.drain()).toEqual([1, 2]);
  });

  test('float64 takes all numbers', () => {
    const queue = new Queue<number>({ codec: 'float64' });
    for (const item of [0, -0, 1.5, NaN, -Infinity, 2 ** 53, Number.MIN_VALUE]) {
      queue.put(item);
      expect(queue.get()).toBe(item);
    }
    for (const item of ['1', null, 1n]) expect(() => { queue.put(item as never); }).toThrow(TypeError);
  });

  test.each([0, 1, 119, 120, 121, 1000, 2 ** 20])('bytes takes arrays of %i bytes, and gives copies of their own', (length) => {
    const queue = new Queue<Uint8Array>({ codec: 'bytes' });
    const item = Uint8Array.from({ length }, (_, at) => at * 7);
    queue.put(item);
    const copy = queue.get();
    expect(Buffer.compare(copy, item)).toBe(0);
    expect(copy.buffer).toBeInstanceOf(ArrayBuffer);
    expect(copy.buffer.byteLength).toBe(length);
    // Node's Buffers are such arrays; other arrays are not.
    queue.put(Buffer.from('abc'));
    expect([...queue.get()]).toEqual([97, 98, 99]);
    for (const wrong of [[1], 'abc', new Uint16Array(2)]) expect(() => { queue.put(wrong as never); }).toThrow(/expected a Uint8Array/);
  });

  test('an item is what it was when it was put, also by one that waits', async () => {
    const queue = new Queue<{ list: number[]; large: Uint8Array }>({ maxSize: 1 });
    const item = { list: [1], large: new Uint8Array(1000) };
    queue.put(item);
    const put = queue.putAsync(item);
    expect(await pending(put)).toBe(true);
    item.list.push(2);
    item.large.fill(9);
    const both = [queue.get(), await put.then(() => queue.get())];
    for (const { list, large } of both) expect([list, large.some((byte) => byte !== 0)]).toEqual([[1], false]);
  });
});

describe('PriorityQueue', () => {
  test('the smallest priority comes first, equal ones in their order, whatever was taken between', () => {
    const queue = new PriorityQueue<number>({ codec: 'float64' });
    const model: { item: number; priority: number }[] = [];
    let seed = 7;
    const below = (end: number): number => (seed = (seed * 48_271) % 2_147_483_647) % end;
    const first = (): number => {
      const best = model.reduce((one, other) => (other.priority < one.priority ? other : one));
      model.splice(model.indexOf(best), 1);
      return best.item;
    };
    for (let turn = 0; turn < 3000; turn++) {
      if (below(5) < 3) {
        const priority = [-Infinity, -1.5, 0, 1, 1e9, Infinity][below(6)] as number;
        model.push({ item: turn, priority });
        queue.put(turn, { priority });
      } else if (model.length > 0) expect(queue.get()).toBe(first());
    }
    while (model.length > 0) expect(queue.get()).toBe(first());
    expect(queue.empty).toBe(true);
  });

  test('all of its puts take a priority, 0 if there is none', async () => {
    const queue = new PriorityQueue<string>();
    queue.put('b');
    queue.put('e', { priority: 5 });
    expect(queue.tryPut('a', { priority: -1 })).toBe(true);
    await queue.putAsync('d', { priority: 2 });
    queue.putMany(['c', 'c2'], { priority: 1 });
    await queue.putManyAsync(['f', 'g'], { priority: 6 });
    expect(queue.drain()).toEqual(['a', 'b', 'c', 'c2', 'd', 'e', 'f', 'g']);
  });
});

describe('cost', () => {
  /** Nanoseconds of a put and a get with so many items in it: the best of some rounds. */
  const cost = (queue: SimpleQueue<number> | PriorityQueue<number>, size: number): number => {
    let next = size * 7919;
    const put = (): void => {
      next = (next * 48_271) % 2_147_483_647;
      if (queue instanceof PriorityQueue) queue.put(1, { priority: next });
      else queue.put(1);
    };
    while (queue.size < size) put();
    let best = Infinity;
    for (let round = 0; round < 60; round++) {
      const start = performance.now();
      for (let turn = 0; turn < 500; turn++) {
        put();
        queue.get();
      }
      best = Math.min(best, (performance.now() - start) * 2000);
    }
    return best;
  };

  test.each([
    ['Queue', () => new Queue<number>({ codec: 'int32' }), 4],
    ['LifoQueue', () => new LifoQueue<number>({ codec: 'int32' }), 4],
    ['PriorityQueue', () => new PriorityQueue<number>({ codec: 'int32' }), 12],
  ] as const)('of %s with 100,000 items is about that with one', (_, make, factor) => {
    const few = cost(make() as never, 1);
    const many = cost(make() as never, 100_000);
    // Whatever grows with the number of items would be thousands of times as much.
    expect(many).toBeLessThan(factor * few);
  });
});
