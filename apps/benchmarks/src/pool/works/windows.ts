import { setTimeout as sleep } from 'node:timers/promises';
import { TimedWaits } from '../../javascript/timed-waits.ts';
import type { PoolResult, PoolRound } from '../work.ts';

/** A look at the clock costs a good part of what a task costs. */
const LOOK_EVERY = 16;
const BURST = 10_000;
const PER_MS = 5;

/** As many tasks as the window is wide are on their way at any time: who has a result submits the next. */
export function windowOf(width: number) {
  return async ({ pool, ms, results }: PoolRound): Promise<PoolResult> => {
    const start = performance.now();
    const end = start + ms;
    let operations = 0;
    let isOver = false;
    const lane = async (first: number): Promise<void> => {
      for (let a = first; !isOver; a++) {
        results.expect(await pool.run('add', a), a + 1);
        if (++operations % LOOK_EVERY === 0) isOver ||= performance.now() > end;
      }
    };
    await Promise.all(Array.from({ length: width }, (_, at) => lane(at)));
    return { operations, ms: performance.now() - start };
  };
}

/** Many tasks at once, and then all their results, over and over. */
export async function bursts({ pool, ms, results }: PoolRound): Promise<PoolResult> {
  const start = performance.now();
  let operations = 0;
  do {
    const found = await Promise.all(Array.from({ length: BURST }, (_, a) => pool.run('add', a)));
    for (const [a, result] of found.entries()) results.expect(result, a + 1);
    operations += BURST;
  } while (performance.now() - start < ms);
  return { operations, ms: performance.now() - start };
}

/** As many tasks in each millisecond, however late the results are: the wait is the time from a task's submission to its result. */
export async function steady({ pool, ms, results }: PoolRound): Promise<PoolResult> {
  const timed = new TimedWaits();
  const submitted: Promise<void>[] = [];
  const submit = async (a: number): Promise<void> => {
    const at = performance.now();
    results.expect(await pool.run('add', a), a + 1);
    timed.add(performance.now() - at);
  };
  const start = performance.now();
  for (let now = start; now - start < ms; now = performance.now()) {
    while (submitted.length < (now - start) * PER_MS) submitted.push(submit(submitted.length));
    await sleep(1);
  }
  await Promise.all(submitted);
  return { operations: submitted.length, ms: performance.now() - start, timed };
}
