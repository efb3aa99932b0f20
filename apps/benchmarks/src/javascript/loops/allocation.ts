import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
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
/** Time for the last collections to be reported. */
const OBSERVED_MS = 20;

/** Runs until everything is optimized; returns how many batches a trial should have. */
function warmUp(batch: (n: number) => void): number {
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < WARM_UP_MS; done++) batch(BATCH);
  const fitting = Math.floor((done * TRIAL_MS) / WARM_UP_MS);
  return Math.max(FEWEST_BATCHES, Math.min(MOST_BATCHES, fitting));
}

interface Trial {
  readonly begin: number;
  readonly end: number;
  readonly grown: number;
}

/**
 * Heap growth of this thread over many acquire and release, divided by their number. The young generation is larger
 * than what a trial can fill (the program starts this row with its own limits); a trial in which the collector ran
 * nevertheless does not count. The least growth stands: what a lock allocates is there in every trial, while the heap
 * also grows by whole blocks now and then, and by what the compiler leaves behind.
 */
export const allocation: Loop = async (round) => {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('needs --expose-gc');
  const collections: number[] = [];
  const watch = new PerformanceObserver((list) => collections.push(...list.getEntries().map((one) => one.startTime)));
  watch.observe({ entryTypes: ['gc'] });
  const batch = batchOf(round);
  const batches = warmUp(batch);
  const trials: Trial[] = [];
  for (let i = 0; i < TRIALS; i++) {
    collect();
    const before = getHeapStatistics().used_heap_size;
    const begin = performance.now();
    for (let done = 0; done < batches; done++) batch(BATCH);
    const end = performance.now();
    trials.push({ begin, end, grown: getHeapStatistics().used_heap_size - before });
  }
  await sleep(OBSERVED_MS);
  watch.disconnect();
  const good = trials.filter(({ begin, end }) => !collections.some((at) => at >= begin && at <= end));
  if (good.length === 0) throw new Error('the collector ran in every trial');
  const pairs = batches * BATCH;
  const seconds = trials.reduce((sum, { begin, end }) => sum + (end - begin) / 1000, 0);
  const bytesPerOperation = Math.max(0, Math.min(...good.map(({ grown }) => grown))) / pairs;
  return { operations: pairs * TRIALS, seconds, bytesPerOperation };
};
