import { ThreadPool } from '@sync/pool';
import { KILLS, LONG, pause } from '@sync/testing';
import { ThreadDiedError, setExceptHook } from '@sync/thread';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { KINDS, bytesOf, expectAlive, is, never, says, strikeAll, type Kind } from './attempts.ts';
import { poolWithInsides, type Insides } from './insides.ts';

const DOOMED = new URL('tasks/doomed.mjs', import.meta.url);
const WORKERS = 4;
/** Milliseconds within which some are ended. */
const WITHIN = 12;

const died = (how: string) => (error: unknown) => error instanceof ThreadDiedError && error.death === how;

/** What may be submitted. */
const kinds: Readonly<Record<string, Kind>> = {
  ...KINDS,
  moved: (pool, numbers) => {
    const bytes = bytesOf(numbers);
    const expected = bytes.map((byte) => byte ^ 255);
    const { buffer } = bytes;
    // It dies with a worker that has not begun it.
    return { future: pool.submit({ task: 'moves', transfer: [buffer] }, buffer), fails: says('fatal'), check: (value) => { is(expected)(new Uint8Array(value as ArrayBuffer)); } };
  },
  splits: (pool, _, n) => ({ future: pool.submit('splits', n), check: is(2 * n + 2), fails: says('a worker of') }),
  splitsAsync: (pool, _, n) => ({ future: pool.submit('splitsAsync', n), check: is(2 * n + 2), fails: says('a worker of') }),
  exits: (pool, numbers) => ({ future: pool.submit('exits', numbers.below(3), 2 * numbers.next()), check: never, fails: died('exited') }),
  fails: (pool) => ({ future: pool.submit('fails'), check: never, fails: says('fatal') }),
}; // prettier-ignore

describe('workers end at random points, and each task has one end', () => {
  let insides: Insides<ThreadPool>;

  beforeAll(() => {
    setExceptHook(() => undefined);
    insides = poolWithInsides(WORKERS, () => new ThreadPool(DOOMED, { maxWorkers: WORKERS, onUnobserved: () => undefined }));
  });

  afterAll(async () => {
    await insides.pool.terminate();
    setExceptHook(undefined);
  });

  test(
    `${KILLS} of them`,
    () =>
      strikeAll({
        ...insides,
        kinds,
        times: KILLS,
        seen: ['terminated', 'exited'],
        death: (error) => (error instanceof ThreadDiedError ? error.death : undefined),
        strike: async (attempts, numbers) => {
          await pause(numbers.below(WITHIN));
          const { threads } = insides.pool;
          const victim = threads[numbers.below(threads.length)];
          const { future } = attempts[numbers.below(attempts.length)]!;
          const dice = numbers.below(4);
          if (dice === 0) future.cancel({ terminate: true });
          else if (dice === 1) future.cancel({ terminate: numbers.below(4) });
          else if (dice === 2) future.cancel();
          else await victim?.terminate();
        },
      }),
    20 * LONG,
  );

  test('and the pool works as before', () => expectAlive(insides));
});
