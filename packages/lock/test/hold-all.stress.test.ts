import { Lock, RLock, SpinLock } from '@sync/lock';
import { LONG, bunch, closeSubjects, mutexState, testSeed } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

afterEach(closeSubjects);

const WORKER = new URL('workers/hold-all.mjs', import.meta.url);
const WORK = Number(process.env.SYNC_TEST_STRESS ?? 1);

interface Counts {
  readonly sections: number;
  readonly timeouts: number;
  readonly aborts: number;
}

/** The count of a lock, its copy, and then each thread's own. */
const OWN = 2;

/** Some in memory of their own, some in one buffer, of all kinds. */
function makeLocks(): readonly (Lock | RLock | SpinLock)[] {
  const buffer = new SharedArrayBuffer(2 * Lock.byteLength);
  const byteOffset = Lock.byteLength;
  return [new Lock(), new SpinLock({ buffer }), new RLock({ buffer, byteOffset }), new SpinLock(), new RLock(), new Lock()];
}

/** Threads, the calls they make, and how many of them each thread makes. */
const ROWS = [
  { threads: 2, mode: 'sync', ops: 4000 },
  { threads: 4, mode: 'sync', ops: 2000 },
  { threads: 12, mode: 'sync', ops: 300 },
  { threads: 2, mode: 'async', ops: 800 },
  { threads: 4, mode: 'async', ops: 300 },
  { threads: 2, mode: 'mixed', ops: 300 },
  { threads: 6, mode: 'mixed', ops: 80 },
] as const;

describe('holdAll under stress', () => {
  test.each(ROWS)(
    '$threads threads that hold random sets of locks, $mode: no deadlock, every count is exact',
    async ({ threads, mode, ops }) => {
      const locks = makeLocks();
      const row = OWN + threads;
      const words = new Int32Array(new SharedArrayBuffer(4 * locks.length * row));
      const shared = locks.map((lock) => ({ type: lock.constructor.name, handle: lock.share() }));
      const data = { locks: shared, words, seed: testSeed(), mode, ops: ops * WORK };
      const results = await bunch<Counts>(threads, WORKER, data, { limit: 2 * LONG * WORK }).join();
      for (const [at, lock] of locks.entries()) {
        const [total = 0, copy, ...own] = words.subarray(at * row, (at + 1) * row);
        expect(total).toBe(own.reduce((sum, count) => sum + count, 0));
        expect(copy).toBe(total);
        const { buffer, byteOffset } = lock.share();
        expect(mutexState(new Int32Array(buffer, byteOffset, Lock.byteLength / 4)), String(lock)).toMatchObject({ atRest: true });
      }
      expect(Math.min(...results.map(({ sections }) => sections))).toBeGreaterThan(0);
    },
    2 * LONG * WORK + 5000,
  );
});
