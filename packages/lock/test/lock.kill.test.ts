import { AbandonedLockError, Lock } from '@sync/lock';
import { FACTOR, KILLS, KillLane, LONG, Subject, closeSubjects, endThreads, pause, until } from '@sync/testing';
import type { ContractLock, Here, KillMember } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countSleepers, freezeWhenWoken } from './preludes.ts';
import { BOTH } from './specs.ts';
import { Account } from './workers/account.mjs';

afterEach(closeSubjects);
afterAll(endThreads);

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** Without it who waits for a dead holder waits for ever: then only those die that do not hold it. */
const RECOVERS = 'recover' in Lock.prototype;

describe.each(BOTH)('$name: holders and waiters die', ({ spec }) => {
  test(
    'at random points, and the others go on, with nothing lost',
    async () => {
      const { lock, record } = new Subject<RecoveredLock>(spec);
      // More are started than are ended.
      const words = Account.words(2 * KILLS + 100);
      const account = new Account(words);
      const lane = new KillLane({
        fixture: KILL,
        data: { type: spec.how.export, handle: record.handle, words },
        steps: ['calls', 'holds', 'is about to release', 'learns of a death', 'mends', 'has returned'],
        notes: ['holds', 'abandoned by'],
        fates: RECOVERS,
      });
      const dead: KillMember[] = [];
      while (lane.goesOn) {
        lane.fill();
        await lane.gathered();
        lane.open();
        if (!RECOVERS) expect(await lock.acquireAsync({ timeout: LONG })).toBe(true);
        await lane.strike();
        if (!RECOVERS) lock.release();
        lane.close();
        await lane.gathered();
        await takeFrom(lock, account);
        expect(account.inside).toBe(-1);
        const [total, copy, own] = account.sums;
        expect([copy, own]).toEqual([total, total]);
        lock.release();
        dead.push(...lane.takeDead());
        // None that held it was passed over in silence.
        expect(dead.filter((member) => member.noted('holds') === 1 && !account.wasRepaired(member.who)).map(String)).toEqual([]);
        const ids = [0, ...dead.map(({ threadId }) => threadId + 1)];
        expect([...lane.living].filter((member) => !ids.includes(member.noted('abandoned by'))).map(String)).toEqual([]);
      }
      await lane.end();
      // The marks of those that died waiting are cleared by the next that comes and goes.
      await takeFrom(lock, account);
      lock.release();
      expect(account.sums[0]).toBeGreaterThan(0);
      if (RECOVERS) expect(lane.deaths.get('holds')).toBeGreaterThan(0);
      expect(lane.deaths.get('calls')).toBeGreaterThan(0);
    },
    20 * LONG,
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

/** A lock that can be taken over. */
interface RecoveredLock extends ContractLock {
  recoverAsync(options: { timeout: number }): Promise<boolean>;
}

/** Nobody else uses it: it is free, or was held by one that died last. */
async function takeFrom(lock: RecoveredLock, account: Account): Promise<void> {
  try {
    expect(await lock.acquireAsync({ timeout: LONG })).toBe(true);
  } catch (error) {
    if (!(error instanceof AbandonedLockError)) throw error;
    expect(await lock.recoverAsync({ timeout: LONG })).toBe(true);
    account.repair();
  }
}
