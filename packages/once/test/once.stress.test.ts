import { Once } from '@sync/once';
import { STRESS_LIMIT, WORK, closeSubjects, stress } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { STATE } from './spec.ts';

afterEach(closeSubjects);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const DONE = 1;

interface Counts {
  /** The rounds in which a call of the thread did it. */
  readonly did: readonly number[];
  readonly failed: number;
  readonly passed: number;
  readonly timeouts: number;
  readonly aborts: number;
  readonly deadlocks: number;
}

describe('Once under stress', () => {
  test.each([{ threads: 2, base: 1500 }, { threads: 4, base: 600 }, { threads: 8, base: 200 }, { threads: 16, base: 60 }])(
    '$threads threads call it, block and await, with time limits, aborts and runs that fail: exactly one does each',
    async ({ threads, base }) => {
      const rounds = base * WORK;
      const buffer = new SharedArrayBuffer(rounds * Once.byteLength);
      const runs = new Int32Array(new SharedArrayBuffer(rounds * 4));
      const { each, sum, expectSome } = await stress<Counts>(threads, STRESS, { buffer, runs, rounds });
      expectSome('failed', 'passed', 'timeouts', 'aborts', 'deadlocks');
      const did = each.flatMap((counts) => counts.did).sort((a, b) => a - b);
      expect(did).toEqual(Array.from({ length: rounds }, (_, round) => round));
      expect(runs.reduce((total, count) => total + count, 0)).toBe(rounds + sum('failed'));
      const words = new Int32Array(buffer);
      for (let round = 0; round < rounds; round++) expect(words[(round * Once.byteLength) / 4 + STATE]).toBe(DONE);
    },
    STRESS_LIMIT,
  );
});
