/**
 * Fails when: something is put after a shutdown, or what was put before it is lost; who waits is not told; join() waits for what was thrown
 * away, or does not for what somebody has in hand.
 */
import { Subject, closeSubjects, counting, endThreads, pending, refusal, until, waiting } from '@sync/testing';
import type { Here, Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BOTH, KINDS, SHUT_DOWN, type AnyQueue } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type Numbers = AnyQueue<number>;

/** In another thread. */
const CALLS = {
  blocking: {
    get: ({ lock }: Here<Numbers>): number => lock.get(),
    put: ({ lock }: Here<Numbers>): void => {
      lock.put(7);
    },
    join: ({ lock }: Here<Numbers>): boolean => lock.join(),
    work: ({ lock }: Here<Numbers>): number => {
      const item = lock.get();
      lock.taskDone();
      return item;
    },
  },
  awaiting: {
    get: ({ lock }: Here<Numbers>): Promise<number> => lock.getAsync(),
    put: ({ lock }: Here<Numbers>): Promise<void> => lock.putAsync(7),
    join: ({ lock }: Here<Numbers>): Promise<boolean> => lock.joinAsync(),
    work: async ({ lock }: Here<Numbers>): Promise<number> => {
      const item = await lock.getAsync();
      lock.taskDone();
      return item;
    },
  },
} as const;

const run = (thread: Remote<Numbers> | undefined, fn: (here: Here<Numbers>) => unknown): Promise<unknown> => thread?.run(fn) ?? Promise.reject(new Error('no thread'));

