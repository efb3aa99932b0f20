/** Fails when what is no count, no function or a promise is let in, or a good one is not, or the error does not say whose it is. */
import { checkCount, checkFunction, checkNoPromise } from '@sync/atomics/internal';
import { pause } from '@sync/testing';
import { describe, expect, test } from 'vitest';

describe('a count', () => {
  const check = (value: unknown, least = 1, most = 8): void => {
    checkCount('new Semaphore(jobs)', 'the number of permits', value, least, most);
  };

  test.each([1, 2, 8])('of %d is one, from 1 to 8', (value) => {
    check(value);
  });

  test('may be 0 where 0 makes sense, also -0', () => {
    check(0, 0);
    check(-0, 0);
    check(2 ** 53 - 1, 0, 2 ** 53 - 1);
  });

  test.each([0, -1, 9, 1.5, NaN, Infinity, -Infinity, 2 ** 53])('that is %d is a RangeError', (value) => {
    expect(() => {
      check(value);
    }).toThrow(new RangeError(`new Semaphore(jobs): the number of permits must be an integer, 1 to 8, not ${value}`));
  });

  test.each<unknown>([undefined, null, '3', 3n, true, {}, [3], () => 3, Symbol('3'), { valueOf: () => 3 }])('that is no number is a TypeError: %s', (value) => {
    expect(() => {
      check(value);
    }).toThrow(TypeError);
    expect(() => {
      check(value);
    }).toThrow('new Semaphore(jobs): the number of permits must be an integer, 1 to 8, not ');
  });
});

describe('a function', () => {
  test.each([() => 1, async () => 1, Map, Math.max, new Proxy(() => 1, {})])('is what can be called: %s', (fn) => {
    checkFunction({ label: 'Once' }, 'run', fn);
  });

  test.each([undefined, null, 5, 'fn', {}, { call: () => 1 }, Symbol('fn'), Promise.resolve()])('is not what cannot: %s', (fn) => {
    expect(() => {
      checkFunction({ label: 'Once(setup)' }, 'run', fn);
    }).toThrow(TypeError);
    expect(() => {
      checkFunction({ label: 'Once(setup)' }, 'run', fn);
    }).toThrow('Once(setup): run() expects a function, not ');
  });
});

describe('what an async function returned', () => {
  const check = (value: unknown): void => {
    checkNoPromise({ label: 'Lock(jobs)' }, value, 'run() got an async function; use await runAsync()');
  };

  test.each([undefined, null, 5, 'then', {}, { then: 5 }, [], () => 1])('is not %s', (value) => {
    check(value);
  });

  test.each([
    ['a promise', () => Promise.resolve(5)],
    ['what an async function returned', async () => 5],
    ['a thenable', () => ({ then: () => undefined })],
    ['an object that inherits then', () => Object.create({ then: () => undefined }) as unknown],
  ])('is refused: %s', (_, make) => {
    expect(() => {
      check(make());
    }).toThrow(new TypeError('Lock(jobs): run() got an async function; use await runAsync()'));
  });

  test('ends no process when it fails: nobody looks at it any more', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    expect(() => {
      check(Promise.reject(new Error('on purpose')));
    }).toThrow(TypeError);
    await pause(5);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
