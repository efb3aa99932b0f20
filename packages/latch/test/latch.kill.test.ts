import type { CountDownLatch } from '@sync/latch';
import { KillLane, LONG, Subject, closeSubjects, endThreads, pause } from '@sync/testing';
import type { KillMember } from '@sync/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { latchSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** How often each task counts down in a round. */
const SHARE = 4;

test(
  'CountDownLatch: threads die at random points, counting or waiting; what they have not counted is missing, and the others go on when it is',
  async () => {
    const { lock: latch, record } = new Subject<CountDownLatch>(latchSpec(0));
    const flags = new Int32Array(new SharedArrayBuffer(4));
    const lane = new KillLane({
      fixture: KILL,
      data: { handle: record.handle, flags, share: SHARE },
      steps: ['counts', 'waits', 'has returned'],
      notes: ['counted', 'may have counted'],
    });
    while (lane.goesOn) {
      lane.fill();
      await lane.gathered();
      lane.takeDead();
      const living = [...lane.living];
      const before = new Map(living.map((member) => [member, member.noted('counted')]));
      const counted = (members: Iterable<KillMember>): number =>
        [...members].reduce((sum, member) => sum + member.noted('counted') - Number(before.get(member)), 0);
      // The last count is the test's own.
      const all = SHARE * lane.tasks + 1;
      flags.fill(0);
      latch.reset(all);
      lane.once();
      if (lane.numbers.below(2) === 0) await pause(lane.numbers.below(10));
      await lane.strike();
      await lane.until('all that live have counted', () => {
        const dead = living.filter((member) => !lane.living.has(member));
        return lane.sum('may have counted') + counted(lane.living) === SHARE * lane.tasks && latch.count <= all - SHARE * lane.tasks - counted(dead);
      });
      const dead = living.filter((member) => !lane.living.has(member));
      const least = all - SHARE * lane.tasks - counted(dead);
      expect(latch.count, String(lane)).toBeGreaterThanOrEqual(least - lane.sum('may have counted', dead));
      expect(latch.count, String(lane)).toBeGreaterThan(0);
      Atomics.store(flags, 0, 1);
      latch.countDown(latch.count);
      await lane.gathered();
      expect(latch.isOpen).toBe(true);
    }
    await lane.end();
    expect([latch.count, latch.wait()]).toEqual([0, true]);
    lane.expectDeaths('counts', 'waits');
  },
  20 * LONG,
);
