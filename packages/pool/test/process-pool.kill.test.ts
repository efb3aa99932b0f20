/**
 * Fails when: of a task whose child process is ended by a signal nothing is heard, or twice, or something else than its value or
 * a ProcessDiedError; another task is harmed; the pool does not go on, or leaves a slot, a block or a process behind.
 */
import { ProcessDiedError, ProcessPool } from '@sync/pool';
import { KILLS, LONG, pause, until, type Random } from '@sync/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, expectAlive, never, strikeAll, type Attempt, type Kind } from './attempts.ts';
import { poolWithInsides, type Insides } from './insides.ts';

const DOOMED = new URL('tasks/doomed.mjs', import.meta.url);
const WORKERS = 2;
/** Milliseconds within which some are ended. */
const WITHIN = 30;
/** A process takes its time to begin. */
const TIMES = Math.ceil(KILLS / 4);
/** So often in a row may a process be ended before it could run anything; then its pool is broken. */
const EARLY = 2;

describe('child processes are ended by signals at random points, and each task has one end', () => {
  let insides: Insides<ProcessPool>;
  /** Those that have run something. */
  const able = new Set<number>();
  let early = 0;

  beforeAll(() => {
    insides = poolWithInsides(WORKERS, () => new ProcessPool(DOOMED, { maxWorkers: WORKERS, minWorkers: WORKERS, onUnobserved: () => undefined }));
  });

  afterAll(() => insides.pool.terminate());

  const kinds: Readonly<Record<string, Kind>> = {
    ...KINDS,
    pid: (pool) => ({
      future: pool.submit('pid'),
      check: (pid) => {
        expect(pid).toBeGreaterThan(0);
        able.add(pid as number);
      },
    }),
    exits: (pool, numbers) => ({ future: pool.submit('exits', numbers.below(3), 2 * numbers.next()), check: never }),
  };

  async function strike(attempts: readonly Attempt[], numbers: Random): Promise<void> {
    await pause(numbers.below(WITHIN));
    const { processes } = insides.pool;
    const victim = processes[numbers.below(processes.length)];
    const { future } = attempts[numbers.below(attempts.length)]!;
    const dice = numbers.below(8);
    if (dice === 0) future.cancel({ terminate: true });
    else if (dice === 1) future.cancel();
    else if (victim !== undefined) end(victim, dice < 5 ? 'SIGKILL' : 'SIGTERM', processes);
  }

  function end(pid: number, signal: NodeJS.Signals, processes: readonly number[]): void {
    if (processes.length === WORKERS && processes.every((one) => able.has(one))) early = 0;
    if (!able.has(pid) && ++early > EARLY) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It has just ended.
    }
  }

  test(
    `${TIMES} of them`,
    () => strikeAll({ ...insides, kinds, strike, times: TIMES, seen: ['died'], death: (error) => (error instanceof ProcessDiedError ? 'died' : undefined) }),
    20 * LONG,
  );

  test('and the pool works as before, and leaves no process', async () => {
    await expectAlive(insides);
    const { processes } = insides.pool;
    await insides.pool.shutdownAsync();
    for (const pid of [...able, ...processes]) await until(`process ${pid} has ended`, () => !isThere(pid));
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
