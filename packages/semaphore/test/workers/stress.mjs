// Random calls on one semaphore, from a seed. Nobody is inside with more than there are permits.
import * as semaphores from '@sync/semaphore';
import { random, task } from '@sync/testing/worker';

/** In `flags`: permits that are in use, sections so far, whether to stop, how many are at work. */
const INSIDE = 0;
const SECTIONS = 1;
const STOP = 2;
const ARRIVED = 3;

const turn = () => new Promise((resolve) => setImmediate(resolve));

task(async ({ data: { type, handle, flags, seed, mode, permits, most = permits, ops, first = 0 }, index, together }) => {
  const semaphore = semaphores[type].from(handle);
  const numbers = random(seed + first + index);
  const counts = { sections: 0, timeouts: 0, aborts: 0 };

  const section = (count) => {
    const inside = Atomics.add(flags, INSIDE, count) + count;
    if (inside > most) throw new Error(`${inside} of ${most} permits are in use`);
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
    Atomics.sub(flags, INSIDE, count);
    Atomics.add(flags, SECTIONS, 1);
    counts.sections++;
  };
  const weight = () => (numbers.below(6) === 0 ? permits : 1 + numbers.below(Math.min(2, permits)));
  const sync = () => {
    const count = weight();
    const timeout = numbers.below(3) * numbers.next();
    switch (numbers.below(4)) {
      case 0:
        if (!semaphore.tryAcquire({ count })) return;
        break;
      case 1:
        if (!semaphore.acquire({ count, timeout })) return void counts.timeouts++;
        break;
      case 2:
        try {
          semaphore.run(() => section(count), { count, timeout: 1 + timeout });
        } catch (error) {
          if (error.code !== 'SYNC_TIMEOUT') throw error;
          counts.timeouts++;
        }
        return;
      default:
        // Else another task of this thread may have them, and cannot go on while the thread blocks.
        if (!semaphore.acquire({ count, timeout: mode === 'mixed' ? 5 : Infinity })) return void counts.timeouts++;
    }
    section(count);
    semaphore.release(count);
  };
  const awaited = async () => {
    const count = weight();
    const abort = new AbortController();
    const options = { count };
    if (numbers.below(3) === 0) options.timeout = numbers.below(4) * numbers.next();
    if (numbers.below(3) === 0) {
      options.signal = abort.signal;
      if (numbers.below(8) === 0) abort.abort();
      else if (numbers.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), numbers.below(3));
    }
    try {
      switch (numbers.below(3)) {
        case 0:
          if (!(await semaphore.acquireAsync(options))) return void counts.timeouts++;
          section(count);
          semaphore.release(count);
          return;
        case 1: {
          const guard = await semaphore.holdAsync(options);
          section(count);
          guard.release();
          guard.release();
          return;
        }
        default:
          await semaphore.runAsync(async () => {
            if (numbers.below(16) === 0) await turn();
            section(count);
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
      if (done % 16 === 0) await turn();
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
