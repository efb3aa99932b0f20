import { expect } from 'vitest';
import { bunch } from './bunch.ts';
import { LONG } from './delays.ts';
import { environmentNumber } from './environment.ts';
import { testSeed } from './test-seed.ts';

/** By how much the stress lanes are longer: `SYNC_TEST_STRESS`, 1 by default. */
export const WORK: number = environmentNumber('SYNC_TEST_STRESS', 1);

const LIMIT = 2 * LONG * WORK;

/** Milliseconds for a test that calls {@link stress}, which gives up before. */
export const STRESS_LIMIT: number = LIMIT + 5000;

/** What the threads of a stress lane have returned. */
export interface Stressed<C> {
  readonly each: readonly C[];
  /** Of a count that all of them have returned. */
  sum(kind: NumbersOf<C>): number;
  /** Asserts that each of these has happened. */
  expectSome(...kinds: NumbersOf<C>[]): void;
}

type NumbersOf<C> = keyof { [K in keyof C as C[K] extends number ? K : never]: K };

/** So many threads run a fixture, which gets a seed, too. None may take longer than its limit. */
export async function stress<C>(threads: number, fixture: URL, data: Readonly<Record<string, unknown>>): Promise<Stressed<C>> {
  const each = await bunch<C>(threads, fixture, { ...data, seed: testSeed() }, { limit: LIMIT }).join();
  const sum = (kind: NumbersOf<C>): number => each.reduce((total, counts) => total + Number(counts[kind]), 0);
  return {
    each,
    sum,
    expectSome: (...kinds) => {
      for (const kind of kinds) expect(sum(kind), String(kind)).toBeGreaterThan(0);
    },
  };
}
