/** Fails when: a SimpleQueue loses or doubles an item, gives it out of order, or waits to put. */
import type { SimpleQueue } from '@sync/queue';
import { Subject, closeSubjects, counting, endThreads, expectTimeout, refusal, timed, waiting } from '@sync/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { EMPTY, simpleSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const made = (): Subject<SimpleQueue<number>> => new Subject<SimpleQueue<number>>(simpleSpec, { name: 'lines' });

test('gives what was put in its order, and says when it is empty', async () => {
  const { lock: queue } = made();
  expect([queue.empty, queue.size, queue.tryGet()]).toEqual([true, 0, undefined]);
  for (const item of [1, 2, 3, 4]) queue.put(item);
  expect([queue.empty, queue.size, String(queue), queue.name]).toEqual([false, 4, 'SimpleQueue(lines)[4 items]', 'lines']);
  expect([queue.get(), queue.tryGet()?.value, queue.get({ timeout: 5 }), await queue.getAsync({ timeout: 5 })]).toEqual([1, 2, 3, 4]);
  for (const timeout of [0, 10]) {
    expect(() => queue.get({ timeout })).toThrow(expect.objectContaining(EMPTY) as Error);
    const late = await timed(() => refusal(queue.getAsync({ timeout })));
    expect(late.value).toMatchObject(EMPTY);
    expectTimeout(late.ms, timeout);
  }
});

test('a negative time limit is refused, whether there is something or not', () => {
  const { lock: queue } = made();
  expect(() => queue.get({ timeout: -1 })).toThrow(RangeError);
  queue.put(1);
  expect(() => queue.get({ timeout: -1 })).toThrow(RangeError);
  expect(queue.get()).toBe(1);
});

test('one that puts and one that gets keep the order of 100', async () => {
  const subject = made();
  const items = subject.thread().run(({ lock }) => Array.from({ length: 100 }, () => lock.get()));
  const numbers = Array.from({ length: 100 }, (_, at) => (at * 37) % 101);
  for (const item of numbers) subject.lock.put(item);
  expect(await items).toEqual(numbers);
});

test.each(['blocking', 'trying', 'for a moment'] as const)('many at both ends (%s) lose and double nothing', async (how) => {
  const subject = made();
  const all = subject.threads(4);
  const each = how === 'blocking' ? 2500 : 500;
  const puts = all.slice(0, 2).map((thread, at) =>
    thread.run(
      ({ lock }, first, count) => {
        for (let item = first; item < first + count; item++) lock.put(item);
      },
      at * each,
      each,
    ),
  );
  const gets = all.slice(2).map((thread) =>
    thread.run(
      ({ lock }, count, way) => {
        const items: number[] = [];
        while (items.length < count) {
          if (way === 'blocking') items.push(lock.get());
          else if (way === 'trying') items.push(...[lock.tryGet()].flatMap((found) => (found === undefined ? [] : [found.value])));
          else {
            try {
              items.push(lock.get({ timeout: 0.01 }));
            } catch (error) {
              if ((error as Error).name !== 'QueueEmptyError') throw error;
            }
          }
        }
        return items;
      },
      each,
      how,
    ),
  );
  await Promise.all(puts);
  const items = (await Promise.all(gets)).flat();
  expect(items.sort((one, other) => one - other)).toEqual(Array.from({ length: 2 * each }, (_, item) => item));
  expect(subject.lock.empty).toBe(true);
});

test('a put from the continuation of an awaited get, while another one is pending', async () => {
  const subject = made();
  const { lock: queue } = subject;
  const [other] = await counting(subject, 1);
  const last = other?.run(({ lock }) => lock.get());
  await waiting(subject, 1);
  const pending = [queue.getAsync().then((item) => { queue.put(item + 1); }), queue.getAsync()];
  queue.put(1);
  queue.put(5);
  queue.put(9);
  const [, second] = await Promise.all(pending);
  expect([second, await last, ...[queue.tryGet()].flatMap((found) => (found === undefined ? [] : [found.value]))].length).toBeGreaterThanOrEqual(2);
});
