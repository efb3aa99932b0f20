// Random calls on one semaphore, from a seed. Nobody is inside with more than there are permits.
import * as semaphores from '@sync/semaphore';
import { random, task } from '@sync/testing/worker';
import { callsOn } from './calls.mjs';

/** In `flags`: permits that are in use, sections so far. */
const INSIDE = 0;
const SECTIONS = 1;

const turn = () => new Promise((resolve) => setImmediate(resolve));

task(async ({ data: { type, handle, flags, seed, mode, permits, ops }, index, together }) => {
  const numbers = random(seed + index);
  const counts = { sections: 0, timeouts: 0, aborts: 0 };
  const section = (count) => {
    const inside = Atomics.add(flags, INSIDE, count) + count;
    if (inside > permits) throw new Error(`${inside} of ${permits} permits are in use`);
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
    Atomics.sub(flags, INSIDE, count);
    Atomics.add(flags, SECTIONS, 1);
    counts.sections++;
  };
  const { sync, awaited } = callsOn(semaphores[type].from(handle), { numbers, permits, mode, counts, section });
  const awaiting = async () => {
    for (let done = 0; done < ops; done++) {
      await awaited();
      if (done % 16 === 0) await turn();
    }
  };
  const blocking = async () => {
    for (let done = 0; done < ops; done++) {
      sync();
      if (mode === 'mixed' && done % 4 === 0) await turn();
    }
  };

  together();
  const tasks = [];
  if (mode !== 'async') tasks.push(blocking);
  if (mode !== 'sync') tasks.push(awaiting, awaiting, awaiting);
  await Promise.all(tasks.map((run) => run()));
  return counts;
});
