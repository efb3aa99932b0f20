import type { Scenario } from './scenario.ts';

const READS = [100, 90, 50];

/** Several threads read four shared words, and write them now and then. */
export function readWriteScenarios(threadCounts: readonly number[]): readonly Scenario[] {
  return READS.flatMap((reads) =>
    threadCounts.filter((threads) => threads > 1).map((threads): Scenario => ({
      id: `read-write-${String(threads)}t-${String(reads)}`,
      suite: 'lock',
      group: `read-write-${String(reads)}`,
      title: `Reading and writing: ${String(threads)} threads, ${String(reads)} % reads`,
      about: `${String(threads)} threads: ${String(reads)} of 100 sections add up four shared words, the others add to each of them.`,
      operation: 'section',
      work: `reads-${String(reads)}`,
      threads,
      ours: 'sync-rwlock',
      contenders: ['sync-rwlock', 'sync-lock', 'c-rwlock', 'c-rwlock-writers', 'c-mutex', 'multithreading-rwlock'],
      bars: [
        { kind: 'ratio', what: 'at least 1.0 x the sections per second of C’s rwlock', ours: 'sync-rwlock', rival: 'c-rwlock', atLeast: 1 },
      ],
      quick: threads === 2 && reads === 90,
    })),
  );
}
