import { KILLED, type Scenario } from '@sync/model';

/** What a thread does on the ground of its scenario, and what came of it: `await` it, or do not. */
export type Way<Ground> = (ground: Ground) => unknown;

/** Some thread awaits: write such a way as an async function. */
export function isAsync(way: Way<never>): boolean {
  return way.constructor.name === 'AsyncFunction';
}

/**
 * Threads that each go their way, and end as is expected of each, or are killed.
 *
 * @param outcomes what each thread may return; where it returns a list, each of its items
 * @param final is called after these were looked at
 */
export function scenarioOf<Ground>(
  ground: Ground,
  ways: readonly Way<Ground>[],
  outcomes: readonly (readonly unknown[])[],
  final?: (results: readonly unknown[]) => void,
): Scenario {
  return {
    threads: ways.map((way) => () => way(ground)),
    final: (results) => {
      for (const [thread, result] of results.entries()) {
        const may = [...(outcomes[thread] ?? []), KILLED];
        for (const one of [result].flat()) if (!may.includes(one)) throw new Error(`thread ${thread}: ${String(one)}`);
      }
      final?.(results);
    },
  };
}
