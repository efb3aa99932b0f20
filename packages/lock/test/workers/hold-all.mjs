// Holds random sets of locks, from a seed; every section adds to plain shared words of each lock that it holds.
import * as classes from '@sync/lock';
import { random, task } from '@sync/testing/worker';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Words of a lock: the count, its copy, and each thread's own count. */
const TOTAL = 0;
const COPY = 1;
const OWN = 2;

task(async ({ data: { locks: shared, words, seed, mode, ops }, index, count, together }) => {
  const numbers = random(seed + index);
  const locks = shared.map(({ type, handle }, at) => ({
    lock: classes[type].from(handle),
    awaitable: type !== 'SpinLock',
    words: words.subarray(at * (OWN + count), (at + 1) * (OWN + count)),
  }));
  const counts = { sections: 0, timeouts: 0, aborts: 0 };

  const pick = (from) => {
    const left = [...from];
    return Array.from({ length: numbers.below(from.length + 1) }, () => left.splice(numbers.below(left.length), 1)[0]);
  };
  const section = (held, picked) => {
    if (!held.held) throw new Error('the guard says that it is not held');
    for (const { words } of picked) {
      const before = words[TOTAL];
      if (words[COPY] !== before) throw new Error(`torn: ${before} and ${words[COPY]}`);
      words[TOTAL] = before + 1;
      words[OWN + index]++;
    }
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
    for (const { words } of picked) words[COPY]++;
    counts.sections++;
    // By hand, or by the guard, which then has less to do.
    if (picked.length > 0 && numbers.below(8) === 0) picked[numbers.below(picked.length)].lock.release();
    held.release();
    held.release();
    for (const { lock, words } of picked) {
      // Another task of this thread may hold it by now.
      if (mode === 'sync' && lock.owned) throw new Error(`${lock} is still owned, ${words[TOTAL]}`);
    }
  };
  const failed = (error) => {
    if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
    else if (error.name === 'AbortError') counts.aborts++;
    else throw error;
  };
  const limits = (always = false) => (always || numbers.below(3) === 0 ? { timeout: numbers.below(4) * numbers.next() } : undefined);
  const sync = () => {
    const picked = pick(locks);
    let held;
    try {
      // What other tasks of this thread hold is held for as long as the thread blocks.
      held = classes.holdAll(picked.map(({ lock }) => lock), limits(mode === 'mixed'));
    } catch (error) {
      return failed(error);
    }
    section(held, picked);
  };
  const awaited = async () => {
    const picked = pick(locks.filter(({ awaitable }) => awaitable));
    const options = { ...limits() };
    if (numbers.below(3) === 0) {
      const abort = new AbortController();
      options.signal = abort.signal;
      if (numbers.below(8) === 0) abort.abort();
      else if (numbers.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), numbers.below(3));
    }
    let held;
    try {
      held = await classes.holdAllAsync(picked.map(({ lock }) => lock), options);
    } catch (error) {
      return failed(error);
    }
    if (numbers.below(8) === 0) await turn();
    section(held, picked);
  };
  const blocking = async () => {
    for (let done = 0; done < ops; done++) {
      sync();
      if (mode === 'mixed' && done % 4 === 0) await turn();
    }
  };
  const awaiting = async () => {
    for (let done = 0; done < ops; done++) {
      await awaited();
      if (done % 64 === 0) await turn();
    }
  };

  together();
  const tasks = [];
  if (mode !== 'async') tasks.push(blocking);
  if (mode !== 'sync') tasks.push(awaiting, awaiting, awaiting);
  await Promise.all(tasks.map((run) => run()));
  return counts;
});
