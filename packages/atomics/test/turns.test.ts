/**
 * Fails when: of those who wait for the same none looks after the others, or all do; a death
 * is seen later than by who looks alone; one that knows nothing of a thread, or could not do
 * what was to be done, keeps the others from looking.
 */
import { context, lookInTurn } from '@sync/atomics/internal';
import { until } from '@sync/testing';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { endThreads, sharedWords } from './thread.ts';
import { entered, smallTable, table } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

describe('of those who wait for the same', () => {
  let clock: MockInstance<() => number>;
  const turns = sharedWords();

  beforeEach(() => {
    turns.fill(0);
    context().slots.delete('liveness');
    clock = vi.spyOn(performance, 'now');
  });

  /** At some time, each in slices of its own: who looks after the thread, and what it sees. */
  const slices = (from: number, to: number, id: number, { waiters = 1, done = true, of = table } = {}): { at: number; gone: boolean }[] => {
    const looks: { at: number; gone: boolean }[] = [];
    for (let at = from; at < to; at++) {
      for (let who = 0; who < waiters; who++) {
        if ((at + 7 * who) % 50 !== 0) continue;
        clock.mockReturnValue(10_000 + at);
        lookInTurn(turns, 0, of, (isGone) => {
          looks.push({ at, gone: isGone(id) });
          return done;
        });
      }
    }
    return looks;
  };

  test.each([1, 2, 8])('one looks every 75 ms or so, of %i', async (waiters) => {
    const { id } = await entered();
    const looks = slices(0, 2000, id, { waiters });
    expect(looks.length).toBeLessThanOrEqual(27);
    for (const [turn, { at, gone }] of looks.entries()) {
      expect(gone).toBe(false);
      if (turn > 0) expect(at - looks[turn - 1]!.at).toBeLessThanOrEqual(125);
    }
  });

  test('the first sees at once that one has ended', async () => {
    const { thread, id } = await entered();
    await thread.terminate();
    clock.mockRestore();
    await until('it is gone', () => {
      let gone = false;
      turns.fill(0);
      lookInTurn(turns, 0, table, (isGone) => (gone = isGone(id)));
      return gone;
    });
  });

  test('all look, in each slice, while one is asked after of whom nothing is known', async () => {
    const { id } = await entered();
    expect(slices(0, 500, id, { of: smallTable(4).table })).toHaveLength(10);
    expect(slices(500, 1000, 999_999)).toHaveLength(10);
  });

  test('all look, in each slice, while there is something to be done that one of them could not do', async () => {
    const { id } = await entered();
    expect(slices(0, 500, id, { done: false })).toHaveLength(10);
    expect(slices(500, 1000, id).length).toBeLessThan(8);
  });

  test('one looks at once when somebody had the turn in the future: the clocks of two threads may differ', async () => {
    const { id } = await entered();
    turns[0] = (performance.timeOrigin + 10_000 + 5000) | 0;
    expect(slices(0, 10, id)).toHaveLength(1);
  });
});
