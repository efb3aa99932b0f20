import { expect } from 'vitest';
import { FACTOR } from './delays.ts';

/** What a call gave, and how long it took in milliseconds. */
export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

/** Measures a call, awaited if it returns a promise. */
export async function timed<T>(call: () => T | Promise<T>): Promise<Timed<T>> {
  const start = performance.now();
  const value = await call();
  return { value, ms: performance.now() - start };
}

/**
 * Asserts that a time limit was kept: never early, and at most ten times late, or a second
 * late on a busy machine.
 */
export function expectTimeout(ms: number, limit: number): void {
  expect(ms, 'a time limit is never early').toBeGreaterThanOrEqual(limit);
  expect(ms, 'a time limit is not late').toBeLessThan(Math.max(10 * limit, limit + 1000 * FACTOR));
}

/** A death is noticed within that time, in milliseconds. */
const NOTICED = 250 * FACTOR;

/** The same on a machine that has other things to do. */
const NOTICED_LATE = 2000 * FACTOR;

/** Asserts that deaths were noticed in time: mostly within 250 ms, and never seconds later. */
export function expectNoticed(stalls: readonly number[]): void {
  const facts = stalls.map((ms) => ms.toFixed(0)).join(' ');
  expect([...stalls].sort((a, b) => a - b)[stalls.length >> 1], facts).toBeLessThan(NOTICED);
  expect(Math.max(...stalls), facts).toBeLessThan(NOTICED_LATE);
}

/** Asserts that a call did not wait: well below any time limit in use, on a busy machine too. */
export function expectAtOnce(ms: number): void {
  expect(ms, 'returns at once').toBeLessThan(1000 * FACTOR);
}
