import { closeSubjects, endThreads, expectAtOnce, expectTimeout, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL, TAKES, WAYS, gives, inLine, make, waiting } from './spec.ts';

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
