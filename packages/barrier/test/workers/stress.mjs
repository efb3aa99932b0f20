// Random calls on one barrier, from a seed: time limits, aborts, breaks and resets by everybody.
import { Barrier } from '@sync/barrier';
import { random, task, turn } from '@sync/testing/worker';

/** Longer than a round takes on a busy machine. */
const LONG = 200;

task(async ({ data: { handle, epochs, done, seed, ops }, index, count, together }) => {
  // Each round that is full has a number: the next one is not full before all have read it.
  const barrier = Barrier.from(handle, { action: () => { epochs[0]++; } });
  const numbers = random(seed + index);
  const counts = { passed: 0, broken: 0, aborts: 0, resets: 0 };

  const passed = (came) => {
    const bit = 1 << came;
    if ((Atomics.or(epochs, epochs[0], bit) & bit) !== 0) throw new Error(`two have index ${came}`);
    counts.passed++;
  };
  const broken = (error) => {
    if (error.code !== 'SYNC_BROKEN_BARRIER') throw error;
    counts.broken++;
    // Some are too early, and break the round that has begun.
    if (barrier.broken && numbers.below(2) === 0) {
      barrier.reset();
      counts.resets++;
    }
  };
  const waits = () => {
    try {
      passed(barrier.wait({ timeout: numbers.below(4 * count) === 0 ? numbers.below(2) : LONG }));
    } catch (error) {
      broken(error);
    }
  };
  const awaits = async () => {
    const abort = numbers.below(2 * count) === 0 ? new AbortController() : undefined;
    const wait = barrier.waitAsync({ timeout: numbers.below(4 * count) === 0 ? numbers.below(2) : LONG, signal: abort?.signal });
    if (abort !== undefined) setImmediate(() => abort.abort());
    try {
      passed(await wait);
    } catch (error) {
      if (abort?.signal.aborted && error === abort.signal.reason) counts.aborts++;
      else broken(error);
    }
  };

  together();
  // Who has done his part ends it for all: the others would wait for him.
  for (let op = 0; op < ops && Atomics.load(done, 0) === 0; op++) {
    const dice = numbers.below(16 * count);
    if (dice === 0) barrier.abort();
    else if (dice === 1) barrier.reset();
    if (numbers.below(2) === 0) waits();
    else await awaits();
    if (op % 8 === 0) await turn();
  }
  Atomics.store(done, 0, 1);
  return counts;
});
