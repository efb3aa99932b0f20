// Random calls on one semaphore, from a seed. Nobody is inside with more than there are permits.
import * as semaphores from '@sync/semaphore';
import { random, randomCalls, randomTasks, task } from '@sync/testing/worker';
import { weights } from './weights.mjs';

/** In `flags`: permits that are in use, sections so far. */
const INSIDE = 0;
const SECTIONS = 1;

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
  const calls = randomCalls(semaphores[type].from(handle), { numbers, mode, counts, weigh: weights(numbers, permits), section });
  together();
  await randomTasks({ mode, ops, ...calls });
  return counts;
});
