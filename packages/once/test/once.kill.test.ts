import { Once } from '@sync/once';
import { LONG, bunch, closeSubjects, pause, random, testSeed, until } from '@sync/testing';
import type { Bunch } from '@sync/testing';
import { afterEach, expect, test } from 'vitest';
import { STATE } from './spec.ts';

afterEach(closeSubjects);

const KILL = new URL('workers/kill.mjs', import.meta.url);
const KILLS = Number(process.env.SYNC_TEST_KILLS ?? 40);
/** Each run takes half a millisecond, and each death up to 150 ms. */
const ROUNDS = 50_000 + 300 * KILLS;
const VICTIMS = 4;
const SURVIVORS = 2;
const ARRIVED = 0;
const STOP = 1;
const DONE = 1;

test(
  'threads end at random points, waiting or doing it, and the others go on: each is done, by one at a time',
  async () => {
    const buffer = new SharedArrayBuffer(ROUNDS * Once.byteLength);
    // The threads started from now on know of each other by this one's thread table.
    Once.at(buffer);
    const counts = (): Int32Array => new Int32Array(new SharedArrayBuffer(ROUNDS * 4));
    const [runs, trues, flags] = [counts(), counts(), new Int32Array(new SharedArrayBuffer(8))];
    const numbers = random(testSeed());
    const errors: unknown[] = [];
    const dead = new Set<unknown>();
    let first = 0;
    const start = (): Bunch<number> => {
      const run = bunch<number>(1, KILL, { buffer, runs, trues, flags, seed: numbers.seed, first: first++ }, { limit: 4 * LONG });
      run.members[0]?.result.catch((error: unknown) => dead.has(run) || errors.push(error));
      return run;
    };
    const survivors = Array.from({ length: SURVIVORS }, start);
    let victims = Array.from({ length: VICTIMS }, start);
    for (let killed = 0; killed < KILLS; ) {
      await until('all are at work', () => errors.length > 0 || Atomics.load(flags, ARRIVED) === first);
      expect(errors).toEqual([]);
      await pause(numbers.below(5));
      for (const end = performance.now() + numbers.next(); performance.now() < end; );
      const dying = victims.slice(0, Math.min(1 + numbers.below(VICTIMS), KILLS - killed));
      victims = victims.slice(dying.length);
      for (const run of dying) dead.add(run);
      await Promise.all(dying.flatMap(({ members }) => members.map((member) => member.terminate())));
      killed += dying.length;
      while (victims.length < VICTIMS) victims.push(start());
    }
    Atomics.store(flags, STOP, 1);
    const reached = await Promise.all(survivors.map(async (run) => Number((await run.join())[0])));
    await Promise.all(victims.map((run) => run.join()));
    expect(errors).toEqual([]);
    const rounds = Math.max(...reached);
    expect(rounds).toBeGreaterThan(KILLS);
    const words = new Int32Array(buffer);
    let unsaid = 0;
    for (let round = 0; round < rounds; round++) {
      expect(words[(round * Once.byteLength) / 4 + STATE]).toBe(DONE);
      expect(trues[round]).toBeLessThanOrEqual(1);
      if (trues[round] === 0) unsaid++;
    }
    // Some have died after they did it, and before they could say so.
    expect(unsaid).toBeLessThanOrEqual(KILLS);
    const all = runs.reduce((total, count) => total + count, 0);
    expect(all).toBeLessThanOrEqual(rounds + VICTIMS + KILLS);
  },
  10 * LONG,
);
