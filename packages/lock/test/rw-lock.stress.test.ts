import { STRESS_LIMIT, Subject, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import type { RWLock } from '@sync/lock';
import { afterAll, afterEach, expect, test } from 'vitest';
import { rwSpec } from './rw-specs.ts';
import { COPY, OWN, TOTAL } from './workers/stress-flags.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/rw-stress.mjs', import.meta.url);

interface Counts {
  readonly sections: number;
  readonly reads: number;
  readonly downgrades: number;
  readonly timeouts: number;
  readonly aborts: number;
}

/** Threads, the calls they make, how many of them each thread makes, and how many of these write. */
const ROWS = [
  { threads: 2, mode: 'sync', ops: 4000, writes: 0.5 },
  { threads: 4, mode: 'sync', ops: 4000, writes: 0.1 },
  { threads: 16, mode: 'sync', ops: 600, writes: 0.2 },
  { threads: 2, mode: 'async', ops: 1000, writes: 0.5 },
  { threads: 4, mode: 'async', ops: 600, writes: 0.1 },
  { threads: 2, mode: 'mixed', ops: 400, writes: 0.5 },
  { threads: 4, mode: 'mixed', ops: 300, writes: 0.1 },
  { threads: 8, mode: 'mixed', ops: 120, writes: 0.3 },
] as const;

test.each(ROWS)(
  'RWLock under stress: $threads threads, $mode calls, $writes of them write: every count is exact',
  async ({ threads, mode, ops, writes }) => {
    const { record } = new Subject<RWLock>(rwSpec);
    const flags = new Int32Array(new SharedArrayBuffer(4 * (OWN + threads)));
    const { each, sum, expectSome } = await stress<Counts>(threads, STRESS, { handle: record.handle, flags, mode, ops: ops * WORK, writes });
    expect([...flags.subarray(OWN)]).toEqual(each.map(({ sections }) => sections));
    expect(flags[TOTAL]).toBe(sum('sections'));
    expect(flags[COPY]).toBe(flags[TOTAL]);
    expectSome('reads', 'timeouts');
  },
  STRESS_LIMIT,
);
