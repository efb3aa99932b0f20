/**
 * Fails when: an item is lost, doubled or out of its order; who waits is not woken, or returns too early or too late; a queue
 * holds more than it may; join() returns while something is not done.
 */
import { Subject, attempt, closeSubjects, counting, endThreads, expectAtOnce, expectTimeout, pending, refusal, timed, waiting } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BOTH, EMPTY, FULL, KINDS, WAYS, type AnyQueue } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type Numbers = AnyQueue<number>;

/** In another thread. */
const GETS = {
  blocking: ({ lock }: Here<Numbers>): number => lock.get(),
  awaiting: ({ lock }: Here<Numbers>): Promise<number> => lock.getAsync(),
} as const;
const PUTS = {
  blocking: ({ lock }: Here<Numbers>, item: number): void => {
    lock.put(item);
  },
  awaiting: ({ lock }: Here<Numbers>, item: number): Promise<void> => lock.putAsync(item),
} as const;
const JOINS = {
  blocking: ({ lock }: Here<Numbers>): boolean => lock.join(),
  awaiting: ({ lock }: Here<Numbers>): Promise<boolean> => lock.joinAsync(),
} as const;

describe.each(KINDS)('$name', ({ spec, ordered }) => {
  const made = (maxSize = 0): Subject<Numbers> => new Subject<Numbers>(spec({ maxSize }), { name: 'jobs' });

  describe.each(BOTH)('%s', (way) => {
    const { put, get, join } = WAYS[way];

    test('gives back in its order what was put, and tells how many there are; twice on the same queue', async () => {
      const { lock: queue } = made(2);
      for (let round = 0; round < 2; round++) {
        expect([queue.empty, queue.full, queue.size]).toEqual([true, false, 0]);
        await put(queue, 111);
        expect([queue.empty, queue.full, queue.size]).toEqual([false, false, 1]);
        await put(queue, 222);
        expect([queue.empty, queue.full, queue.size]).toEqual([false, true, 2]);
        expect([await get(queue), await get(queue)]).toEqual(ordered([111, 222]));
        expect([queue.empty, queue.full, queue.size]).toEqual([true, false, 0]);
      }
    });

    test.each([0, 5, 30])('says that it is full, or empty, when its time of %i ms is up, and leaves nothing behind', async (timeout) => {
      const { lock: queue } = made(2);
      const none = await timed(() => attempt(() => get(queue, { timeout })));
      expect(none.value).toMatchObject({ ...EMPTY, message: expect.stringContaining('Queue(jobs): get') as string });
      expectTimeout(none.ms, timeout);
      await put(queue, 1);
      await put(queue, 2, { timeout });
      const more = await timed(() => attempt(() => put(queue, 3, { timeout })));
      expect(more.value).toMatchObject({ ...FULL, message: expect.stringContaining('full with 2 of 2 items') as string });
      expectTimeout(more.ms, timeout);
      expect([queue.size, queue.drain()]).toEqual([2, ordered([1, 2])]);
    });

    test('a get that waits has what is put then, from another thread', async () => {
      const subject = made(2);
      const [other] = await counting(subject, 1);
      for (let round = 1; round <= 3; round++) {
        const got = other?.run(GETS[way]);
        await waiting(subject, 1);
        subject.lock.put(round);
        expect(await got).toBe(round);
        if (way === 'awaiting') await waiting(subject, 0);
      }
    });

    test('a put that waits is made when there is room', async () => {
      const subject = made(2);
      const { lock: queue } = subject;
      const [other] = await counting(subject, 1);
      queue.putMany([1, 2]);
      const done = other?.run(PUTS[way], 3);
      await waiting(subject, 1);
      expect(queue.size).toBe(2);
      const first = queue.get();
      await done;
      expect([first, ...queue.drain()].sort()).toEqual([1, 2, 3]);
    });

    test('one put lets one get go on, and one get one put', async () => {
      const subject = made(1);
      const { lock: queue } = subject;
      const [one, two] = await counting(subject, 2);
      const gets = [one, two].map(async (thread) => thread?.run(GETS[way]));
      await waiting(subject, 2);
      queue.put(5);
      expect(await Promise.race(gets)).toBe(5);
      const states = await Promise.all(gets.map((got) => pending(got)));
      expect(states.filter(Boolean)).toHaveLength(1);
      queue.put(6);
      expect((await Promise.all(gets)).sort()).toEqual([5, 6]);
    });

    test('join() returns when all that was put is done, at once if nothing is, and again', async () => {
      const subject = made();
      const { lock: queue } = subject;
      const [other] = await counting(subject, 1);
      expect(await join(queue)).toBe(true);
      for (let round = 0; round < 2; round++) {
        queue.putMany([1, 2, 3]);
        expect(await join(queue, { timeout: 0 })).toBe(false);
        const joined = other?.run(JOINS[way]);
        await waiting(subject, 1);
        queue.drain();
        queue.taskDone(2);
        expect([await pending(joined as Promise<boolean>), queue.unfinished]).toEqual([true, 1]);
        queue.taskDone();
        expect(await joined).toBe(true);
        if (way === 'awaiting') await waiting(subject, 0);
      }
      expect(() => { queue.taskDone(); }).toThrow(RangeError);
      queue.put(1);
      const late = await timed(() => join(queue, { timeout: 20 }));
      expect(late.value).toBe(false);
      expectTimeout(late.ms, 20);
    });
  });

  test('taskDone() of a new queue, and of more than were put, is refused and changes nothing', () => {
    const { lock: queue } = made();
    expect(() => { queue.taskDone(); }).toThrow(/Queue\(jobs\): taskDone\(1\): only 0 tasks are not done/);
    queue.putMany([1, 2]);
    expect(() => { queue.taskDone(3); }).toThrow(RangeError);
    expect(queue.unfinished).toBe(2);
    queue.taskDone(2);
    expect(queue.unfinished).toBe(0);
  });

  test('tryPut() and tryGet() never wait', () => {
    const { lock: queue } = made(2);
    expect(queue.tryGet()).toBeUndefined();
    expect([queue.tryPut(1), queue.tryPut(2), queue.tryPut(3)]).toEqual([true, true, false]);
    expect([queue.tryGet()?.value, queue.tryGet()?.value]).toEqual(ordered([1, 2]));
    expect(queue.tryGet()).toBeUndefined();
  });

  test('a smaller maxSize holds for later puts, and leaves what is there; a larger one lets those go on that wait', async () => {
    const subject = made(3);
    const { lock: queue } = subject;
    queue.putMany([1, 2]);
    queue.maxSize = 1;
    expect([queue.maxSize, queue.size, queue.full, queue.tryPut(9)]).toEqual([1, 2, true, false]);
    expect(queue.get()).toBe(ordered([1, 2])[0]);
    expect(queue.tryPut(9)).toBe(false);
    const [other] = await counting(subject, 1);
    const done = other?.run(PUTS.blocking, 3);
    await waiting(subject, 1);
    queue.maxSize = 0;
    await done;
    expect([queue.size, queue.full]).toEqual([2, false]);
  });

  test('two workers take 100 items and join() means that all are processed; twice', async () => {
    const subject = made();
    const { lock: queue, flags } = subject;
    const workers = subject.threads(2);
    for (let round = 1; round <= 2; round++) {
      const ends = workers.map((worker, at) =>
        worker.run(
          async ({ lock, flags: sum }, blocks) => {
            for (;;) {
              const item = blocks ? lock.get() : await lock.getAsync();
              if (item < 0) {
                lock.taskDone();
                return true;
              }
              Atomics.add(sum, 5, item);
              lock.taskDone();
            }
          },
          at === 0,
        ),
      );
      for (let item = 0; item < 100; item++) queue.put(item);
      expect(queue.join({ timeout: 10_000 })).toBe(true);
      expect(flags[5]).toBe(round * 4950);
      queue.putMany([-1, -1]);
      expect(queue.join({ timeout: 10_000 })).toBe(true);
      expect(await Promise.all(ends)).toEqual([true, true]);
    }
    expect(() => { queue.taskDone(); }).toThrow(RangeError);
  });

  test('many at both ends, who block and who await: each item arrives once', async () => {
    const subject = made(7);
    const threads = subject.threads(4);
    const each = 300;
    const puts = [0, 1].map(async (at) =>
      threads[at]?.run(
        async ({ lock }, first, count) => {
          for (let item = first; item < first + count; item++) {
            if (item % 3 === 0) await lock.putAsync(item);
            else lock.put(item);
          }
        },
        at * each,
        each,
      ),
    );
    const gets = [2, 3].map(async (at) =>
      threads[at]?.run(
        async ({ lock }, count) => {
          const items: number[] = [];
          while (items.length < count) items.push(items.length % 3 === 0 ? await lock.getAsync() : lock.get());
          return items;
        },
        each,
      ),
    );
    await Promise.all(puts);
    const items = (await Promise.all(gets)).flatMap((some) => some ?? []);
    expect(items.sort((one, other) => one - other)).toEqual(Array.from({ length: 2 * each }, (_, item) => item));
    expect(subject.lock.size).toBe(0);
  });

  test('tasks of one thread are served in the order in which they came', async () => {
    const { lock: queue } = made(1);
    const got: string[] = [];
    const all = ['a', 'b', 'c'].map(async (name) => got.push(`${name}${await queue.getAsync()}`));
    const puts = [1, 2, 3].map((item) => queue.putAsync(item));
    await Promise.all([...all, ...puts]);
    expect(got).toEqual(['a1', 'b2', 'c3']);
  });

  test('one that is aborted rejects with the reason, at once if it was before, and takes and puts nothing', async () => {
    const { lock: queue } = made(1);
    const reason = new Error('enough');
    const abort = new AbortController();
    const { signal } = abort;
    const waits = [queue.getAsync({ signal }), queue.getManyAsync(3, { signal })];
    const other = queue.getAsync();
    for (const wait of [...waits, other]) expect(await pending(wait)).toBe(true);
    abort.abort(reason);
    for (const wait of waits) expect(await refusal(wait)).toBe(reason);
    expect(await refusal(queue.getAsync({ signal }))).toBe(reason);
    queue.put(1);
    expect(await other).toBe(1);
    queue.put(2);
    const second = new AbortController();
    const put = queue.putAsync(3, { signal: second.signal });
    const last = queue.putAsync(4);
    second.abort(reason);
    expect(await refusal(put)).toBe(reason);
    expect(await refusal(queue.putAsync(5, { signal }))).toBe(reason);
    expect(queue.get()).toBe(2);
    await last;
    expect(queue.drain()).toEqual([4]);
    // What can be had at once is had.
    await queue.putAsync(6, { signal });
    expect(await queue.getAsync({ signal })).toBe(6);
    const joined = new AbortController();
    const join = queue.joinAsync({ signal: joined.signal });
    joined.abort(reason);
    expect(await refusal(join)).toBe(reason);
  });

  test('a thread that blocks behind its own awaiting task gets what is there', async () => {
    const subject = made();
    const [other] = await counting(subject, 1);
    const done = other?.run(async ({ lock }) => {
      const first = lock.getAsync();
      const { value, ms } = (() => {
        const start = performance.now();
        return { value: lock.get(), ms: performance.now() - start };
      })();
      lock.put(7);
      return { both: [value, await first], ms };
    });
    await waiting(subject, 2);
    subject.lock.put(3);
    const { both, ms } = (await done) ?? { both: [], ms: Infinity };
    expect(both).toEqual([3, 7]);
    expectAtOnce(ms);
  });
});
