import { LONG, STRESS_LIMIT, WORK, testSeed, until } from '@sync/testing';
import { Thread, activeCount, setExceptHook } from '@sync/thread';
import { afterAll, beforeAll, expect, test } from 'vitest';

const STORMS = new URL('tasks/storms.mjs', import.meta.url);

/** Tasks of each of those who submit. */
const TIMES = 60 * WORK;

interface Counts {
  readonly returned: number;
  readonly ended: number;
  readonly dropped: number;
}

const { storm } = (await import(STORMS.href)) as { storm(given: { seed: number; times: number }): Promise<Counts> };

beforeAll(() => {
  setExceptHook(() => undefined);
});

afterAll(() => {
  setExceptHook(undefined);
});

test(
  `${4 * TIMES} tasks, in pools of three threads: submitted in windows, cancelled, aborted, limited, waited for in all ways, with workers that are used up`,
  async () => {
    const seed = testSeed();
    const before = activeCount();
    const threads = [1, 2].map((more) => new Thread<unknown, string>(STORMS, { export: 'storm', args: [{ seed: seed + more, times: TIMES }] }).start());
    const here = [3, 4].map((more) => storm({ seed: seed + more, times: TIMES }));
    const there = threads.map((thread) => thread.resultAsync({ timeout: 2 * LONG * WORK }) as Promise<Counts>);
    const all = await Promise.all([...here, ...there]);
    const sum = (kind: keyof Counts): number => all.reduce((total, counts) => total + counts[kind], 0);
    expect(sum('returned') + sum('ended') + sum('dropped')).toBeGreaterThanOrEqual(4 * TIMES);
    for (const kind of ['returned', 'ended'] as const) expect(sum(kind), kind).toBeGreaterThan(0);
    // Nobody is left.
    await until('all threads have ended', () => activeCount() === before);
  },
  STRESS_LIMIT,
);
