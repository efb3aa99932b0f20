import { AtomicCounter, AtomicInt32, PerThreadCounter } from '@sync/atomics';
import { KillLane, LONG, watch } from '@sync/testing';
import { expect, test } from 'vitest';

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** As `kill.mjs` has it. */
const LARGE = 2 ** 30 + 7;
/** Fewer than there are threads. */
const TOKENS = 4;

test(
  'threads end at random points, counting, waiting for a word, or with what they took from it: counts are whole, and no wake-up is lost',
  async () => {
    const cells = new PerThreadCounter({ name: 'cells' });
    const count = new AtomicCounter({ name: 'count' });
    const tokens = new AtomicInt32({ name: 'tokens', value: TOKENS });
    const unwatch = watch({ toString: () => [cells, count, tokens].map(String).join(' ') });
    const lane = new KillLane({
      fixture: KILL,
      data: { own: cells.share(), all: count.share(), tokens: tokens.share() },
      steps: ['counts', 'waits', 'has a token'],
      notes: ['cells', 'may cells', 'count', 'may count', 'may have'],
    });
    const dead = { cells: 0, 'may cells': 0, count: 0, 'may count': 0 };
    const bury = (): void => {
      const gone = lane.takeDead();
      for (const name of Object.keys(dead) as (keyof typeof dead)[]) dead[name] += lane.sum(name, gone);
      // What they may have had; without it the others might wait for ever.
      const had = lane.sum('may have', gone);
      if (had === 0) return;
      tokens.add(had);
      tokens.notify();
    };
    while (lane.goesOn) {
      lane.fill();
      await lane.gathered();
      lane.open();
      await lane.strike();
      lane.close();
      await lane.until('all that live have come to the gate', () => {
        bury();
        return lane.isGathered;
      });
      bury();
      // Some of them had not.
      expect(tokens.load()).toBeGreaterThanOrEqual(TOKENS);
      tokens.store(TOKENS);
      for (const [name, sum] of [['cells', cells.sum() / LARGE], ['count', count.value]] as const) {
        expect(Number.isSafeInteger(sum), `${name}: ${sum}`).toBe(true);
        expect(sum).toBeGreaterThanOrEqual(dead[name] + lane.sum(name));
        expect(sum).toBeLessThanOrEqual(dead[`may ${name}`] + lane.sum(`may ${name}`));
      }
    }
    await lane.end();
    unwatch();
    lane.expectDeaths('counts', 'waits');
  },
  20 * LONG,
);
