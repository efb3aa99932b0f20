import { Guarded, SharedCell } from '@sync/shared';
import { KillLane, LONG, closeSubjects, watch } from '@sync/testing';
import { afterEach, expect, test } from 'vitest';

afterEach(closeSubjects);

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** In an async thread. */
const MOST_TASKS = 3;

test(
  'threads end at random points, waiting or with the value, and the others go on: no change is lost that was made, and none is made by halves',
  async () => {
    const options = { initial: [0, 0] as [number, number], maxBytes: 40 };
    const cell = new SharedCell(options);
    const guarded = new Guarded(options);
    const unwatch = watch({ toString: () => `${String(cell)} ${String(guarded)}` });
    const lane = new KillLane({
      fixture: KILL,
      data: { cell: cell.share(), guarded: guarded.share() },
      steps: ['calls', 'has the cell', 'has the guarded', 'has returned'],
      notes: ['cell', 'guarded'],
    });
    const told = { cell: 0, guarded: 0 };
    let dead = 0;
    while (lane.goesOn) {
      await lane.round();
      for (const member of lane.takeDead()) {
        dead++;
        for (const name of ['cell', 'guarded'] as const) told[name] += member.noted(name);
      }
      const values = { cell: await cell.getAsync(), guarded: await guarded.runAsync((value) => value) };
      for (const [name, value] of Object.entries(values)) {
        const least = told[name as keyof typeof told] + lane.sum(name);
        expect(value[1]).toBe(value[0]);
        expect(value[0]).toBeGreaterThanOrEqual(least);
        // Some have died after their change was made, and before they could say so.
        expect(value[0]).toBeLessThanOrEqual(least + MOST_TASKS * dead);
      }
    }
    await lane.end();
    unwatch();
    expect([cell, guarded].map((one) => String(one).includes('[free'))).toEqual([true, true]);
    lane.expectDeaths('calls', 'has the cell', 'has the guarded');
  },
  20 * LONG,
);
