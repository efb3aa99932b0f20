/**
 * Fails when: several items at once are not those that were put, in their order, or more than there is room for; who waits for several
 * gets fewer, or keeps others from what they want.
 */
import { Subject, closeSubjects, counting, endThreads, expectTimeout, pending, refusal, timed, waiting } from '@sync/testing';
import { Queue } from '@sync/queue';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { EMPTY, FULL, KINDS, type AnyQueue } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type Numbers = AnyQueue<number>;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, item) => item);

describe.each(KINDS)('$name', ({ spec, ordered }) => {
  const made = (maxSize = 0): Subject<Numbers> => new Subject<Numbers>(spec({ maxSize }), { name: 'jobs' });

  test('putMany() puts all, getMany() takes up to so many, drain() all', async () => {
    const { lock: queue } = made();
    queue.putMany(upTo(200));
    await queue.putManyAsync(new Set([200, 201]));
    queue.putMany([]);
    expect(queue.size).toBe(202);
    const all = ordered(upTo(202));
    expect(queue.getMany(5)).toEqual(all.slice(0, 5));
    expect(await queue.getManyAsync(150)).toEqual(all.slice(5, 155));
    expect(queue.drain()).toEqual(all.slice(155));
    expect([queue.drain(), queue.getMany(3, { min: 0 }), queue.unfinished]).toEqual([[], [], 202]);
  });

  test('putMany() goes on as there is room, and its error tells how many it has put', async () => {
    const subject = made(3);
    const { lock: queue } = subject;
    const late = await timed(() => refusal((async () => { await queue.putManyAsync([1, 2, 3, 4, 5], { timeout: 20 }); })()));
    expect(late.value).toMatchObject({ ...FULL, message: expect.stringMatching(/putManyAsync\(\): it is full with 3 of 3 items, and was so for 20 ms. 3 of the items were put/) as string });
    expectTimeout(late.ms, 20);
    expect(() => { queue.putMany([6], { timeout: 0 }); }).toThrow(expect.objectContaining(FULL) as Error);
    expect(queue.drain().sort()).toEqual([1, 2, 3]);
    const other = subject.thread();
    const got = other.run(({ lock }) => {
      const items: number[] = [];
      while (items.length < 100) items.push(...lock.getMany(7));
      return items;
    });
    queue.putMany(upTo(100));
    const items = await got;
    expect([...items].sort((one, two) => one - two)).toEqual(upTo(100));
  });

  test('those before one that is refused are put', () => {
    const { lock: queue } = made();
    const items = function* (): Generator<number> {
      yield 1;
      yield 2;
      throw new Error('no more');
    };
    expect(() => { queue.putMany(items()); }).toThrow('no more');
    expect(() => { queue.putMany([3, (() => 4) as never]); }).toThrow(/items\[1\] is a function/);
    expect(queue.drain()).toEqual(ordered([1, 2, 3]));
  });

  test.each(['putMany', 'putManyAsync'] as const)('%s() of more than go at once leaves behind those that were put, tells how many, and asks for no more', async (call) => {
    const { lock: queue } = made(100);
    let asked = 0;
    let isClosed = false;
    const items = function* (wrong: number): Generator<number> {
      try {
        for (asked = 0; asked < 200; asked++) yield asked === wrong ? (Symbol('wrong') as never) : asked;
      } finally {
        isClosed = true;
      }
    };
    const puts = (wrong: number): Promise<unknown> => refusal((async () => { await queue[call](items(wrong), { timeout: 0 }); })());
    expect(await puts(Infinity)).toMatchObject({ ...FULL, message: expect.stringContaining('100 of the items were put') as string });
    expect([isClosed, asked < 200, queue.drain()]).toEqual([true, true, ordered(upTo(100))]);
    isClosed = false;
    expect(await puts(70)).toMatchObject({ name: 'TypeError', message: expect.stringContaining('items[70]') as string });
    expect([isClosed, asked, queue.drain()]).toEqual([true, 70, ordered(upTo(70))]);
  });

  test.each([0, 20])('getMany() with a minimum gets fewer when its time of %i ms is up, and says so if there is none', async (timeout) => {
    const { lock: queue } = made();
    queue.putMany([1, 2]);
    const some = await timed(() => queue.getManyAsync(5, { min: 3, timeout }));
    expect(some.value).toEqual(ordered([1, 2]));
    expectTimeout(some.ms, timeout);
    expect(() => queue.getMany(5, { min: 3, timeout })).toThrow(expect.objectContaining(EMPTY) as Error);
    queue.put(1);
    expect(queue.getMany(5, { min: 3, timeout })).toEqual([1]);
  });

  test('getMany() waits for its minimum, and keeps nobody from fewer', async () => {
    const subject = made();
    const { lock: queue } = subject;
    const [blocks, awaits, one] = await counting(subject, 3);
    const both = [blocks?.run(({ lock }) => lock.getMany(9, { min: 3 })), awaits?.run(({ lock }) => lock.getManyAsync(9, { min: 3 }))].map(async (got) => got);
    await waiting(subject, 2);
    const single = one?.run(({ lock }) => lock.get());
    await waiting(subject, 3);
    queue.put(1);
    expect(await single).toBe(1);
    queue.putMany([2, 3]);
    for (const got of both) expect(await pending(got)).toBe(true);
    queue.putMany([4, 5, 6, 7]);
    await Promise.race(both);
    queue.putMany([8, 9, 10]);
    const items = (await Promise.all(both)).flatMap((some) => some ?? []);
    expect([...items, ...queue.drain()].sort((first, second) => first - second)).toEqual(upTo(11).slice(2));
    for (const some of await Promise.all(both)) expect(some?.length).toBeGreaterThanOrEqual(3);
  });

  test('a shutdown ends it with what is there', async () => {
    const { lock: queue } = made();
    queue.put(1);
    const some = queue.getManyAsync(5, { min: 3 });
    expect(await pending(some)).toBe(true);
    queue.shutdown();
    expect(await some).toEqual([1]);
  });

  test('loops go over items of another thread until it is shut down', async () => {
    const subject = made(4);
    const { lock: queue } = subject;
    const [blocks, awaits] = subject.threads(2);
    const sums = [
      blocks?.run(({ lock }) => {
        let sum = 0;
        for (const item of lock) sum += item;
        return sum;
      }),
      awaits?.run(async ({ lock }) => {
        let sum = 0;
        for await (const item of lock) sum += item;
        return sum;
      }),
    ].map(async (sum) => sum);
    queue.putMany(upTo(200));
    queue.shutdown();
    expect((await Promise.all(sums)).reduce<number>((all, sum) => all + Number(sum), 0)).toBe(19_900);
  });
});

test('a loop that is left takes no more than it has had', async () => {
  const queue = new Queue<number>();
  queue.putMany([1, 2, 3, 4]);
  for (const item of queue) if (item === 1) break;
  for await (const item of queue) if (item === 2) break;
  expect(queue.drain()).toEqual([3, 4]);
});
