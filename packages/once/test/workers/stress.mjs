// Rounds of random calls, from a seed: in each round all threads meet at one Once, whose runs may fail.
import { Once } from '@sync/once';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { buffer, runs, seed, rounds }, index, together }) => {
  const numbers = random(seed + index);
  const counts = { did: [], failed: 0, passed: 0, timeouts: 0, aborts: 0, deadlocks: 0 };

  const ended = (round, did) => {
    // Plain: who goes on sees the last run.
    if (runs[round] === 0) throw new Error('it was not done');
    if (did) counts.did.push(round);
    else counts.passed++;
    return true;
  };
  /** False: somebody has to come again. */
  const refused = (error, signal) => {
    if (error.message === 'it failed') counts.failed++;
    else if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
    else if (error.code === 'SYNC_DEADLOCK') counts.deadlocks++;
    else if (signal?.aborted && error === signal.reason) counts.aborts++;
    else throw error;
    return false;
  };

  const call = async (once, round, last) => {
    // Plain: one at a time is here, and each sees what the one before has written.
    const fn = () => {
      runs[round]++;
      if (numbers.below(3) === 0) throw new Error('it failed');
    };
    const limited = !last && numbers.below(2) === 0 ? { timeout: numbers.below(4) / 2 } : {};
    if (!last && numbers.below(3) === 0) {
      try {
        return ended(round, once.run(fn, limited));
      } catch (error) {
        return refused(error);
      }
    }
    const slowly = async () => {
      await Promise.resolve();
      fn();
    };
    const abort = last || numbers.below(3) > 0 ? undefined : new AbortController();
    const wait = once.runAsync(numbers.below(2) === 0 ? fn : slowly, { ...limited, signal: abort?.signal });
    if (abort !== undefined) (numbers.below(2) === 0 ? queueMicrotask : setImmediate)(() => abort.abort());
    try {
      return ended(round, await wait);
    } catch (error) {
      return refused(error, abort?.signal);
    }
  };

  for (let round = 0; round < rounds; round++) {
    const once = Once.at(buffer, round * Once.byteLength);
    together();
    await Promise.all(Array.from({ length: 1 + numbers.below(3) }, () => call(once, round, false)));
    while (!(await call(once, round, true)));
  }
  return counts;
});
