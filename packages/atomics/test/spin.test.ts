/**
 * Fails when: a spin goes on after a look has succeeded, never ends, does not learn that
 * it does not pay, never tries the full budget again, or spins in a model checker (-1 looks).
 */
import { SPIN_FOR, context, spinUntil } from '@sync/atomics/internal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

beforeEach(() => {
  for (const { slot } of Object.values(SPIN_FOR)) context().slots.delete(slot);
});

type SpinFor = (typeof SPIN_FOR)[keyof typeof SPIN_FOR];

/** Looks right at the beginning, for sections that are over at once; they learn nothing. */
const EARLY = 3;

/** How often it looks before it gives up. */
function looksInVain(spinFor?: SpinFor): number {
  let looks = 0;
  const look = (): boolean => {
    looks++;
    return false;
  };
  expect(spinUntil(look, spinFor)).toBe(false);
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
    const looks = Array.from({ length: 25 }, () => looksInVain());
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
    const looks = Array.from({ length: 100 }, () => looksInVain());
    const tried = looks.slice(20).filter((count) => count === first).length;
    expect(tried).toBeGreaterThanOrEqual(2);
    expect(tried).toBeLessThan(10);
  });

  test('for an event it learns not to look at all, and one success brings all looks back', () => {
    const first = looksInVain(SPIN_FOR.event);
    const looks = Array.from({ length: 25 }, () => looksInVain(SPIN_FOR.event));
    expect(first).toBe(SPIN_FOR.event.pauses.length);
    expect([...looks].sort((a, b) => b - a)).toEqual(looks);
    expect(looks.at(-1)).toBe(0);
    const tries = Array.from({ length: 200 }, () => looksInVain(SPIN_FOR.event)).filter((count) => count > 0);
    expect(tries.length).toBeGreaterThanOrEqual(2);
    expect(tries[0]).toBe(first);
    let tried = 1;
    while (!spinUntil(() => true, SPIN_FOR.event)) tried++;
    expect(tried).toBeLessThanOrEqual(SPIN_FOR.event.probeEvery);
    expect(looksInVain(SPIN_FOR.event)).toBe(first);
  });

  test('what is learned from locks says nothing about events, nor the other way round', () => {
    for (let round = 0; round < 20; round++) looksInVain(SPIN_FOR.event);
    expect(looksInVain()).toBe(SPIN_FOR.lock.pauses.length);
    for (let round = 0; round < 20; round++) looksInVain();
    context().slots.delete(SPIN_FOR.event.slot);
    expect(looksInVain(SPIN_FOR.event)).toBe(SPIN_FOR.event.pauses.length);
  });

  test('a budget of -1 looks, as a model checker sets it, is no spin at all', () => {
    for (const spinFor of Object.values(SPIN_FOR)) {
      context().slots.set(spinFor.slot, { looks: -1, rounds: 0 });
      for (let round = 0; round < 100; round++) expect(looksInVain(spinFor)).toBe(0);
    }
  });

  test('what a look throws goes to the caller', () => {
    expect(() =>
      spinUntil(() => {
        throw new Error('the look failed');
      }),
    ).toThrow('the look failed');
  });
});
