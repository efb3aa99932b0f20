import type { Event } from '@sync/event';
import { KillLane, LONG, Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { CHANGES, eventSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const KILL = new URL('workers/kill.mjs', import.meta.url);

test(
  'Event: threads die at random points, waiting, setting or clearing; whoever had begun to wait is released by the next set',
  async () => {
    const { lock: event, record, words } = new Subject<Event>(eventSpec);
    const flags = new Int32Array(new SharedArrayBuffer(4));
    const steps = ['blocks', 'awaits', 'has returned', 'sets', 'clears'];
    const lane = new KillLane({ fixture: KILL, data: { handle: record.handle, flags }, steps, notes: ['awaits', 'returned'] });
    while (lane.goesOn) {
      lane.fill();
      await lane.gathered();
      // Nobody waits: who is released from now on has to be so by a set of this round.
      event.clear();
      flags.fill(0);
      lane.once();
      await lane.strike();
      // Whoever sleeps, or has got a promise, has begun to wait.
      const waiting = [...lane.living].map((member) => {
        const began = member.noted('awaits');
        return { member, ends: member.step === 'blocks' && member.asleep ? member.noted('returned') + 1 : began };
      });
      Atomics.add(flags, 0, 1);
      event.set();
      event.clear();
      await lane.until('whoever had begun to wait is released', () =>
        waiting.every(({ member, ends }) => !lane.living.has(member) || member.noted('returned') >= ends),
      );
      // The others came later. One that sets it clears it, too.
      await lane.until('all others are released', () => {
        event.set();
        return lane.isGathered;
      });
    }
    await lane.end();
    event.clear();
    expect(Number(words[CHANGES]) % 2).toBe(0);
    expect(event.wait({ timeout: 0 })).toBe(false);
    event.set();
    expect(event.wait()).toBe(true);
    lane.expectDeaths('blocks', 'awaits');
  },
  20 * LONG,
);
