import { closeSubjects, endThreads, expectTimeout, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, TAKES, empty, gives, inLine, make, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(OPEN)('$name', (type) => {
  const COUNT = 0;

  // The phases of CPython's test: 7 permits, 10 threads that want 20 in all.
  test.each(['one by one', 'at once'])('ten threads that acquire twice go on as permits come back, %s', async (how) => {
    const subject = make(type, 7, { taken: 1 });
    const { lock, flags } = subject;
    const all = subject.threads(10).map((thread) =>
      thread.run(({ lock, flags }) => {
        const first = lock.acquire();
        Atomics.add(flags, 0, 1);
        const second = lock.acquire();
        Atomics.add(flags, 0, 1);
        return [first, second];
      }),
    );
    const release = (count: number): void => {
      if (how === 'at once') lock.release(count);
      else for (let each = 0; each < count; each++) lock.release();
    };
    // Each that is not through waits; there is none that could go on.
    const phase = async (through: number, waits: () => number): Promise<void> => {
      await until(`${through} permits were taken`, () => Atomics.load(flags, COUNT) === through && inLine(subject) === waits());
      expect([lock.value, Atomics.load(flags, COUNT)]).toEqual([0, through]);
    };
    // It is heard of them some time after they have ended.
    let ended = 0;
    for (const one of all) void one.then(() => ended++);
    await until('six were taken', () => Atomics.load(flags, COUNT) === 6);
    await phase(6, () => 10 - ended);
    release(7);
    await until('13 were taken', () => Atomics.load(flags, COUNT) === 13);
    release(6);
    await phase(19, () => 1);
    expect(lock.tryAcquire()).toBe(false);
    release(1);
    expect(await Promise.all(all)).toEqual(all.map(() => [true, true]));
    expect(lock.value).toBe(0);
  });

  test('of ten tries of five threads as many succeed as there are permits', async () => {
    const subject = make(type, 4, { taken: 1 });
    const tried = await Promise.all(subject.threads(5).map((thread) => thread.run(({ lock }) => [lock.tryAcquire(), lock.tryAcquire()])));
    expect(tried.flat().filter((taken) => taken)).toHaveLength(3);
    expect(subject.lock.value).toBe(0);
  });

  test('as many threads take as others bring', async () => {
    for (let limit = 1; limit < 10; limit += 4) {
      const subject = make(type, limit);
      const threads = subject.threads(limit);
      await Promise.all(threads.map((thread) => thread.run(TAKES.sync, 1)));
      expect(subject.lock.value).toBe(0);
      await Promise.all(threads.map((thread) => thread.run(gives, 1)));
      expect(subject.lock.value).toBe(limit);
      if (type.bounded) expect(() => { subject.lock.release(); }).toThrow(RangeError); // prettier-ignore
      else subject.lock.release();
      expect(subject.lock.value).toBe(type.bounded ? limit : limit + 1);
    }
  });

  test('there are never more inside than permits', async () => {
    const subject = make(type, 3);
    const threads = subject.threads(10);
    const most = await Promise.all(
      threads.map((thread, index) =>
        thread.run(async ({ lock, flags }, index) => {
          let most = 0;
          const visit = (): void => {
            most = Math.max(most, Atomics.add(flags, 0, 1) + 1);
            for (const end = performance.now() + 0.2; performance.now() < end; );
            Atomics.sub(flags, 0, 1);
          };
          for (let round = 0; round < 30; round++) {
            if ((round + index) % 2 === 0) lock.run(visit);
            else await lock.runAsync(visit);
          }
          return most;
        }, index),
      ),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(3);
    expect([subject.lock.value, subject.flags[0]]).toEqual([3, 0]);
  });

  test('the number of permits is right after any sequence of calls of several threads', async () => {
    const subject = make(type, 2);
    const { lock } = subject;
    const other = subject.thread();
    const step = async (call: 'acquire' | 'release', value: number): Promise<void> => {
      await other.run(({ lock }, call) => void lock[call](), call);
      expect(lock.value).toBe(value);
    };
    await step('acquire', 1);
    lock.acquire();
    expect(lock.value).toBe(0);
    await step('release', 1);
    lock.release();
    expect(lock.value).toBe(2);
    if (type.bounded) return;
    await step('release', 3);
    lock.release();
    expect(lock.value).toBe(4);
  });

  test('a guard that has nothing to bring back brings nothing, and does not throw', async () => {
    const { lock } = make(type, 1);
    const guard = lock.hold();
    lock.release();
    guard.release();
    expect(lock.value).toBe(type.bounded ? 1 : 2);
    await Promise.resolve();
  });

  test('one that waits goes on with the time that is left when another was faster', async () => {
    const subject = empty(type, 9);
    const { lock } = subject;
    const other = subject.thread();
    const late = other.run(({ lock }) => {
      const start = performance.now();
      const taken = lock.acquire({ count: 3, timeout: 150 });
      return { taken, ms: performance.now() - start };
    });
    await waiting(subject, 1);
    // It is rung each time, and each time finds too little.
    for (let round = 0; round < 20; round++) {
      lock.release(3);
      if (lock.drain() < 3) break;
    }
    const { taken, ms } = await late;
    if (!taken) expectTimeout(ms, 150);
  });
});

describe('Semaphore', () => {
  const type = OPEN[0]!;

  test('releases that come before anybody waits count', () => {
    const { lock } = make(type, 0);
    lock.release();
    lock.release(4);
    expect(lock.value).toBe(5);
    expect([1, 2, 3, 4, 5, 6].map(() => lock.tryAcquire())).toEqual([true, true, true, true, true, false]);
  });

  test('there are 2^30 - 1 at most', () => {
    const { lock } = make(type, 2 ** 30 - 2);
    expect(() => { lock.release(2); }).toThrow(RangeError); // prettier-ignore
    lock.release();
    expect(() => { lock.release(); }).toThrow(/1073741823/); // prettier-ignore
    expect(lock.value).toBe(2 ** 30 - 1);
    expect(lock.acquire({ count: 2 ** 30 - 1 })).toBe(true);
    expect(lock.value).toBe(0);
    lock.release(2 ** 30 - 1);
    expect(lock.drain()).toBe(2 ** 30 - 1);
  });
});

describe('BoundedSemaphore', () => {
  const type = OPEN[2]!;

  test('never has more than at the beginning: all of a release, or nothing', () => {
    const { lock } = make(type, 3, { taken: 1, name: 'pool' });
    expect(Reflect.get(lock, 'bound')).toBe(3);
    for (const count of [2, 3, 100, 2 ** 30 - 1]) {
      expect(() => { lock.release(count); }).toThrow(expect.objectContaining({ name: 'RangeError' })); // prettier-ignore
      expect(lock.value).toBe(2);
    }
    expect(() => { lock.release(2); }).toThrow('BoundedSemaphore(pool): release(2): 2 of at most 3 permits are free already'); // prettier-ignore
    lock.release();
    expect(() => { lock.release(); }).toThrow(RangeError); // prettier-ignore
    expect(lock.value).toBe(3);
  });

  test('may have none: then there is nothing to bring', () => {
    const { lock } = make(type, 0);
    expect(() => { lock.release(); }).toThrow(RangeError); // prettier-ignore
    expect([lock.tryAcquire(), lock.value]).toEqual([false, 0]);
  });

  test('knows its bound in every thread', async () => {
    const subject = make(type, 3, { taken: 3 });
    const outcome = await subject.thread().run(({ lock }) => {
      lock.release(2);
      try {
        lock.release(2);
      } catch (error) {
        return [(error as Error).name, Reflect.get(lock, 'bound')];
      }
      return [];
    });
    expect([...outcome, subject.lock.value]).toEqual(['RangeError', 3, 2]);
  });
});
