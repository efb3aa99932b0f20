import type { Condition } from '@sync/condition';
import { STRESS_LIMIT, Subject, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { conditionSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);

interface Counts {
  readonly taken: number;
  readonly timeouts: number;
  readonly aborts: number;
}

/** Threads, the calls they make, and how many of them each thread makes. */
const ROWS = [
  { threads: 2, mode: 'sync', ops: 2000 },
  { threads: 4, mode: 'sync', ops: 1000 },
  { threads: 16, mode: 'sync', ops: 200 },
  { threads: 2, mode: 'async', ops: 1000 },
  { threads: 4, mode: 'async', ops: 500 },
  { threads: 8, mode: 'async', ops: 200 },
  { threads: 2, mode: 'mixed', ops: 600 },
  { threads: 4, mode: 'mixed', ops: 300 },
  { threads: 8, mode: 'mixed', ops: 150 },
  { threads: 16, mode: 'mixed', ops: 60 },
] as const;

describe('Condition under stress', () => {
  test.each(ROWS)(
    '$threads threads, $mode calls with time limits and aborts: every token comes back, every count is exact, nobody is left',
    async ({ threads, mode, ops }) => {
      const { record } = new Subject<Condition>(conditionSpec);
      const tokens = Math.max(1, threads >> 2);
      const words = new Int32Array(new SharedArrayBuffer(2 * 4));
      words[0] = tokens;
      const data = { handle: record.handle, words, mode, ops: ops * WORK };
      const { sum, expectSome } = await stress<Counts>(threads, STRESS, data);
      expect([...words]).toEqual([tokens, sum('taken')]);
      expect(sum('taken') + sum('timeouts') + sum('aborts')).toBe(threads * ops * WORK);
      expectSome('taken');
      if (mode !== 'sync') expectSome('aborts');
    },
    STRESS_LIMIT,
  );
});
