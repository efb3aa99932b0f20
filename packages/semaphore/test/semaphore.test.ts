import { closeSubjects, endThreads, expectAtOnce, expectTimeout, pending, timed, until } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL, OPEN, TAKES, WAYS, empty, gives, inLine, make, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe.each(ALL)('$name', (type) => {
  test('has one permit by default, and as many as it was made with', () => {
    for (const permits of [0, 1, 2, 7, 2 ** 30 - 1]) expect(make(type, permits).lock.value).toBe(permits);
  });

  test('gives as many as there are, and takes them back', async () => {
    for (const permits of [1, 2, 3]) {
      const { lock } = make(type, permits);
      for (let round = 0; round < 3; round++) {
        for (let left = permits; left > 0; left--) {
          expect(round % 2 === 0 ? lock.acquire() : await lock.acquireAsync()).toBe(true);
          expect(lock.value).toBe(left - 1);
        }
        expect([lock.tryAcquire(), lock.acquire({ timeout: 0 }), await lock.acquireAsync({ timeout: 0 })]).toEqual([false, false, false]);
        for (let left = 0; left < permits; left++) lock.release();
        expect(lock.value).toBe(permits);
      }
    }
  });

  test('gives several at once or none, and takes several back', async () => {
    const { lock } = make(type, 5);
    expect(lock.acquire({ count: 3 })).toBe(true);
    expect([lock.tryAcquire({ count: 3 }), lock.acquire({ count: 3, timeout: 1 }), await lock.acquireAsync({ count: 3, timeout: 1 })]).toEqual([
      false, false, false,
    ]); // prettier-ignore
    expect(lock.value).toBe(2);
    expect(await lock.acquireAsync({ count: 2 })).toBe(true);
    lock.release(4);
    expect(lock.tryAcquire({ count: 4 })).toBe(true);
    lock.release(5);
    expect(lock.value).toBe(5);
  });

  test('two tries succeed where there are two, a third does not, and does after a release', () => {
    const { lock } = make(type, 2);
    expect([lock.tryAcquire(), lock.tryAcquire(), lock.tryAcquire()]).toEqual([true, true, false]);
    lock.release();
    expect([lock.tryAcquire(), lock.tryAcquire()]).toEqual([true, false]);
    lock.release(2);
  });

  test('nobody waits for what is there, whatever the time limit', async () => {
    const { lock } = make(type, 1);
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }, { timeout: 1e100 }]) {
      const { value, ms } = await timed(() => lock.acquire(options));
      expect(value).toBe(true);
      expectAtOnce(ms);
      lock.release();
      expect(await lock.acquireAsync(options)).toBe(true);
      lock.release();
    }
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a wait for what is not there is over after %d ms, not before', async (timeout) => {
    const subject = make(type, 1, { taken: 1 });
    const { lock } = subject;
    const sync = await timed(() => lock.acquire({ timeout }));
    const async = await timed(() => lock.acquireAsync({ timeout }));
    expect([sync.value, async.value]).toEqual([false, false]);
    expectTimeout(sync.ms, timeout);
    expectTimeout(async.ms, timeout);
    expect(inLine(subject)).toBe(0);
    lock.release();
    expect(lock.value).toBe(1);
  });

  test('drain takes all that are there', () => {
    const { lock } = make(type, 5, { taken: 2 });
    expect([lock.drain(), lock.value, lock.drain()]).toEqual([3, 0, 0]);
    lock.release(5);
    expect(lock.value).toBe(5);
  });

  test('hold and run take as many as they are told for as long as they go on', async () => {
    const { lock } = make(type, 3);
    const free = (): number => lock.value;
    {
      using outer = lock.hold();
      using inner = lock.hold({ count: 2, timeout: 5 });
      expect([outer.held, inner.held, free()]).toEqual([true, true, 0]);
      outer.release();
      outer.release();
      expect([outer.held, free()]).toEqual([false, 1]);
    }
    expect(free()).toBe(3);
    expect(lock.run(() => lock.run(free, { count: 2 }))).toBe(0);
    expect(await lock.runAsync(() => lock.runAsync(async () => Promise.resolve(free()), { count: 2 }))).toBe(0);
    const guard = await lock.holdAsync({ count: 3 });
    expect(free()).toBe(0);
    guard.release();
    expect(free()).toBe(3);
  });

  test('what throws inside brings them back, too', async () => {
    const { lock } = make(type, 2);
    const error = new Error('inside');
    const fails = (): never => {
      expect(lock.value).toBe(0);
      throw error;
    };
    expect(() => lock.run(fails, { count: 2 })).toThrow(error);
    await expect(lock.runAsync(fails, { count: 2 })).rejects.toBe(error);
    await expect(lock.runAsync(async () => Promise.reject(error))).rejects.toBe(error);
    expect(() => {
      using held = lock.hold({ count: 2 });
      expect(held.held).toBe(true);
      fails();
    }).toThrow(error);
    expect(lock.value).toBe(2);
  });

  test('the scoped ways throw when the time is up', async () => {
    const { lock } = make(type, 2, { taken: 1, name: 'doors' });
    const limits = { count: 2, timeout: 3 };
    for (const call of [() => lock.hold(limits), () => lock.run(() => 1, limits)]) {
      expect(call).toThrow(expect.objectContaining({ name: 'TimeoutError', timeout: 3 }));
      expect(call).toThrow(/Semaphore\(doors\): (hold|run)\(\).*3 ms/);
    }
    await expect(lock.holdAsync(limits)).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(lock.runAsync(() => 1, limits)).rejects.toMatchObject({ name: 'TimeoutError' });
    lock.release();
  });

  test('run calls no async function', () => {
    const { lock } = make(type, 1);
    // @ts-expect-error an async function is for runAsync
    expect(() => lock.run(async () => Promise.resolve(1))).toThrow(/runAsync/);
    expect(lock.value).toBe(1);
  });

  test.each(WAYS)('a second one waits (%s) until the first has brought its permit back', async (way) => {
    const subject = make(type, 1, { taken: 1 });
    const other = subject.thread();
    const taken = other.run(TAKES[way], 1);
    await waiting(subject, 1);
    expect(await pending(taken)).toBe(true);
    subject.lock.release();
    expect(await taken).toBe(0);
    expect(subject.lock.value).toBe(0);
    await other.run(gives, 1);
    expect(subject.lock.value).toBe(1);
  });

  test('what was written before a release is seen by who acquires those permits', async () => {
    const subject = make(type, 1, { taken: 1 });
    const { flags, lock } = subject;
    const other = subject.thread();
    for (let round = 1; round <= 100; round++) {
      const seen = other.run(({ lock, flags }) => lock.run(() => flags[8]));
      flags[8] = round;
      lock.release();
      expect(await seen).toBe(round);
      lock.acquire();
    }
    lock.release();
  });

  test('the text tells the name, what is free, and how many wait', async () => {
    const subject = make(type, 3, { taken: 2, name: 'doors' });
    const name = type.bounded ? 'BoundedSemaphore' : 'Semaphore';
    const most = type.bounded ? '/3' : '';
    expect(String(subject.lock)).toBe(`${name}(doors)[1${most} free]`);
    const other = subject.thread();
    expect(await other.run(({ lock }) => [String(lock), lock.name])).toEqual([`${name}(doors)[1${most} free]`, 'doors']);
    const waits = other.run(TAKES.sync, 3);
    await waiting(subject, 1);
    expect(String(subject.lock)).toBe(`${name}(doors)[1${most} free, 1 waiting]`);
    subject.lock.release(2);
    await waits;
    await other.run(gives, 3);
  });
});

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
    const phase = async (through: number, waits: number): Promise<void> => {
      await until(`${through} permits were taken`, () => Atomics.load(flags, COUNT) === through && inLine(subject) === waits);
      expect([lock.value, Atomics.load(flags, COUNT)]).toEqual([0, through]);
    };
    const ended = async (): Promise<number> => {
      const done = await Promise.all(all.map(async (one) => !(await pending(one))));
      return done.filter((each) => each).length;
    };
    await until('six were taken', () => Atomics.load(flags, COUNT) === 6);
    await phase(6, 10 - (await ended()));
    release(7);
    await until('13 were taken', () => Atomics.load(flags, COUNT) === 13);
    release(6);
    await phase(19, 1);
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
