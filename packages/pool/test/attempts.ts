/** Rounds of tasks of all kinds, while their workers are ended at random points: each task has one end. For the kill lanes. */
import { CancelledError } from '@sync/atomics';
import type { Future, ThreadPool } from '@sync/pool';
import { LONG, random, testSeed, watch, type Random } from '@sync/testing';
import { expect } from 'vitest';
import type { Insides } from './insides.ts';

/** Tasks of one round. */
const ROUND = 12;
/** With so many deaths, everything has happened once. */
const MANY = 400;

/** A task that was submitted, and what may come of it. */
export interface Attempt {
  readonly kind: string;
  readonly future: Future<unknown>;
  /** Throws if it is not the right value. */
  readonly check: (value: unknown) => void;
  /** How it may end by its own doing. */
  readonly fails?: (error: unknown) => boolean;
  settled: number;
}

/** Submits a task of its kind. */
export type Kind = (pool: Pick<ThreadPool, 'submit'>, numbers: Random, n: number) => Omit<Attempt, 'kind' | 'settled'>;

export const is = (expected: unknown) => (value: unknown) => {
  expect(value).toEqual(expected);
};
export const never = (): never => {
  throw new Error('it has returned');
};
export const says = (message: string) => (error: unknown) => error instanceof Error && error.message.startsWith(message);

export function bytesOf(numbers: Random): Uint8Array {
  return new Uint8Array(1 + numbers.below(2 ** (4 + numbers.below(15)))).fill(numbers.below(256));
}

/** What may be submitted to any pool, of `tasks/doomed.mjs`. */
export const KINDS: Readonly<Record<string, Kind>> = {
  tiny: (pool, _, n) => ({ future: pool.submit('next', n), check: is(n + 1) }),
  spins: (pool, numbers, n) => ({ future: pool.submit('spins', 4 * numbers.next(), n), check: is(n + 1) }),
  awaits: (pool, numbers, n) => ({ future: pool.submit('awaits', numbers.below(4), n), check: is(n + 1) }),
  large: (pool, numbers) => {
    const bytes = bytesOf(numbers);
    return { future: pool.submit('turns', bytes), check: is(bytes.map((byte) => byte ^ 255)) };
  },
  tells: (pool, numbers) => {
    const times = 1 + numbers.below(6);
    let reported = 0;
    const future = pool.submit({ task: 'tells', onReport: (value) => { is(reported++)(value); } }, times);
    return { future, check: (value) => { is([times, times])([value, reported]); } };
  },
  throws: (pool) => ({ future: pool.submit('throws'), check: never, fails: says('no') }),
}; // prettier-ignore

/** How a kill lane ends workers. */
export interface KillLane extends Insides {
  readonly kinds: Readonly<Record<string, Kind>>;
  /** So many tasks are to die with their workers, or to end by their own doing. */
  readonly times: number;
  /** Ends some worker in some way, while these run. Called thrice a round. */
  strike(attempts: readonly Attempt[], numbers: Random): Promise<void>;
  /** Of the error of a task that died with its worker: what is counted. */
  death(error: unknown): string | undefined;
  /** What is counted at least once, of many. */
  readonly seen: readonly string[];
}

/** Submits and strikes until so many have ended; returns what came of them, each settled once, with nothing left behind. */
export async function strikeAll({ pool, atRest, kinds, times, strike, death, seen }: KillLane): Promise<void> {
  const names = Object.keys(kinds);
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const numbers = random(testSeed());
  const submit = (n: number): Attempt => {
    const kind = names[numbers.below(names.length)]!;
    const attempt: Attempt = { kind, settled: 0, ...kinds[kind]!(pool, numbers, n) };
    attempt.future.addDoneCallback(() => attempt.settled++);
    return attempt;
  };
  const outcome = async ({ future, check, fails, kind }: Attempt): Promise<string> => {
    try {
      check(await future.resultAsync({ timeout: LONG }));
      return 'returned';
    } catch (error) {
      if (error instanceof CancelledError) return 'cancelled';
      const died = death(error);
      if (died !== undefined) return died;
      if (fails?.(error) === true) return 'failed';
      throw new Error(`${kind}: ${String(error)}`, { cause: error });
    }
  };
  const unwatch = watch({ toString: () => `${String(pool)} ${JSON.stringify([...counts])}` });
  for (let ended = 0, n = 0; ended < times; ) {
    const attempts = Array.from({ length: ROUND }, () => submit(n++));
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
    await atRest();
  }
  unwatch();
  if (times < MANY) return;
  for (const what of [...names, 'returned', 'cancelled', ...seen]) expect(counts.get(what), what).toBeGreaterThan(0);
}

/** The pool works as before. */
export async function expectAlive({ pool, atRest }: Insides): Promise<void> {
  const all = Array.from({ length: 200 }, (_, n) => pool.submit('next', n));
  expect(await Promise.all(all)).toEqual(all.map((_, n) => n + 1));
  await atRest();
}
