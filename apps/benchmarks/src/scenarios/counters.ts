import type { Scenario } from './scenario.ts';

/** Every thread adds to one counter. */
export function counterScenarios(threadCounts: readonly number[]): readonly Scenario[] {
  return threadCounts.filter((threads) => threads > 1).map((threads): Scenario => ({
    id: `counter-${String(threads)}t`,
    suite: 'atomics',
    group: 'counter',
    title: `Counting: ${String(threads)} threads`,
    about: `${String(threads)} threads add 1 to one counter, over and over; the sum is checked.`,
    operation: 'addition',
    work: 'counter',
    threads,
    ours: 'sync-per-thread-counter',
    contenders: [
      'sync-per-thread-counter', 'sync-atomic-int32', 'bare-add', 'c-atomic-add', 'java-long-adder', 'java-atomic-long',
    ],
  }));
}
