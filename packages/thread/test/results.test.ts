import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import { Thread, TimeoutError } from '@sync/thread';
import { LONG, MEDIUM, expectTimeout, timed } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);
const WAYS = [['result'], ['resultAsync']] as const;

interface Values {
  value: (name: string) => unknown;
}

describe.each(WAYS)('%s', (way) => {
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['numbers', [1.5, -0, NaN, Infinity]],
    ['bigint', -(2n ** 70n)],
    ['text', 'Zeichen 🧵 \ud800'],
    ['map', new Map<unknown, unknown>([[1, new Set(['a'])], [{ a: 1 }, new Date(0)]])],
    ['regexp', /a(b)?/giu],
    ['array', new Float64Array([1, 2, 3])],
    ['promise', 'settled'],
    ['thenable', 'settled too'],
  ])('gives what was returned: %s', async (name, expected) => {
    const thread = new Thread<Values, 'value'>(work('values'), { export: 'value', args: [name] }).start();
    expect(await thread[way]({ timeout: LONG })).toStrictEqual(expected);
  });

  test('gives the same each time, to whoever asks', async () => {
    const thread = new Thread(() => ({ list: [1, 2] })).start();
    const value = await thread[way]({ timeout: LONG });
    expect(value).toEqual({ list: [1, 2] });
    expect(thread.result()).toBe(value);
    expect(await thread.resultAsync()).toBe(value);
    expect(Thread.from(thread.share()).result()).toEqual(value);
  });

  test('throws the same error each time', async () => {
    const thread = new Thread(() => {
      throw new RangeError('no');
    }).start();
    const attempts = [];
    for (let turn = 0; turn < 2; turn++) {
      try {
        await thread[way]({ timeout: LONG });
      } catch (error) {
        attempts.push(error);
      }
    }
    expect(attempts).toHaveLength(2);
    expect(attempts[0]).toBe(attempts[1]);
  });

  test('throws a TimeoutError when it has none in time, and gives it later', async () => {
    const gate = new Event();
    const thread = new Thread(work('gate'), { name: 'slow', args: [gate] }).start();
    const { value, ms } = await timed(async () => {
      try {
        return await thread[way]({ timeout: MEDIUM });
      } catch (error) {
        return error;
      }
    });
    expect(value).toBeInstanceOf(TimeoutError);
    expect(value).toMatchObject({
      code: 'SYNC_TIMEOUT',
      timeout: MEDIUM,
      message: `Thread(slow): ${way}() had no result after ${MEDIUM} ms, and it still runs`,
    });
    expectTimeout(ms, MEDIUM);
    gate.set();
    expect(await thread[way]({ timeout: LONG })).toBe('through');
  });

  test('gives what bytes cannot carry: shared memory, primitives, threads, ports, very large values', async () => {
    interface Returned {
      shared: () => { lock: Lock; memory: Int32Array; thread: Thread };
      large: (size: number) => Uint8Array;
    }
    const thread = new Thread<Returned, 'shared'>(work('values'), { export: 'shared' }).start();
    const { lock, memory, thread: itself } = await thread[way]({ timeout: LONG });
    expect(lock).toBeInstanceOf(Lock);
    expect(lock.name).toBe('made there');
    expect(lock.tryAcquire()).toBe(true);
    expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...memory]).toEqual([1, 2]);
    expect(itself).toBe(thread);

    const size = 20_000_000;
    const large = await new Thread<Returned, 'large'>(work('values'), { export: 'large', args: [size] }).start()[way]({ timeout: LONG });
    expect(large.length).toBe(size);
    expect([large[0], large[size - 1]]).toEqual([1, 2]);
  });
});

test('what only its starter can have is refused to others by an error that says so', () => {
  const thread = new Thread(work('values'), { name: 'mine', export: 'shared' }).start();
  thread.join({ timeout: LONG });
  expect(() => Thread.from(thread.share()).result()).not.toThrow();
  const asked = new Thread(work('asks'), { args: [thread] }).start();
  expect(asked.result({ timeout: LONG })).toMatchObject({
    name: 'ThreadStateError',
    message: expect.stringMatching(/^Thread\(mine\): what it returned holds memory or primitives that are shared.*only the thread that started it/),
  });
});

test('a result in bytes is for all who have the thread', () => {
  const thread = new Thread(() => ({ list: [1] })).start();
  const asked = new Thread(work('asks'), { args: [thread] }).start();
  expect(asked.result({ timeout: LONG })).toEqual({ list: [1] });
});

test('a thread ends when what it runs has returned and that has settled, whatever else is going on there', () => {
  const thread = new Thread(() => {
    setInterval(() => undefined, 1000);
    return Promise.resolve('done');
  }).start();
  expect(thread.result({ timeout: LONG })).toBe('done');
});
