import { STRESS_LIMIT, Subject, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import type { ContractLock } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL } from './specs.ts';
import { COPY, OWN, TOTAL } from './workers/stress-flags.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);

interface Counts {
  readonly sections: number;
  readonly timeouts: number;
  readonly aborts: number;
}

/** Threads, the calls they make, and how many of them each thread makes. */
const ROWS = [
  { threads: 2, mode: 'sync', ops: 6000 },
  { threads: 4, mode: 'sync', ops: 4000 },
  { threads: 16, mode: 'sync', ops: 1000 },
  { threads: 2, mode: 'async', ops: 1500 },
  { threads: 4, mode: 'async', ops: 800 },
  { threads: 8, mode: 'async', ops: 300 },
  { threads: 2, mode: 'mixed', ops: 600 },
  { threads: 4, mode: 'mixed', ops: 400 },
  { threads: 8, mode: 'mixed', ops: 150 },
  { threads: 16, mode: 'mixed', ops: 60 },
] as const;

describe.each(ALL)('$name under stress', ({ spec }) => {
  test.each(ROWS)(
    '$threads threads, $mode calls with time limits and aborts: every count is exact',
    async ({ threads, mode, ops }) => {
      const { record } = new Subject<ContractLock>(spec);
      const flags = new Int32Array(new SharedArrayBuffer(4 * (OWN + threads)));
      const data = { how: spec.how, handle: record.handle, flags, mode, ops: ops * WORK };
      const { each, sum } = await stress<Counts>(threads, STRESS, data);
      expect([...flags.subarray(OWN)]).toEqual(each.map(({ sections }) => sections));
      expect(flags[TOTAL]).toBe(sum('sections'));
      expect(flags[COPY]).toBe(flags[TOTAL]);
    },
    STRESS_LIMIT,
  );
});
