import { Worker } from 'node:worker_threads';
import { ThreadLocal } from '@sync/thread-local';
import { LONG, STRESS_LIMIT, WORK, stress } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const STRESS = new URL('workers/stress.mjs', import.meta.url);
const SHORT = new URL('workers/short.mjs', import.meta.url);

interface Counts {
  readonly made: number;
  readonly set: number;
  readonly disposed: number;
  readonly left: number;
  readonly runs: number;
}

/** A thread's whole life; resolves with its exit code. */
function life(workerData: unknown): Promise<number> {
  const worker = new Worker(SHORT, { workerData, execArgv: [], stderr: true });
  const timer = setTimeout(() => void worker.terminate(), LONG);
  worker.on('error', () => undefined);
  return new Promise((resolve) => worker.once('exit', (code) => {
    clearTimeout(timer);
    resolve(code);
  }));
}

describe('ThreadLocal under stress', () => {
  test.each([{ threads: 2, ops: 20_000 }, { threads: 4, ops: 10_000 }, { threads: 8, ops: 3000 }])(
    '$threads threads, and tasks in them, read, set, delete and run: each finds its own, and each value is disposed once',
    async ({ threads, ops }) => {
      const variables = Array.from({ length: 5 }, () => new ThreadLocal<string | undefined>());
      const { each, expectSome } = await stress<Counts>(threads, STRESS, {
        handles: variables.map((variable) => variable.share()),
        ops: ops * WORK,
      });
      expectSome('made', 'set', 'disposed', 'runs');
      for (const { made, set, disposed, left } of each) expect(disposed + left).toBe(made + set);
      expect(variables.some((variable) => variable.has())).toBe(false);
    },
    STRESS_LIMIT,
  );

  test(
    'hundreds of short threads, one after the other: each has a value of its own, which is disposed once',
    async () => {
      const variable = new ThreadLocal<unknown>();
      const counts = new Int32Array(new SharedArrayBuffer(12));
      const ways = [['returns', 0], ['exits', 0], ['throws', 1], ['runs', 0]] as const;
      const rounds = Math.ceil(25 * WORK);
      for (let round = 0; round < rounds; round++) {
        const codes = await Promise.all(ways.map(([how]) => life({ shared: variable.share(), counts, how })));
        expect(codes).toEqual(ways.map(([, code]) => code));
      }
      expect([...counts], 'made, disposed, disposed by another').toEqual([4 * rounds, 4 * rounds, 0]);
      expect(variable.has()).toBe(false);
    },
    STRESS_LIMIT,
  );
});
