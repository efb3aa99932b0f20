/**
 * Fails when: a deadline passes early, a timer that fires early counts as the end, a wait
 * of more than 2^31 - 1 ms fires after 1 ms (as the platform's timers do), or a timer is
 * left behind.
 */
import { Deadline } from '@sync/atomics';
import { program, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a deadline', () => {
  test('is never passed early, nor is anything left when it is passed', () => {
    for (let sample = 0; sample < 300; sample++) {
      const milliseconds = (sample % 30) / 20;
      const start = performance.now();
      const deadline = Deadline.after(milliseconds);
      while (!deadline.passed) {
        const left = deadline.remaining();
        expect(left).toBeLessThanOrEqual(milliseconds);
      }
      expect(performance.now() - start).toBeGreaterThanOrEqual(milliseconds);
      expect(deadline.remaining()).toBe(0);
    }
  });

  test('of 0 has passed, of Infinity never does', () => {
    expect(Deadline.after(0).passed).toBe(true);
    for (const never of [Deadline.never, Deadline.after(Infinity)]) {
      expect([never.passed, never.finite, never.remaining()]).toEqual([false, false, Infinity]);
    }
    expect(Deadline.after(1).finite).toBe(true);
    expect(Deadline.after(Number.MAX_VALUE).passed).toBe(false);
  });

  test('does not move: what is left only falls', async () => {
    const deadline = Deadline.after(60);
    let last = deadline.remaining();
    await until('its time is up', () => {
      const left = deadline.remaining();
      expect(left).toBeLessThanOrEqual(last);
      last = left;
      return deadline.passed;
    });
  });

  test.each(['1', null, undefined, 1n, {}])('after %s is a TypeError', (value) => {
    expect(() => Deadline.after(value as never)).toThrow(TypeError);
  });

  test.each([-1, -0.001, NaN, -Infinity])('after %s is a RangeError', (value) => {
    expect(() => Deadline.after(value)).toThrow(RangeError);
  });
});

describe('onPassed', () => {
  test('calls when the time is up, once, never early', async () => {
    const early = await Promise.all(
      Array.from({ length: 200 }, (_, sample) => {
        const milliseconds = sample / 8;
        const start = performance.now();
        const deadline = Deadline.after(milliseconds);
        return new Promise<boolean>((resolve) => {
          deadline.onPassed(() => {
            resolve(performance.now() - start < milliseconds || !deadline.passed);
          });
        });
      }),
    );
    expect(early.filter(Boolean)).toEqual([]);
  });

  test('a timer that fires too early is set again', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const fn = vi.fn();
    Deadline.after(10).onPassed(fn);
    now += 9.5;
    vi.advanceTimersByTime(10);
    expect(fn).not.toHaveBeenCalled();
    now += 0.5;
    vi.advanceTimersByTime(1);
    expect(fn).toHaveBeenCalledTimes(1);
  });

  test('beyond the 2^31 - 1 ms of a timer it is chained', () => {
    vi.useFakeTimers();
    const longest = 2 ** 31 - 1;
    const fn = vi.fn();
    const set = vi.spyOn(globalThis, 'setTimeout');
    Deadline.after(3 * longest + 500).onPassed(fn);
    vi.advanceTimersByTime(longest);
    vi.advanceTimersByTime(longest);
    vi.advanceTimersByTime(longest);
    vi.advanceTimersByTime(499);
    expect(fn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fn).toHaveBeenCalledTimes(1);
    expect(set).toHaveBeenCalledTimes(4);
    expect(Math.max(...set.mock.calls.map(([, milliseconds]) => milliseconds ?? 0))).toBe(longest);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of never sets no timer', () => {
    vi.useFakeTimers();
    const off = Deadline.never.onPassed(() => {
      throw new Error('never');
    });
    expect(vi.getTimerCount()).toBe(0);
    off();
  });

  test('can be taken back, in the middle of a chain too, and leaves no timer', () => {
    vi.useFakeTimers();
    const fn = vi.fn();
    const short = Deadline.after(10).onPassed(fn);
    const long = Deadline.after(2 ** 33).onPassed(fn);
    short();
    vi.advanceTimersByTime(2 ** 31 - 1);
    long();
    long();
    expect(vi.getTimerCount()).toBe(0);
    expect(fn).not.toHaveBeenCalled();
  });

  test('does not keep the process alive', async () => {
    const { code, stdout, stuck } = await program(new URL('programs/has-a-deadline.mjs', import.meta.url));
    expect([code, stdout, stuck]).toEqual([0, 'end of the program\n', false]);
  });
});
