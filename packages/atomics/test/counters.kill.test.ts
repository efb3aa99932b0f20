import { AtomicCounter, AtomicInt32, PerThreadCounter } from '@sync/atomics';
import { KillLane, LONG, watch } from '@sync/testing';
import { expect, test } from 'vitest';

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** More than a cell holds, as `kill.mjs` has it. */
const LARGE = 2 ** 30 + 7;
/** Of so many steps: one up, the next down, but for 1. */
const sumOf = (steps: number): number => (steps % 2) * LARGE + Math.floor(steps / 2);
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
    // What the dead have done, and what their last steps may have done.
    const dead = { sum: 0, up: 0, down: 0, count: 0, mayCount: 0 };
    const bury = (): void => {
      const gone = lane.takeDead();
      for (const member of gone) {
        const steps = member.noted('cells');
        dead.sum += sumOf(steps);
        if (member.noted('may cells') > steps) dead[steps % 2 === 0 ? 'up' : 'down']++;
      }
      dead.count += lane.sum('count', gone);
      dead.mayCount += lane.sum('may count', gone);
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
      const rest = cells.sum() - dead.sum - [...lane.living].reduce((sum, member) => sum + sumOf(member.noted('cells')), 0);
      const down = ((rest % LARGE) + LARGE) % LARGE;
      const up = (rest - down) / LARGE + down;
      for (const [steps, most] of [[up, dead.up], [down, dead.down]] as const) {
        expect(steps, String(rest)).toBeGreaterThanOrEqual(0);
        expect(steps, String(rest)).toBeLessThanOrEqual(most);
      }
      const counted = lane.sum('count');
      expect(count.value).toBeGreaterThanOrEqual(dead.count + counted);
      expect(count.value).toBeLessThanOrEqual(dead.mayCount + counted);
    }
    await lane.end();
    unwatch();
    lane.expectDeaths('counts', 'waits');
  },
  20 * LONG,
);
