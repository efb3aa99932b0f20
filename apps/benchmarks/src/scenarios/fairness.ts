import { fairnessBars } from './contended.ts';
import type { Scenario } from './scenario.ts';

const SECTIONS: readonly (readonly [ns: number, name: string])[] = [
  [0, 'empty sections'],
  [10_000, 'sections of 10 µs'],
  [100_000, 'sections of 100 µs'],
  [1_000_000, 'sections of 1 ms'],
];

/** Several threads hammer one lock for 2 s: the smallest share of a thread, and the longest wait. */
export function fairnessScenarios(threadCounts: readonly number[]): readonly Scenario[] {
  return SECTIONS.flatMap(([sectionNs, name]) =>
    threadCounts.filter((threads) => threads >= 4).map((threads): Scenario => ({
      id: `fairness-${String(threads)}t-${String(sectionNs / 1000)}us`,
      suite: 'lock',
      group: 'fairness',
      title: `Fairness: ${String(threads)} threads, ${name}`,
      about: `${String(threads)} threads hammer one lock for 2 s, ${name}, nothing between them.`,
      operation: 'section',
      work: 'contended',
      threads,
      sectionNs,
      ours: 'sync-lock',
      contenders: [
        'sync-lock', 'sync-rlock', 'sync-lock-latest', 'c-mutex', 'c-adaptive', 'c-fair', 'java-lock', 'v8-mutex',
        'textbook-futex', 'multithreading',
      ],
      bars: fairnessBars(threads),
      roundMs: 2000,
      mostRounds: 5,
      quick: sectionNs === 0 || sectionNs === 100_000,
    })),
  );
}
