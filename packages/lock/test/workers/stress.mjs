// Random calls on one lock, from a seed; every section adds to plain shared words.
import * as locks from '@sync/lock';
import { random, task } from '@sync/testing/worker';
import { ARRIVED, COPY, OWN, STOP, TOTAL } from './stress-flags.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

task(async ({ data: { type, handle, flags, seed, mode, ops, first = 0 }, index, together }) => {
  const lock = locks[type].from(handle);
  const own = OWN + first + index;
  const numbers = random(seed + first + index);
  const counts = { sections: 0, timeouts: 0, aborts: 0, deadlocks: 0 };

  // Without exclusion additions get lost, or the copy is seen to differ.
  const section = () => {
    const before = flags[TOTAL];
    if (flags[COPY] !== before) throw new Error(`torn: ${before} and ${flags[COPY]}`);
    flags[TOTAL] = before + 1;
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
    flags[own]++;
    flags[COPY] = before + 1;
    counts.sections++;
  };
  const nested = (levels) => {
    if (levels > 0 && type === 'RLock') lock.run(() => nested(levels - 1));
    else section();
  };
  const sync = () => {
    const timeout = numbers.below(3) * numbers.next();
    switch (numbers.below(5)) {
      case 0:
        if (!lock.tryAcquire()) return;
        break;
      case 1:
      case 2:
        if (!lock.acquire({ timeout })) return void counts.timeouts++;
        break;
      case 3:
        try {
          lock.run(() => nested(numbers.below(3)), { timeout: 1 + timeout });
        } catch (error) {
          if (error.code !== 'SYNC_TIMEOUT') throw error;
          counts.timeouts++;
        }
        return;
      default:
        try {
          lock.acquire();
        } catch (error) {
          // Another task of this thread holds it, and cannot go on while the thread blocks.
          if (mode !== 'mixed' || error.code !== 'SYNC_DEADLOCK') throw error;
          return void counts.deadlocks++;
        }
    }
    nested(numbers.below(3));
    lock.release();
  };
  const awaited = async () => {
    const abort = new AbortController();
    const options = {};
    if (numbers.below(3) === 0) options.timeout = numbers.below(4) * numbers.next();
    if (numbers.below(3) === 0) {
      options.signal = abort.signal;
      if (numbers.below(8) === 0) abort.abort();
      else if (numbers.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), numbers.below(3));
    }
    try {
      switch (numbers.below(3)) {
        case 0: {
          if (!(await lock.acquireAsync(options))) return void counts.timeouts++;
          if (numbers.below(4) === 0) await Promise.resolve();
          section();
          lock.release();
          return;
        }
        case 1: {
          const guard = await lock.holdAsync(options);
          section();
          guard.release();
          guard.release();
          return;
        }
        default:
          await lock.runAsync(async () => {
            if (numbers.below(16) === 0) await turn();
            section();
          }, options);
      }
    } catch (error) {
      if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
      else if (error.name === 'AbortError') counts.aborts++;
      else throw error;
    }
  };
  const going = (done) => (ops === undefined ? Atomics.load(flags, STOP) === 0 : done < ops);
  const awaiting = async () => {
    for (let done = 0; going(done); done++) {
      await awaited();
      if (done % 64 === 0) await turn();
    }
  };
  const blocking = async () => {
    for (let done = 0; going(done); done++) {
      sync();
      if (mode === 'mixed' && done % 4 === 0) await turn();
    }
  };

  if (ops !== undefined) together();
  Atomics.add(flags, ARRIVED, 1);
  const tasks = [];
  if (mode !== 'async') tasks.push(blocking);
  if (mode !== 'sync') tasks.push(awaiting, awaiting, awaiting);
  await Promise.all(tasks.map((run) => run()));
  return counts;
});
