/**
 * Fails when: a spin goes on after a look has succeeded, never ends, does not learn that
 * it does not pay, never tries the full budget again, or spins in a model checker (0 looks).
 */
import { spinUntil } from '@sync/atomics';
import { context } from '@sync/atomics/internal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

beforeEach(() => {
  context().slots.delete('spin');
});

/** Looks right at the beginning, for sections that are over at once; they learn nothing. */
const EARLY = 3;

/** How often it looks before it gives up. */
function looksInVain(): number {
  let looks = 0;
  expect(
    spinUntil(() => {
      looks++;
      return false;
    }),
  ).toBe(false);
  return looks;
}

function looksUntil(nth: number): { found: boolean; looks: number } {
  let looks = 0;
  const found = spinUntil(() => ++looks === nth);
  return { found, looks };
}

describe('spinUntil', () => {
  test('is true as soon as a look succeeds, and looks no more', () => {
    for (const nth of [1, 2, 3]) expect(looksUntil(nth)).toEqual({ found: true, looks: nth });
  });

  test('is false after a bounded time: mostly less than a millisecond', () => {
    const times: number[] = [];
    for (let round = 0; round < 101; round++) {
      const start = performance.now();
      looksInVain();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    expect(times[50]).toBeLessThan(1);
    expect(times[10]).toBeGreaterThan(0.001);
  });

  test('it ends though the clock stands still', async () => {
    const [thread] = await threads(1);
    const found = await thread!.run(({ spinUntil }) => {
      performance.now = () => 5;
      return spinUntil(() => false);
    });
    expect(found).toBe(false);
  });

  test('looks seldom after the early looks: the pauses grow, and none is shorter than 2 us', () => {
    const gaps: number[][] = [[], []];
    for (let round = 0; round < 20; round++) {
      context().slots.delete('spin');
      let last = performance.now();
      let look = 0;
      spinUntil(() => {
        const now = performance.now();
        if (look >= EARLY) gaps[look === EARLY ? 0 : 1]!.push(now - last);
        look++;
        last = now;
        return false;
      });
    }
    const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1]!;
    expect(Math.min(...gaps.flat())).toBeGreaterThan(0.002);
    expect(median(gaps[1]!)).toBeGreaterThan(median(gaps[0]!));
  });

  test('learns that it does not pay: looks less and less, but at least twice', () => {
    const first = looksInVain();
    const looks = Array.from({ length: 25 }, looksInVain);
    expect(first).toBeGreaterThan(EARLY + 2);
    expect([...looks].sort((a, b) => b - a)).toEqual(looks);
    expect(looks.at(-1)).toBe(EARLY + 2);
  });

  test('learns that it pays again: a success makes it look more often, up to where it began', () => {
    const first = looksInVain();
    for (let round = 0; round < 20; round++) looksInVain();
    for (let round = 0; round < 10; round++) looksUntil(EARLY + 1);
    expect(looksInVain()).toBe(first);
  });

  test('tries the full number of looks now and then, or it would never find out that it pays', () => {
    const first = looksInVain();
    const looks = Array.from({ length: 100 }, looksInVain);
    const tried = looks.slice(20).filter((count) => count === first).length;
    expect(tried).toBeGreaterThanOrEqual(2);
    expect(tried).toBeLessThan(10);
  });

  test('a budget of 0 looks, as a model checker sets it, is no spin at all', () => {
    context().slots.set('spin', { looks: 0, rounds: 0 });
    for (let round = 0; round < 100; round++) expect(looksInVain()).toBe(0);
  });

  test('what a look throws goes to the caller', () => {
    expect(() =>
      spinUntil(() => {
        throw new Error('the look failed');
      }),
    ).toThrow('the look failed');
  });
});