describe.each(KINDS)('$name that is shut down', ({ spec, ordered }) => {
  const made = (items: readonly number[] = [], maxSize = 0): Subject<Numbers> => {
    const subject = new Subject<Numbers>(spec({ maxSize }), { name: 'jobs' });
    subject.lock.putMany(items);
    return subject;
  };

  test('tells so, for good: plainly, then immediately, and not back', () => {
    const { lock: queue } = made([1]);
    expect(queue.isShutDown).toBe(false);
    for (const options of [undefined, {}, { immediate: false }, { immediate: true }, { immediate: false }, undefined]) {
      queue.shutdown(options);
      expect([queue.isShutDown, queue.size]).toEqual([true, options?.immediate === true || queue.size === 0 ? 0 : 1]);
    }
    expect(queue.size).toBe(0);
    expect(String(queue)).toMatch(/Queue\(jobs\)\[0 items, shut down\]/);
  });

  test('when it is empty refuses all puts and gets', async () => {
    const { lock: queue } = made();
    queue.shutdown();
    for (const call of [() => { queue.put(1); }, () => queue.tryPut(1), () => { queue.putMany([1]); }, () => queue.get(), () => queue.tryGet(), () => queue.getMany(3)]) {
      expect(call).toThrow(expect.objectContaining(SHUT_DOWN) as Error);
    }
    for (const call of [queue.putAsync(1), queue.putManyAsync([1]), queue.getAsync(), queue.getManyAsync(2)]) expect(await refusal(call)).toMatchObject(SHUT_DOWN);
    expect([queue.drain(), queue.size, [...queue], queue.join()]).toEqual([[], 0, [], true]);
  });

  test('gives what is left, then refuses', () => {
    const { lock: queue } = made([1, 2]);
    queue.shutdown();
    expect(() => { queue.put(3); }).toThrow(/Queue\(jobs\): put\(\): it was shut down/);
    expect([queue.get(), queue.tryGet()?.value]).toEqual(ordered([1, 2]));
    expect(() => queue.get({ timeout: 0 })).toThrow(/Queue\(jobs\): get\(\): it was shut down, and nothing is left/);
    expect(() => { queue.taskDone(3); }).toThrow(RangeError);
    queue.taskDone(2);
    expect(queue.join({ timeout: 0 })).toBe(true);
  });

  test('immediately throws all away, and nothing of it needs to be done', () => {
    const { lock: queue } = made([1, 2]);
    queue.shutdown({ immediate: true });
    expect(() => queue.get()).toThrow(expect.objectContaining(SHUT_DOWN) as Error);
    expect(() => { queue.taskDone(); }).toThrow(RangeError);
    expect([queue.size, queue.join({ timeout: 0 })]).toEqual([0, true]);
  });

  test('immediately still waits for what somebody has in hand', () => {
    const { lock: queue } = made([1, 2, 3]);
    queue.get();
    queue.shutdown({ immediate: true });
    expect([queue.unfinished, queue.join({ timeout: 0 })]).toEqual([1, false]);
    queue.taskDone();
    expect(queue.join({ timeout: 0 })).toBe(true);
  });

  describe.each(BOTH)('%s', (way) => {
    const calls = CALLS[way];

    test('tells all that wait to get', async () => {
      for (const immediate of [false, true]) {
        const subject = made();
        const threads = await counting(subject, 2);
        const gets = threads.map((thread) => refusal(run(thread, calls.get)));
        await waiting(subject, 2);
        subject.lock.shutdown({ immediate });
        for (const got of gets) expect(await got).toMatchObject(SHUT_DOWN);
      }
    });

    test('tells all that wait to put', async () => {
      for (const immediate of [false, true]) {
        const subject = made([1], 1);
        const threads = await counting(subject, 2);
        const puts = threads.map((thread) => refusal(run(thread, calls.put)));
        await waiting(subject, 2);
        subject.lock.shutdown({ immediate });
        for (const put of puts) expect(await put).toMatchObject(SHUT_DOWN);
        expect(subject.lock.drain()).toEqual(immediate ? [] : [1]);
      }
    });

    test('with two items for three that get: one is told', async () => {
      const subject = made([1, 2]);
      subject.lock.shutdown();
      const ends = await Promise.allSettled(subject.threads(3).map((thread) => run(thread, calls.get)));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
      expect(ends.filter(({ status }) => status === 'rejected').map((end) => (end as PromiseRejectedResult).reason as unknown)).toMatchObject([SHUT_DOWN]);
    });

    test('joiners go on when the rest is taken and done', async () => {
      const subject = made([1, 2]);
      const threads = await counting(subject, 2);
      const joins = threads.map((thread) => run(thread, calls.join));
      await waiting(subject, 2);
      subject.lock.shutdown();
      for (const join of joins) expect(await pending(join)).toBe(true);
      const work = subject.threads(2).map((thread) => run(thread, calls.work));
      expect((await Promise.all(work)).sort()).toEqual([1, 2]);
      expect(await Promise.all(joins)).toEqual([true, true]);
    });

    test('joiners go on at once when all is thrown away, and putters are told', async () => {
      const subject = made([1], 1);
      const threads = await counting(subject, 3);
      const joins = threads.slice(0, 2).map((thread) => run(thread, calls.join));
      const put = refusal(run(threads[2], calls.put));
      await waiting(subject, 3);
      subject.lock.shutdown({ immediate: true });
      expect(await Promise.all(joins)).toEqual([true, true]);
      expect(await put).toMatchObject(SHUT_DOWN);
    });

    test('ends a loop over its items, which has had all of them', async () => {
      const { lock: queue } = made([1, 2, 3]);
      queue.shutdown();
      const items: number[] = [];
      if (way === 'blocking') for (const item of queue) items.push(item);
      else for await (const item of queue) items.push(item);
      expect(items).toEqual(ordered([1, 2, 3]));
    });
  });

  test.each([false, true])('four that put, six that get, one that shuts it down (immediate: %s): all come to an end', async (immediate) => {
    const subject = made([], 16);
    const { flags } = subject;
    const PUT = 3;
    const threads = subject.threads(5);
    const puts = threads.slice(0, 2).flatMap((thread, at) =>
      [0, 1].map((task) =>
        thread.run(
          async ({ lock, flags: counts }, blocks) => {
            for (let item = 0; ; item++) {
              try {
                if (blocks) await lock.putAsync(item);
                else if (!lock.tryPut(item)) await new Promise((resolve) => setImmediate(resolve));
                Atomics.add(counts, 3, 1);
              } catch (error) {
                return (error as Error).name;
              }
            }
          },
          (at + task) % 2 === 0,
        ),
      ),
    );
    const gets = threads.slice(2).flatMap((thread, at) =>
      [0, 1].map((task) =>
        thread.run(
          async ({ lock }, blocks) => {
            for (let count = 0; ; count++) {
              try {
                if (blocks) lock.get({ timeout: 20 });
                else await lock.getAsync();
              } catch (error) {
                if ((error as Error).name !== 'QueueEmptyError') return { count, name: (error as Error).name };
              }
            }
          },
          at === 0 && task === 0,
        ),
      ),
    );
    await until('they go on', () => Atomics.load(flags, PUT) > 500);
    subject.lock.shutdown({ immediate });
    expect(await Promise.all(puts)).toEqual(Array(4).fill(SHUT_DOWN.name));
    expect((await Promise.all(gets)).map(({ name }) => name)).toEqual(Array(6).fill(SHUT_DOWN.name));
    expect(subject.lock.size).toBe(0);
  });
});
