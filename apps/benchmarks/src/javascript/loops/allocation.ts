import { getHeapStatistics } from 'node:v8';
import type { Loop } from '../task.ts';
import { batchOf } from './uncontended.ts';

const PAIRS = 100_000;
const TRIALS = 7;

/**
 * Heap growth of this thread over many acquire and release, divided by their number. The young generation is larger
 * than what a trial can fill (the program starts this row with its own limits), so that no collection hides growth;
 * the median of the trials stands.
 */
export const allocation: Loop = (round) => {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('needs --expose-gc');
  const batch = batchOf(round);
  for (let i = 0; i < 5; i++) batch(PAIRS); // optimized before it counts
  const start = performance.now();
  const grown: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    collect();
    const before = getHeapStatistics().used_heap_size;
    batch(PAIRS);
    grown.push(getHeapStatistics().used_heap_size - before);
  }
  const seconds = (performance.now() - start) / 1000;
  grown.sort((a, b) => a - b);
  return { operations: PAIRS * TRIALS, seconds, bytesPerOperation: Math.max(0, grown[TRIALS >> 1] ?? 0) / PAIRS };
};
