import { LONG, bunch, closeSubjects, endThreads, pause, random, testSeed, until } from '@sync/testing';
import type { Bunch } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { OPEN, ROBUST, held, make } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const KILLS = Number(process.env.SYNC_TEST_KILLS ?? 60);
const MODES = ['sync', 'async', 'mixed'] as const;
const VICTIMS = 4;
const PERMITS = 3;
const SECTIONS = 1;
const STOP = 2;
const ARRIVED = 3;

/** Threads that go on, and threads that are ended at random points, as often as is told. */
describe.each([
  // While all permits are taken, victims wait, or are on their way to.
  { type: OPEN[0]!, whenTaken: true, what: 'waiters die' },
  { type: OPEN[3]!, whenTaken: true, what: 'waiters die' },
  // Wherever they are: what they hold comes back.
  { type: ROBUST[0]!, whenTaken: false, what: 'holders and waiters die' },
  { type: ROBUST[1]!, whenTaken: false, what: 'holders and waiters die' },
])('$type.name: $what', ({ type, whenTaken }) => {
  test(
    'at random points, and the others go on; all permits are there at the end',
    async () => {
      const subject = make(type, PERMITS);
      const { lock, record, words } = subject;
      const flags = new Int32Array(new SharedArrayBuffer(16));
      const numbers = random(testSeed());
      // Who dies inside is counted as inside for ever.
      const most = whenTaken ? PERMITS : 1_000_000;
      const common = { type: record.how.export, handle: record.handle, flags, seed: numbers.seed, permits: PERMITS, most };
      let first = 0;
      const dead = new Set<unknown>();
      const errors: unknown[] = [];
      const start = (mode: (typeof MODES)[number]): Bunch<unknown> => {
        const run = bunch(1, STRESS, { ...common, mode, first: first++ }, { limit: 10 * LONG });
        run.members[0]?.result.catch((error: unknown) => dead.has(run) || errors.push(error));
        return run;
      };
      const arrived = async (): Promise<void> => {
        await until('all are at work', () => errors.length > 0 || Atomics.load(flags, ARRIVED) === first);
        expect(errors).toEqual([]);
      };
      const victim = (): Bunch<unknown> => start(MODES[numbers.below(3)] ?? 'sync');

      const survivors = MODES.map(start);
      let victims = Array.from({ length: VICTIMS }, victim);
      await arrived();
      for (let killed = 0; killed < KILLS / 4; ) {
        if (whenTaken) expect(await lock.acquireAsync({ count: PERMITS, timeout: LONG })).toBe(true);
        if (numbers.below(2) === 0) await pause(numbers.below(3));
        const dying = victims.slice(0, 1 + numbers.below(VICTIMS));
        victims = victims.slice(dying.length);
        for (const run of dying) dead.add(run);
        await Promise.all(dying.flatMap(({ members }) => members.map((member) => member.terminate())));
        killed += dying.length;
        while (victims.length < VICTIMS) victims.push(victim());
        await arrived();
        const before = Number(flags[SECTIONS]);
        if (whenTaken) lock.release(PERMITS);
        await until('somebody goes on', () => errors.length > 0 || Atomics.load(flags, SECTIONS) > before + 20);
      }
      Atomics.store(flags, STOP, 1);
      await Promise.all([...survivors, ...victims].map((run) => run.join()));
      // What the dead have left is taken away by who waits.
      expect(await lock.acquireAsync({ count: PERMITS, timeout: LONG })).toBe(true);
      expect(await lock.acquireAsync({ timeout: 300 })).toBe(false);
      expect(held(words)).toBe(type.robust ? PERMITS : 0);
      lock.release(PERMITS);
      expect(lock.value).toBe(PERMITS);
    },
    120_000,
  );
});
