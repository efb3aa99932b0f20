import { AbandonedLockError } from '@sync/lock';
import { KillLane, LONG, Subject } from '@sync/testing';
import type { ContractLock, KillLaneOptions, KillMember, LockSpec } from '@sync/testing';
import { expect } from 'vitest';
import { Account } from './workers/account.mjs';

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** More are started than are ended: for so many there is room. */
const THREADS = 4000;

/** A lock that can be taken over. */
interface Mortal extends ContractLock {
  recover(options: { timeout: number }): boolean;
}

/** What differs between locks. */
export interface DyingOptions extends Pick<KillLaneOptions, 'kills' | 'modes' | 'survivors'> {
  /** It is taken over without a word. */
  readonly silent?: boolean;
  /** What the threads do, if it is more than to take and to release. */
  readonly fixture?: URL;
  /** Steps of these threads in which some have to die. */
  readonly steps?: readonly string[];
}

/**
 * Threads take a lock, add to what it protects, release it, and die anywhere. Whoever learns that the
 * holder has died finishes what that one has begun. In the end each has added what he says.
 */
export async function threadsDie(spec: LockSpec, { silent = false, fixture = KILL, steps = [], ...options }: DyingOptions = {}): Promise<void> {
  const { lock, record } = new Subject<Mortal>(spec);
  const words = Account.words(THREADS);
  const account = new Account(words);
  const lane = new KillLane({
    fixture,
    data: { type: spec.how.export, handle: record.handle, words, silent },
    steps: ['calls', 'holds', 'is about to release', 'learns of a death', 'mends', 'has returned', ...steps],
    notes: ['holds', 'abandoned by'],
    ...options,
  });
  const dead: KillMember[] = [];
  while (lane.goesOn) {
    await lane.round();
    takeAtRest(lock, account, silent);
    expect(account.inside).toBe(-1);
    const [total, copy, own] = account.sums;
    expect([copy, own]).toEqual([total, total]);
    lock.release();
    dead.push(...lane.takeDead());
    // Nobody who held it was passed over, and nobody who lives was taken for dead.
    expect(dead.filter((member) => member.noted('holds') === 1 && !account.wasRepaired(member.who)).map(String)).toEqual([]);
    const ids = [0, ...dead.map(({ threadId }) => threadId + 1)];
    expect([...lane.living].filter((member) => !ids.includes(member.noted('abandoned by'))).map(String)).toEqual([]);
  }
  await lane.end();
  // The marks of those that died waiting are cleared by the next that comes and goes.
  takeAtRest(lock, account, silent);
  lock.release();
  expect(account.sums[0]).toBeGreaterThan(0);
  lane.expectDeaths('calls', 'holds', ...steps);
}

/** Nobody uses it: it is free, or was held by one that died last. */
function takeAtRest(lock: Mortal, account: Account, silent: boolean): void {
  try {
    expect(lock.acquire({ timeout: LONG })).toBe(true);
    if (silent) account.repair();
  } catch (error) {
    if (!(error instanceof AbandonedLockError)) throw error;
    expect(lock.recover({ timeout: LONG })).toBe(true);
    account.repair();
  }
}
