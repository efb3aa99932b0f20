/** Pools of which everything is asked at once, in the thread that calls it. */
import { ThreadPool, TimeoutError, CancelledError, asCompleted, wait, waitAsync } from '@sync/pool';
import { random } from '@sync/testing/worker';

const DOOMED = new URL('doomed.mjs', import.meta.url);
/** So many tasks are on their way at a time. */
const WINDOW = 24;
const LIMIT = 30_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Submits something: how it is called in the counts, its future, what it is to return, and how it may end else. */
const DEEDS = [
  (pool, numbers, n) => ({ future: pool.submit('next', n), value: n + 1 }),
  (pool, numbers, n) => ({ future: pool.submit({ task: 'spins', priority: numbers.below(3) }, numbers.next(), n), value: n + 1 }),
  (pool, numbers, n) => ({ future: pool.tasks.awaits(numbers.below(3), n), value: n + 1 }),
  (pool, numbers) => {
    const bytes = new Uint8Array(200 + numbers.below(20_000)).fill(170);
    return { future: pool.submit('turns', bytes), value: bytes.length, seen: (result) => (result.every((byte) => byte === 85) ? result.length : -1) };
  },
  (pool, numbers) => {
    const { buffer } = new Uint8Array(100 + numbers.below(1000));
    const length = buffer.byteLength;
    return { future: pool.submit({ task: 'moves', transfer: [buffer] }, buffer), value: length, seen: (result) => result.byteLength };
  },
  (pool, numbers, n) => ({ future: pool.submit('splits', n), value: 2 * n + 2 }),
  (pool, numbers, n) => {
    const future = pool.submit('loops', 20, n);
    setTimeout(() => future.cancel({ reason: 'not needed' }), numbers.below(6));
    return { future, value: n + 1, or: CancelledError };
  },
  (pool, numbers, n) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new RangeError('gone')), numbers.below(6));
    return { future: pool.submit({ task: 'loops', signal: controller.signal }, 20, n), value: n + 1, or: RangeError };
  },
  (pool, numbers, n) => ({ future: pool.submit({ task: 'loops', timeout: 1 + numbers.below(3) }, 20, n), value: n + 1, or: TimeoutError }),
  (pool, numbers, n) => {
    const future = pool.submit('next', n);
    const cancelled = future.cancel();
    return { future, value: n + 1, or: CancelledError, certainly: cancelled };
  },
  (pool, numbers, n) => ({ future: pool.submit('throws', n), value: undefined, or: RangeError, certainly: true }),
];

/** Waits until some are over, in one of the ways there are. */
async function some(futures, numbers) {
  const how = numbers.below(4);
  if (how === 0) return wait(futures, { until: 'first', timeout: LIMIT }).done;
  if (how === 1) return (await waitAsync(futures, { until: 'first', timeout: LIMIT })).done;
  const done = new Set();
  if (how === 2) {
    for await (const future of asCompleted(futures, { timeout: LIMIT })) if (done.add(future).size === 5) break;
  } else {
    for (const future of asCompleted(futures, { timeout: LIMIT })) if (done.add(future).size === 5) break;
  }
  return done;
}

/** So many tasks, in pools that are made and shut down meanwhile; how many returned, and ended in other ways. */
export async function storm({ seed, times }) {
  const numbers = random(seed);
  const counts = { returned: 0, ended: 0, dropped: 0 };
  for (let n = 0; n < times; ) {
    const pool = new ThreadPool(DOOMED, {
      maxWorkers: 1 + numbers.below(3),
      maxQueue: WINDOW,
      maxTasksPerWorker: numbers.below(2) === 0 ? undefined : 1 + numbers.below(20),
      idleTimeout: numbers.below(2) === 0 ? 1 : 30_000,
      onUnobserved: () => undefined,
    });
    const all = new Map();
    const settled = new Map();
    const open = new Set();
    for (const last = n + 30 + numbers.below(60); n < last; n++) {
      if (!(await pool.room({ timeout: LIMIT }))) throw new Error('there is no room');
      const deed = DEEDS[numbers.below(DEEDS.length)](pool, numbers, n);
      all.set(deed.future, deed);
      open.add(deed.future);
      deed.future.addDoneCallback(() => settled.set(deed.future, (settled.get(deed.future) ?? 0) + 1));
      if (open.size < WINDOW / 2 || numbers.below(3) > 0) continue;
      for (const future of await some(open, numbers)) open.delete(future);
    }
    const cancelFutures = numbers.below(2) === 0;
    if (numbers.below(2) === 0) await pool.shutdownAsync({ cancelFutures });
    else pool.shutdown({ cancelFutures });
    if (pool.threads.length > 0) throw new Error('a thread is left');
    await pause(0);
    for (const [future, deed] of all) {
      if (settled.get(future) !== 1) throw new Error(`${future} was settled ${settled.get(future)} times`);
      counts[endOf(future, deed, cancelFutures)]++;
    }
  }
  return counts;
}

/** It is one of those that it may have. */
function endOf(future, { value, seen = (result) => result, or, certainly = false }, cancelFutures) {
  try {
    const result = seen(future.result({ timeout: 0 }));
    if (certainly || result !== value) throw new SyntaxError(`${future}: ${result} instead of ${value}`);
    return 'returned';
  } catch (error) {
    if (or !== undefined && error instanceof or) return 'ended';
    if (cancelFutures && error instanceof CancelledError) return 'dropped';
    throw error;
  }
}
