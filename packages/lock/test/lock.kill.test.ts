import { Lock } from '@sync/lock';
import { FACTOR, KILLS, LONG, Subject, closeSubjects, endThreads, pause, until } from '@sync/testing';
import type { ContractLock, Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { threadsDie } from './dying.ts';
import { countSleepers, freezeWhenWoken } from './preludes.ts';
import { BOTH, lockSpec } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('holders and waiters die at random points, and the others go on, with nothing lost', () => {
  test.each(BOTH)('$name', ({ spec }) => threadsDie(spec), 20 * LONG);

  test(
    'Lock that is taken over without a word',
    () => threadsDie({ ...lockSpec, make: (options) => new Lock({ ...options, onAbandoned: 'recover' }) }, { silent: true, kills: Math.ceil(KILLS / 10) }),
    20 * LONG,
  );
});

describe.each(BOTH)('$name: waiters die', ({ spec }) => {
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
