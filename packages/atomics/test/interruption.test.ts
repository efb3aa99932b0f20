/**
 * Fails when: a wait outlasts what asks its thread to stop, a stop ends two waits, a call that
 * does not wait ends by it, or a wait that is not to be interrupted is.
 */
import { AtomicInt32, Deadline, Futex } from '@sync/atomics';
import { gaveUp, interruptBy, watch } from '@sync/atomics/internal';
import { timed } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

/** Asks the calling thread to stop, so often. */
function stops(times: number, reason: unknown = 'enough'): { readonly left: number } {
  const asked = { left: times };
  interruptBy({
    get pending() {
      return asked.left > 0;
    },
    take() {
      asked.left--;
      return reason;
    },
  });
  return asked;
}

afterEach(() => {
  stops(0);
});

const zero = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));

/** What a call throws. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return { error };
  }
  return 'nothing';
}

describe('a deadline of a blocking wait', () => {
  test('has passed while somebody asks the thread to stop; its time goes on', () => {
    const before = Deadline.interruptible(60_000);
    expect(before.passed).toBe(false);
    stops(1);
    const deadline = Deadline.interruptible(60_000);
    expect([deadline.passed, deadline.finite]).toEqual([true, true]);
    expect(deadline.remaining()).toBeGreaterThan(50_000);
    expect(Deadline.interruptible(Infinity).passed).toBe(true);
    expect(Deadline.interruptible(Infinity).finite).toBe(false);
  });

  test('sees who asks after it was made', () => {
    const asked = stops(0) as { left: number };
    const deadline = Deadline.interruptible(Infinity);
    expect(deadline.passed).toBe(false);
    asked.left = 1;
    expect(deadline.passed).toBe(true);
    expect(thrown(gaveUp)).toEqual({ error: 'enough' });
    expect(deadline.passed).toBe(false);
  });

  test('is the same as any other where nobody can ask', () => {
    stops(1);
    expect(Deadline.after(60_000).passed).toBe(false);
    expect(Deadline.never.passed).toBe(false);
  });
});

describe('who gave up', () => {
  test.each([['enough'], [null], [0], [new RangeError('much')]])('throws the reason %s once', (reason) => {
    const asked = stops(1, reason);
    expect(thrown(gaveUp)).toEqual({ error: reason });
    expect([asked.left, gaveUp()]).toEqual([0, false]);
  });

  test('has run out of time, where nobody asks', () => {
    stops(0);
    expect(gaveUp()).toBe(false);
  });
});

describe('a wait of a thread that was asked to stop', () => {
  const WAITS: readonly (readonly [string, (limit: number) => unknown, unknown])[] = [
    ['Futex.wait', (timeout) => Futex.wait(zero(), 0, 0, { timeout }), 'timed-out'],
    ['AtomicInt32.wait', (timeout) => new AtomicInt32().wait(0, { timeout }), 'timed-out'],
    ['watch', (timeout) => watch({ subject: { label: 'it' }, words: zero(), index: 0 }, (word) => word > 0, Deadline.interruptible(timeout)) || gaveUp(), false],
  ];

  test.each(WAITS)('%s: throws at once, and the next one is a wait', async (_, wait, inVain) => {
    stops(1);
    const { ms } = await timed(() => {
      expect(thrown(() => wait(60_000))).toEqual({ error: 'enough' });
    });
    expect(ms).toBeLessThan(10_000);
    expect(wait(5)).toBe(inVain);
  });

  test.each(WAITS)('%s: with a time limit of 0 is none, and leaves the stop to the next one', (_, wait, inVain) => {
    const asked = stops(1);
    if (inVain === 'timed-out') expect(wait(0)).toBe(inVain);
    else expect(asked.left).toBe(1);
    expect(thrown(() => wait(60_000))).toEqual({ error: 'enough' });
  });

  test('is none where nothing has to be waited for', () => {
    const asked = stops(1);
    expect(Futex.wait(zero(), 0, 1)).toBe('not-equal');
    expect(asked.left).toBe(1);
  });
});
