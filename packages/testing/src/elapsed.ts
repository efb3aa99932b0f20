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

/** Asserts that a call did not wait: well below any time limit in use, on a busy machine too. */
export function expectAtOnce(ms: number): void {
  expect(ms, 'returns at once').toBeLessThan(1000 * FACTOR);
}
