import { Guarded, SharedCell } from '@sync/shared';
import { STRESS_LIMIT, WORK, closeSubjects, stress } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';

afterEach(closeSubjects);

const STRESS = new URL('workers/stress.mjs', import.meta.url);

interface Counts {
  readonly cell: number;
  readonly guarded: number;
  readonly timeouts: number;
  readonly aborts: number;
  readonly failed: number;
  readonly refused: number;
}

describe('SharedCell and Guarded under stress', () => {
  test.each([{ threads: 2, base: 800 }, { threads: 4, base: 300 }, { threads: 8, base: 100 }, { threads: 16, base: 30 }])(
    '$threads threads change them, block and await, with time limits, aborts, failures and values that are too long: all sums are exact',
    async ({ threads, base }) => {
      const cell = new SharedCell<{ sum: number; list: number[] }>({ initial: { sum: 0, list: [] }, maxBytes: 200 });
      const guarded = new Guarded({ initial: new Map<number | string, number>(), maxBytes: 1000 });
      const data = { cell: cell.share(), guarded: guarded.share(), ops: base * WORK };
      const { each, sum, expectSome } = await stress<Counts>(threads, STRESS, data);
      expectSome('cell', 'guarded', 'timeouts', 'aborts', 'failed', 'refused');
      expect(cell.get().sum).toBe(sum('cell'));
      const map = guarded.run((value) => value);
      expect(map.get('all')).toBe(sum('guarded'));
      for (const [index, counts] of each.entries()) expect(map.get(index) ?? 0).toBe(counts.guarded);
      expect([cell, guarded].map((one) => String(one).includes('[free'))).toEqual([true, true]);
    },
    STRESS_LIMIT,
  );
});
