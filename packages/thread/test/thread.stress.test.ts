import { AtomicCounter } from '@sync/atomics';
import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import { LONG, STRESS_LIMIT, WORK, testSeed, until } from '@sync/testing';
import { Thread, activeCount, setExceptHook } from '@sync/thread';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const CROWD = new URL('workers/crowd.mjs', import.meta.url);

/** A thousand in all, and two hundred at once, with `SYNC_TEST_STRESS=10`. */
const THREADS = 100 * WORK;
const AT_ONCE = Math.min(200, 20 * WORK);
const WAVE = 10;
/** Threads of a tree: 15, or 127. */
const DEPTH = WORK >= 10 ? 6 : 3;

const make = (name: string, ...args: unknown[]): Thread<unknown, string> => new Thread<unknown, string>(CROWD, { export: name, args });

interface Counts {
  readonly returned: number;
  readonly failed: number;
  readonly stopped: number;
  readonly timeouts: number;
  readonly aborts: number;
}

describe('many threads', () => {
  const before = activeCount();
  const shared = { lock: new Lock(), words: new Int32Array(new SharedArrayBuffer(4)), counter: new AtomicCounter() };

  beforeAll(() => {
    setExceptHook(() => undefined);
  });

  afterAll(() => {
    setExceptHook(undefined);
  });

  // Nobody is left, in no table.
  afterEach(() => until('all have ended', () => activeCount() === before));

  test(
    `${THREADS} in waves of ${WAVE}: each does what it is for, once, and has a number of its own`,
    async () => {
      const all: { index: number; id: number }[] = [];
      for (let first = 0; first < THREADS; first += WAVE) {
        const wave = Array.from({ length: WAVE }, (_, at) => make('adds', shared, first + at).start());
        for (const [at, thread] of wave.entries()) {
          if (at % 2 === 0) thread.join({ timeout: LONG });
          const found = (await thread.resultAsync({ timeout: LONG })) as { index: number; id: number };
          expect(found.id).toBe(thread.id);
          all.push(found);
        }
      }
      expect(all.map(({ index }) => index)).toEqual(Array.from({ length: THREADS }, (_, index) => index));
      expect(new Set(all.map(({ id }) => id)).size).toBe(THREADS);
      expect([shared.words[0], shared.counter.value, shared.lock.locked]).toEqual([THREADS, THREADS, false]);
    },
    STRESS_LIMIT,
  );

  test(
    `${AT_ONCE} at once: all are alive at one time, and all come to their ends`,
    async () => {
      const event = new Event();
      const all = Array.from({ length: AT_ONCE }, (_, value) => make('ends', 'waits', { gate: event, value: value + 1 }).start());
      expect(activeCount()).toBe(before + AT_ONCE);
      event.set();
      const limits = { timeout: 2 * LONG * WORK };
      expect(await Promise.all(all.map((thread) => thread.resultAsync(limits)))).toEqual(all.map((_, value) => value + 1));
    },
    STRESS_LIMIT,
  );

  test(
    `a tree of ${2 ** (DEPTH + 1) - 1}, each of which waits for those that it has started`,
    async () => {
      const counter = new AtomicCounter();
      expect(await make('grows', counter, DEPTH).start().resultAsync({ timeout: 2 * LONG * WORK })).toBe(2 ** (DEPTH + 1) - 1);
      expect(counter.value).toBe(2 ** (DEPTH + 1) - 1);
    },
    STRESS_LIMIT,
  );

  test(
    'started, joined, stopped and let go in all ways by several at once',
    async () => {
      const seed = testSeed();
      const given = { times: 16 * WORK, counter: new AtomicCounter() };
      const all = [1, 2].map((more) => make('mixes', { ...given, seed: seed + more }).start());
      const counts = (await Promise.all(all.map((thread) => thread.resultAsync({ timeout: 2 * LONG * WORK })))) as Counts[];
      const sum = (kind: keyof Counts): number => counts.reduce((total, one) => total + one[kind], 0);
      expect(sum('returned') + sum('failed') + sum('stopped')).toBe(2 * given.times);
      expect(given.counter.value).toBe(2 * given.times);
      for (const kind of ['returned', 'failed', 'stopped', 'timeouts', 'aborts'] as const) expect(sum(kind), kind).toBeGreaterThan(0);
    },
    STRESS_LIMIT,
  );
});
