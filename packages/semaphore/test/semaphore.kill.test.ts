import { KILLS, KillLane, LONG, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, ROBUST, held, make } from './spec.ts';
import type { AnySemaphore } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const KILL = new URL('workers/kill.mjs', import.meta.url);
const STEPS = ['calls', 'holds', 'is about to release', 'has returned'] as const;
const NOTES = ['holds', 'may hold'] as const;
const PERMITS = 3;
/** In the threads' common words: permits that are in use, and how many may be. */
const MOST = 1;

const flagsFor = (most: number): Int32Array => new Int32Array(new SharedArrayBuffer(8)).fill(most, MOST);

/** What the dead have left in the line is taken away by who waits. */
async function sweeps(lock: AnySemaphore): Promise<void> {
  const all = lock.value;
  expect(await lock.acquireAsync({ count: all })).toBe(true);
  expect(await lock.acquireAsync({ timeout: 300 })).toBe(false);
  lock.release(all);
}

/** Of which the test brings back what the dead had. */
describe.each([OPEN[0]!, OPEN[3]!])('$name: holders and waiters die', (type) => {
  test(
    'at random points; who lives goes on, and what is missing is what the dead had',
    async () => {
      // As many more lie aside, for those that wait for what the dead had.
      const { lock, record } = make(type, 2 * PERMITS, { taken: PERMITS });
      const flags = flagsFor(PERMITS);
      const data = { type: record.how.export, handle: record.handle, flags, permits: PERMITS };
      const lane = new KillLane({ fixture: KILL, data, steps: STEPS, notes: NOTES });
      while (lane.goesOn) {
        lane.fill();
        await lane.gathered();
        lane.once('in peace');
        await lane.gathered();
        // Nobody has died since, but for some as they started: they held nothing.
        expect(lock.value, String(lane)).toBe(PERMITS);
        lane.open();
        await lane.strike();
        lane.close();
        Atomics.store(flags, MOST, 2 * PERMITS);
        lock.release(PERMITS);
        await lane.gathered();
        const dead = lane.takeDead();
        const missing = 2 * PERMITS - lock.value;
        const least = lane.sum('holds', dead);
        expect(missing, String(dead)).toBeGreaterThanOrEqual(least);
        // Who sleeps waits, and has nothing yet.
        const unsure = dead.filter(({ mode, asleep }) => mode !== 'sync' || !asleep);
        expect(missing, String(dead)).toBeLessThanOrEqual(least + lane.sum('may hold', unsure));
        if (missing > 0) lock.release(missing);
        expect(await lock.acquireAsync({ count: PERMITS, timeout: LONG })).toBe(true);
        flags.set([0, PERMITS]);
      }
      await lane.end();
      await sweeps(lock);
      lock.release(PERMITS);
      expect(lock.value).toBe(2 * PERMITS);
      lane.expectDeaths('holds');
    },
    20 * LONG,
  );
});

/** Of which nothing is ever missing. */
describe.each(ROBUST)('$name: holders and waiters die', (type) => {
  test(
    'at random points; who lives goes on, and all permits come back',
    async () => {
      const { lock, record, words } = make(type, PERMITS);
      const data = { type: record.how.export, handle: record.handle, flags: flagsFor(1_000_000), permits: PERMITS };
      const lane = new KillLane({ fixture: KILL, data, steps: STEPS, notes: NOTES, kills: Math.ceil(KILLS / ROBUST.length) });
      while (lane.goesOn) {
        await lane.round();
        expect(await lock.acquireAsync({ count: PERMITS, timeout: LONG })).toBe(true);
        expect([lock.tryAcquire(), lock.value, held(words)]).toEqual([false, 0, PERMITS]);
        lock.release(PERMITS);
      }
      await lane.end();
      await sweeps(lock);
      expect(lock.value).toBe(PERMITS);
      lane.expectDeaths('holds');
    },
    20 * LONG,
  );
});
