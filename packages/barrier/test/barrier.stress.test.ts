import type { Barrier } from '@sync/barrier';
import { STRESS_LIMIT, Subject, WORK, closeSubjects, endThreads, stress } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { actingSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const LOCKSTEP = new URL('workers/lockstep.mjs', import.meta.url);
const STRESS = new URL('workers/stress.mjs', import.meta.url);

interface Counts {
  readonly passed: number;
  readonly broken: number;
  readonly aborts: number;
  readonly resets: number;
}

const shared = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

describe('Barrier under stress', () => {
  test.each([
    { threads: 2, tasks: 1, rounds: 3000 },
    { threads: 4, tasks: 1, rounds: 800 },
    { threads: 8, tasks: 1, rounds: 300 },
    { threads: 16, tasks: 1, rounds: 100 },
    { threads: 2, tasks: 4, rounds: 500 },
    { threads: 4, tasks: 6, rounds: 100 },
  ])(
    '$threads threads (tasks of each: $tasks) block and await, $rounds rounds without time limits: nobody is ahead, each index is there once',
    async ({ threads, tasks, rounds }) => {
      const parties = threads * tasks;
      const { record, lock: barrier } = new Subject<Barrier>(actingSpec(parties));
      const [marks, sums, runs] = [shared(parties), shared(rounds * WORK), shared(1)];
      const data = { handle: record.handle, marks, sums, runs, rounds: rounds * WORK, tasks };
      await stress(threads, LOCKSTEP, data);
      expect(runs[0]).toBe(rounds * WORK);
      // A bit for each index, added: each was there once.
      expect(sums.every((sum) => sum === 2 ** parties - 1)).toBe(true);
      expect([barrier.waiting, barrier.broken, barrier.parties]).toEqual([0, false, parties]);
    },
    STRESS_LIMIT,
  );

  test.each([
    { threads: 2, ops: 1000 },
    { threads: 4, ops: 400 },
    { threads: 8, ops: 150 },
    { threads: 16, ops: 50 },
  ])(
    '$threads threads wait and await with time limits and aborts, break and reset: of each round all come through or none',
    async ({ threads, ops }) => {
      const { record, lock: barrier } = new Subject<Barrier>(actingSpec(threads));
      const epochs = shared(threads * ops * WORK + 2);
      const data = { handle: record.handle, epochs, done: shared(1), ops: ops * WORK };
      const { sum, expectSome } = await stress<Counts>(threads, STRESS, data);
      expectSome('passed', 'broken', 'aborts', 'resets');
      // One that was broken while it was full has a number, too, and nobody came through.
      const ends = [...epochs.subarray(1)];
      expect(ends.filter((end) => end !== 0 && end !== 2 ** threads - 1)).toEqual([]);
      expect(ends.filter((end) => end !== 0)).toHaveLength(sum('passed') / threads);
      barrier.reset();
      expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
      Reflect.set(globalThis, 'act', () => undefined);
      for (let party = 1; party < threads; party++) barrier.arrive();
      expect(barrier.wait()).toBe(threads - 1);
    },
    STRESS_LIMIT,
  );
});
