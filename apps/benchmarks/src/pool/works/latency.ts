import { setTimeout as sleep } from 'node:timers/promises';
import { TimedWaits } from '../../javascript/timed-waits.ts';
import type { PoolResult, PoolRound } from '../work.ts';

/** One task at a time; before each nothing happens for a while. */
export function latencyAfter(idleMs: number) {
  return async ({ pool, ms, results }: PoolRound): Promise<PoolResult> => {
    const timed = new TimedWaits();
    const end = performance.now() + ms;
    let waited = 0;
    let operations = 0;
    do {
      if (idleMs > 0) await sleep(idleMs);
      const start = performance.now();
      const result = await pool.run('add', operations);
      const wait = performance.now() - start;
      results.expect(result, ++operations);
      timed.add(wait);
      waited += wait;
    } while (performance.now() < end);
    return { operations, ms: waited, timed };
  };
}
