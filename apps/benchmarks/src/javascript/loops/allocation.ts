import { getHeapStatistics } from 'node:v8';
import type { Loop } from '../task.ts';
import { batchOf } from './uncontended.ts';

const TRIALS = 9;
const BATCH = 1000;
const WARM_UP_MS = 500;
/** Enough that what the measuring itself leaves behind, a few kilobytes, is next to nothing each. */
const MOST_BATCHES = 400;
const FEWEST_BATCHES = 20;
const TRIAL_MS = 100;

/** Runs until everything is optimized; returns how many batches a trial should have. */
function warmUp(batch: (n: number) => void): number {
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < WARM_UP_MS; done++) batch(BATCH);
  const fitting = Math.floor((done * TRIAL_MS) / WARM_UP_MS);
  return Math.max(FEWEST_BATCHES, Math.min(MOST_BATCHES, fitting));
}

/**
 * Heap growth of this thread over many acquire and release, divided by their number. The young generation is larger
 * than what a trial can fill (the program starts this row with its own limits), so that no collection hides growth;
 * the median of the trials stands.
 */
export const allocation: Loop = (round) => {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('needs --expose-gc');
  const batch = batchOf(round);
  const batches = warmUp(batch);
  const start = performance.now();
  const grown: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    collect();
    const before = getHeapStatistics().used_heap_size;
    for (let i = 0; i < batches; i++) batch(BATCH);
    grown.push(getHeapStatistics().used_heap_size - before);
  }
  const seconds = (performance.now() - start) / 1000;
  const pairs = batches * BATCH;
  grown.sort((a, b) => a - b);
  return { operations: pairs * TRIALS, seconds, bytesPerOperation: Math.max(0, grown[TRIALS >> 1] ?? 0) / pairs };
};
