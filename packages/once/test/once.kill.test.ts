import { Once } from '@sync/once';
import { KILLS, KillLane, LONG, closeSubjects, watch } from '@sync/testing';
import type { KillMember } from '@sync/testing';
import { afterEach, expect, test } from 'vitest';
import { STATE } from './spec.ts';

afterEach(closeSubjects);

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** More than are gone through between two strikes, for each kill. */
const ROUNDS = 100_000 + 500 * KILLS;
const DONE = 1;
/** Of a thread, at most. What one has done is not done before the others have had a turn. */
const TASKS = [0, 1, 2] as const;

test(
  'Once: threads end at random points, waiting or doing it, and the others go on: each is done to its end, by one at a time',
  async () => {
    const buffer = new SharedArrayBuffer(ROUNDS * Once.byteLength);
    // The threads started from now on know of each other by this one's thread table.
    Once.at(buffer);
    const words = new Int32Array(buffer);
    const counts = (): Int32Array => new Int32Array(new SharedArrayBuffer(ROUNDS * 4));
    const [begun, ended, trues] = [counts(), counts(), counts()];
    const unwatch = watch({
      toString: () => {
        const open = begun.findIndex((_, at) => words[(at * Once.byteLength) / 4 + STATE] !== DONE);
        return `${open} are done, then ${String(Once.at(buffer, open * Once.byteLength))}`;
      },
    });
    const lane = new KillLane({
      fixture: KILL,
      data: { buffer, begun, ended, trues },
      steps: ['calls', 'does', 'has returned'],
      notes: TASKS.flatMap((task) => [`begun by ${task}`, `ended by ${task}`]),
    });
    const dead: KillMember[] = [];
    while (lane.goesOn) {
      await lane.round();
      dead.push(...lane.takeDead());
    }
    await lane.end();
    unwatch();
    const rounds = begun.findIndex((count) => count === 0);
    for (const [name, all] of Object.entries({ begun, ended })) {
      const diedAfter = new Map<number, number>();
      for (const member of dead) {
        for (const task of TASKS) {
          const at = member.noted(`${name} by ${task}`) - 1;
          diedAfter.set(at, (diedAfter.get(at) ?? 0) + 1);
        }
      }
      for (let at = 0; at < rounds; at++) {
        const count = Number(all[at]);
        // Who died while he did it, or before it was done by that, was followed by another.
        if (count < 1 || count > 1 + (diedAfter.get(at) ?? 0)) throw new Error(`${name} ${count} times: the ${at}th`);
      }
    }
    let unsaid = 0;
    for (let at = 0; at < rounds; at++) {
      expect(words[(at * Once.byteLength) / 4 + STATE]).toBe(DONE);
      expect(trues[at]).toBeLessThanOrEqual(1);
      if (trues[at] === 0) unsaid++;
    }
    // Some have died after they did it, and before they could say so.
    expect(unsaid).toBeLessThanOrEqual(dead.length);
    lane.expectDeaths('calls', 'does');
  },
  20 * LONG,
);
