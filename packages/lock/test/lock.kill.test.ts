import { FACTOR, LONG, Subject, bunch, closeSubjects, endThreads, pause, random, testSeed, until } from '@sync/testing';
import type { Bunch, ContractLock, Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countSleepers, freezeWhenWoken } from './preludes.ts';
import { BOTH } from './specs.ts';
import { ARRIVED, COPY, OWN, STOP, TOTAL } from './workers/stress-flags.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const KILLS = Number(process.env.SYNC_TEST_KILLS ?? 300);
const MODES = ['sync', 'async', 'mixed'] as const;
const VICTIMS = 6;
const SURVIVORS = 3;

describe.each(BOTH)('$name: waiters die', ({ spec }) => {
  test(
    'at random points, and the others go on, with nothing lost',
    async () => {
      const subject = new Subject<ContractLock>(spec);
      const { lock, record } = subject;
      const kills = Math.ceil(KILLS / BOTH.length);
      const flags = new Int32Array(new SharedArrayBuffer(4 * (OWN + SURVIVORS + VICTIMS + kills)));
      const numbers = random(testSeed());
      const common = { type: spec.how.export, handle: record.handle, flags, seed: numbers.seed };
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
      for (let killed = 0; killed < kills; ) {
        // While the lock is held here, no victim holds it: each waits, or is on its way to.
        expect(await lock.acquireAsync({ timeout: LONG })).toBe(true);
        for (const end = performance.now() + numbers.below(4) * numbers.next(); performance.now() < end; );
        if (numbers.below(2) === 0) await pause(numbers.below(3));
        const dying = victims.slice(0, Math.min(1 + numbers.below(VICTIMS), kills - killed));
        victims = victims.slice(dying.length);
        for (const run of dying) dead.add(run);
        await Promise.all(dying.flatMap(({ members }) => members.map((member) => member.terminate())));
        killed += dying.length;
        // Those that come in their place start while the others sleep, which leaves them the processor.
        while (victims.length < VICTIMS) victims.push(victim());
        await arrived();
        const before = flags[TOTAL] ?? 0;
        lock.release();
        await until('somebody goes on', () => errors.length > 0 || Atomics.load(flags, TOTAL) > before + 20);
      }
      Atomics.store(flags, STOP, 1);
      await Promise.all([...survivors, ...victims].map((run) => run.join()));
      // The marks of those that died waiting are cleared by the next that comes and goes.
      expect(await lock.acquireAsync({ timeout: LONG })).toBe(true);
      lock.release();
      const counts = [...flags.subarray(OWN)];
      expect(flags[TOTAL]).toBe(counts.reduce((a, b) => a + b, 0));
      expect(flags[COPY]).toBe(flags[TOTAL]);
    },
    120_000,
  );

  const KINDS = ['blocked', 'awaiting'] as const;
  const PAIRS = KINDS.flatMap((victim) => KINDS.map((survivor) => ({ victim, survivor })));
  const TRIALS = 8;
  const SLEEPS = 0;
  const FROZEN = 16;
  const STALL_MS = 1000 * FACTOR;
  const MEDIAN_MS = 250 * FACTOR;

  test.each(PAIRS)(
    'after one was woken and before it took the lock ($victim), and another ($survivor) takes it',
    async ({ victim: victimKind, survivor: survivorKind }) => {
      const subject = new Subject<ContractLock>(spec);
      const { lock, flags } = subject;
      const survivor = subject.thread(countSleepers);
      const take = async ({ lock, flags }: Here<ContractLock>, kind: string): Promise<number> => {
        Reflect.set(globalThis, 'sleeping', flags);
        const taken = kind === 'blocked' ? lock.acquire() : await lock.acquireAsync();
        const at = performance.timeOrigin + performance.now();
        if (taken) lock.release();
        return at;
      };
      const stalls: number[] = [];
      let frozen = 0;
      for (let trial = 0; trial < TRIALS; trial++) {
        flags.fill(0);
        const victim = subject.thread(freezeWhenWoken);
        await victim.run(({ flags }, slot) => {
          Reflect.set(globalThis, 'frozen', flags.subarray(slot));
        }, FROZEN);
        lock.acquire();
        const dying = victim.run(take, victimKind).catch(() => undefined);
        await subject.blocked();
        let at: number | undefined;
        const going = survivor.run(take, survivorKind).then((time) => (at = time));
        if (survivorKind === 'blocked') await until('the survivor sleeps', () => Atomics.load(flags, SLEEPS) === 1);
        else await survivor.run(() => 'has begun to await');
        await pause(phase(trial));
        const released = performance.timeOrigin + performance.now();
        lock.release();
        // Whom the wake-up reaches is the platform's choice; the victim does nothing with its own.
        await until('one is woken', () => at !== undefined || Atomics.load(flags, FROZEN) === 1);
        const isFrozen = Atomics.load(flags, FROZEN) === 1;
        if (isFrozen) frozen++;
        // One that is not frozen might take it, and must not be ended while it holds it.
        else expect(lock.acquire({ timeout: LONG })).toBe(true);
        await victim.terminate();
        await dying;
        if (!isFrozen) lock.release();
        stalls.push((await going) - released);
        // What is left in the words by the dead is cleared by the next that comes and goes.
        expect(lock.acquire({ timeout: LONG })).toBe(true);
        lock.release();
      }
      expect(frozen, 'trials in which the victim took the wake-up with it').toBeGreaterThan(0);
      expect(Math.max(...stalls), String(stalls)).toBeLessThan(STALL_MS);
      const median = [...stalls].sort((a, b) => a - b)[stalls.length >> 1];
      expect(median, String(stalls)).toBeLessThan(MEDIAN_MS);
    },
  );
});

/** Different places within a slice, from one trial to the next. */
function phase(trial: number): number {
  return (trial * 14) % 50;
}
