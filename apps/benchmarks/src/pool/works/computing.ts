import { tasksFor } from '../contenders/targets.ts';
import type { TaskName } from '../pool-shape.ts';
import type { PoolResult, PoolRound } from '../work.ts';

type Tasks = Readonly<Record<string, (argument: unknown) => unknown>>;

/** Half of the work: every second number, row or block. */
interface Half {
  readonly from: number;
  readonly step: number;
  readonly below: number;
}

/** Work that keeps cores busy, in two halves, each a task, over and over. */
export function inHalves(task: TaskName, halves: readonly [Half, Half]) {
  return async ({ pool, ms, results }: PoolRound): Promise<PoolResult> => {
    const { [task]: own } = (await import(tasksFor(undefined).href)) as Tasks;
    const wanted = halves.map((half) => own?.(half));
    const start = performance.now();
    let operations = 0;
    do {
      const found = await Promise.all(halves.map((half) => pool.run(task, half)));
      for (const [at, result] of found.entries()) results.expect(result, wanted[at]);
      operations++;
    } while (performance.now() - start < ms);
    return { operations, ms: performance.now() - start };
  };
}

const LONG_MS = 50;
const SHORT = 200;

/** A long task, and many short ones behind it, which the other threads can do meanwhile: the time until all of these are done. */
export async function longAndShort({ pool, ms, results }: PoolRound): Promise<PoolResult> {
  const end = performance.now() + ms;
  let operations = 0;
  let waited = 0;
  do {
    const start = performance.now();
    const long = Promise.resolve(pool.run('busy', LONG_MS));
    const found = await Promise.all(Array.from({ length: SHORT }, (_, a) => pool.run('add', a)));
    waited += performance.now() - start;
    for (const [a, result] of found.entries()) results.expect(result, a + 1);
    results.expect(await long, LONG_MS);
    operations++;
  } while (performance.now() < end);
  return { operations, ms: waited };
}
