import type { Barrier } from '@sync/barrier';
import { LONG, Subject, bunch, closeSubjects, endThreads, pause, random, testSeed, until } from '@sync/testing';
import type { Bunch } from '@sync/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { actingSpec, mortal } from './spec.ts';
import { ARRIVED, MENDED, OWN, STOP } from './workers/rounds-flags.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const ROUNDS = new URL('workers/rounds.mjs', import.meta.url);
/** A death here takes up to 250 ms to be noticed. */
const KILLS = Math.ceil(Number(process.env.SYNC_TEST_KILLS ?? 300) / 10);
const SURVIVORS = 2;
const VICTIMS = 3;

test(
  `${KILLS} threads die at random points, as they wait or run the action: the others learn of it, or meet with those that come in their place`,
  async () => {
    const { lock: barrier, record } = new Subject<Barrier>(mortal(actingSpec(SURVIVORS + VICTIMS)));
    const flags = new Int32Array(new SharedArrayBuffer(4 * (OWN + SURVIVORS + VICTIMS + KILLS)));
    const numbers = random(testSeed());
    const errors: unknown[] = [];
    const dead = new Set<Bunch<number>>();
    let started = 0;
    const start = (): Bunch<number> => {
      const run = bunch<number>(1, ROUNDS, { handle: record.handle, flags, seed: numbers.seed, who: started++ }, { limit: 10 * LONG });
      run.members[0]?.result.catch((error: unknown) => dead.has(run) || errors.push(error));
      return run;
    };
    const rounds = (): number => Number(flags[OWN]);
    /** Goes round, and is mended where a death has broken it. */
    const goesOn = async (): Promise<void> => {
      await until('all are at work', () => errors.length > 0 || Atomics.load(flags, ARRIVED) === started);
      const before = rounds();
      await until('they go round', () => {
        if (barrier.broken) {
          barrier.reset();
          Atomics.add(flags, MENDED, 1);
          Atomics.notify(flags, MENDED);
        }
        return errors.length > 0 || rounds() > before + 20;
      });
      expect(errors).toEqual([]);
    };

    const survivors = Array.from({ length: SURVIVORS }, start);
    let victims = Array.from({ length: VICTIMS }, start);
    for (let killed = 0; killed < KILLS; ) {
      await goesOn();
      if (numbers.below(2) === 0) await pause(numbers.below(3));
      for (const end = performance.now() + numbers.next(); performance.now() < end; );
      const dying = victims.slice(0, Math.min(1 + numbers.below(VICTIMS), KILLS - killed));
      victims = victims.slice(dying.length);
      for (const run of dying) dead.add(run);
      await Promise.all(dying.flatMap(({ members }) => members.map((member) => member.terminate())));
      killed += dying.length;
      const left = SURVIVORS + victims.length;
      // Those of the dead that had come let the others go on, or are missed; nobody comes in their place before.
      await until('the dead are missed, or had not come', () => errors.length > 0 || barrier.broken || barrier.waiting === left);
      while (victims.length < VICTIMS) victims.push(start());
    }
    await goesOn();
    Atomics.store(flags, STOP, 1);
    barrier.abort();
    await Promise.all([...survivors, ...victims].map((run) => run.join()));
    barrier.reset();
    expect([barrier.waiting, barrier.parties, barrier.broken]).toEqual([0, SURVIVORS + VICTIMS, false]);
    for (let party = 1; party < SURVIVORS + VICTIMS; party++) barrier.arrive();
    expect(barrier.wait()).toBe(SURVIVORS + VICTIMS - 1);
  },
  120_000,
);
