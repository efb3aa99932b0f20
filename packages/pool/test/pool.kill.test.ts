import { CancelledError } from '@sync/atomics';
import type { Future, ThreadPool } from '@sync/pool';
import { KILLS, LONG, pause, random, testSeed, watch, type Random } from '@sync/testing';
import { ThreadDiedError, setExceptHook } from '@sync/thread';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolWithInsides, type Insides } from './insides.ts';

const DOOMED = new URL('tasks/doomed.mjs', import.meta.url);
/** Tasks of one round. */
const ROUND = 12;
const WORKERS = 4;
/** Milliseconds within which some are ended. */
const WITHIN = 12;

/** A task that was submitted, and what may come of it. */
interface Attempt {
  readonly kind: string;
  readonly future: Future<unknown>;
  /** Throws if it is not the right value. */
  readonly check: (value: unknown) => void;
  /** How it may end by its own doing. */
  readonly fails?: (error: unknown) => boolean;
  reports: number;
  settled: number;
}

const is = (expected: unknown) => (value: unknown) => {
  expect(value).toEqual(expected);
};
const never = (): never => {
  throw new Error('it has returned');
};
const died = (how: string) => (error: unknown) => error instanceof ThreadDiedError && error.death === how;
const says = (message: string) => (error: unknown) => error instanceof Error && error.message.startsWith(message);

function bytesOf(numbers: Random): Uint8Array {
  return new Uint8Array(1 + numbers.below(2 ** (4 + numbers.below(15)))).fill(numbers.below(256));
}

/** What may be submitted. */
const KINDS: Readonly<Record<string, (pool: ThreadPool, numbers: Random, n: number) => Omit<Attempt, 'kind' | 'reports' | 'settled'> & { reported?: () => number }>> = {
  tiny: (pool, _, n) => ({ future: pool.submit('next', n), check: is(n + 1) }),
  spins: (pool, numbers, n) => ({ future: pool.submit('spins', 4 * numbers.next(), n), check: is(n + 1) }),
  awaits: (pool, numbers, n) => ({ future: pool.submit('awaits', numbers.below(4), n), check: is(n + 1) }),
  large: (pool, numbers) => {
    const bytes = bytesOf(numbers);
    return { future: pool.submit('turns', bytes), check: is(bytes.map((byte) => byte ^ 255)) };
  },
  moved: (pool, numbers) => {
    const bytes = bytesOf(numbers);
    const expected = bytes.map((byte) => byte ^ 255);
    const { buffer } = bytes;
    // It dies with a worker that has not begun it.
    return { future: pool.submit({ task: 'moves', transfer: [buffer] }, buffer), fails: says('fatal'), check: (value) => { is(expected)(new Uint8Array(value as ArrayBuffer)); } };
  },
  tells: (pool, numbers) => {
    const times = 1 + numbers.below(6);
    let reported = 0;
    const future = pool.submit({ task: 'tells', onReport: (value) => { is(reported++)(value); } }, times);
    return { future, check: (value) => { is([times, times])([value, reported]); } };
  },
  splits: (pool, _, n) => ({ future: pool.submit('splits', n), check: is(2 * n + 2), fails: says('a worker of') }),
  splitsAsync: (pool, _, n) => ({ future: pool.submit('splitsAsync', n), check: is(2 * n + 2), fails: says('a worker of') }),
  throws: (pool) => ({ future: pool.submit('throws'), check: never, fails: says('no') }),
  exits: (pool, numbers) => ({ future: pool.submit('exits', numbers.below(3), 2 * numbers.next()), check: never, fails: died('exited') }),
  fails: (pool) => ({ future: pool.submit('fails'), check: never, fails: says('fatal') }),
}; // prettier-ignore
const NAMES = Object.keys(KINDS);

describe('workers end at random points, and each task has one end', () => {
  let insides: Insides;
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

  beforeAll(() => {
    setExceptHook(() => undefined);
    insides = poolWithInsides(DOOMED, { maxWorkers: WORKERS, onUnobserved: () => undefined });
  });

  afterAll(async () => {
    await insides.pool.terminate();
    setExceptHook(undefined);
  });

  function submit(numbers: Random, n: number): Attempt {
    const kind = NAMES[numbers.below(NAMES.length)]!;
    const attempt: Attempt = { kind, reports: 0, settled: 0, ...KINDS[kind]!(insides.pool, numbers, n) };
    attempt.future.addDoneCallback(() => attempt.settled++);
    return attempt;
  }

  /** Of those that run somebody is ended, in some way. */
  async function strike(attempts: readonly Attempt[], numbers: Random): Promise<void> {
    await pause(numbers.below(WITHIN));
    const { threads } = insides.pool;
    const victim = threads[numbers.below(threads.length)];
    const { future } = attempts[numbers.below(attempts.length)]!;
    const dice = numbers.below(4);
    if (dice === 0) future.cancel({ terminate: true });
    else if (dice === 1) future.cancel({ terminate: numbers.below(4) });
    else if (dice === 2) future.cancel();
    else await victim?.terminate();
  }

  /** What came of it; it is one of what may. */
  async function outcome({ future, check, fails, kind }: Attempt): Promise<string> {
    try {
      check(await future.resultAsync({ timeout: LONG }));
      return 'returned';
    } catch (error) {
      if (error instanceof CancelledError) return 'cancelled';
      if (error instanceof ThreadDiedError) return error.death;
      if (fails?.(error) === true) return 'failed';
      throw new Error(`${kind}: ${String(error)}`, { cause: error });
    }
  }

  test(
    `${KILLS} of them`,
    async () => {
      const numbers = random(testSeed());
      const unwatch = watch({ toString: () => `${String(insides.pool)} ${JSON.stringify([...counts])}` });
      for (let ended = 0, n = 0; ended < KILLS; ) {
        const attempts = Array.from({ length: ROUND }, () => submit(numbers, n++));
        const strikes = Array.from({ length: 3 }, () => strike(attempts, numbers));
        // Blocked now and then: nothing is heard from an event loop.
        if (numbers.below(4) === 0) attempts[0]!.future.exception({ timeout: LONG });
        for (const [index, what] of (await Promise.all(attempts.map(outcome))).entries()) {
          count(what);
          count(attempts[index]!.kind);
          if (what !== 'returned' && what !== 'cancelled') ended++;
        }
        await Promise.all(strikes);
        expect(attempts.map(({ settled }) => settled)).toEqual(attempts.map(() => 1));
        await insides.atRest();
      }
      unwatch();
      if (KILLS < 400) return;
      for (const what of [...NAMES, 'returned', 'cancelled', 'terminated', 'exited']) expect(counts.get(what), what).toBeGreaterThan(0);
    },
    20 * LONG,
  );

  test('and the pool works as before', async () => {
    const { pool } = insides;
    const all = Array.from({ length: 200 }, (_, n) => pool.submit('next', n));
    expect(await Promise.all(all)).toEqual(all.map((_, n) => n + 1));
    await insides.atRest();
  });
});
