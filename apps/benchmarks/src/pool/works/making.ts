import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../pool-shape.ts';
import type { PoolResult, PoolRound } from '../work.ts';

/** Long enough for each thread of a pool to get one of as many tasks. */
const SLEEP_MS = 200;
/** For what is left of an ended pool to go, of a new one to come. */
const LINGER_MS = 50;

/** Makes a pool and has a first result of it, over and over. That it ends is not timed. */
export async function firstResults({ makePool, workers, ms, results }: PoolRound): Promise<PoolResult> {
  const end = performance.now() + ms;
  let operations = 0;
  let waited = 0;
  do {
    const start = performance.now();
    const pool = makePool(workers);
    const result = await pool.run('add', operations);
    waited += performance.now() - start;
    results.expect(result, ++operations);
    await pool.close();
    await sleep(LINGER_MS);
  } while (performance.now() < end);
  return { operations, ms: waited };
}

async function allAtWork(pool: Pool, workers: number): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => pool.run('sleep', SLEEP_MS)));
}

/** What the threads of a pool, which have all run something, add to the process's memory. A pool before loads what is loaded once. */
export async function poolMemory({ makePool, workers }: PoolRound): Promise<PoolResult> {
  const first = makePool(1);
  await allAtWork(first, 1);
  await first.close();
  const start = performance.now();
  const before = process.memoryUsage.rss();
  const pool = makePool(workers);
  await allAtWork(pool, workers);
  await allAtWork(pool, workers); // those that came late
  await sleep(LINGER_MS);
  const bytesPerOperation = (process.memoryUsage.rss() - before) / workers;
  await pool.close();
  return { operations: workers, ms: performance.now() - start, bytesPerOperation };
}
