// One of those that bring permits, or that take them: none is lost, none is had twice.
import * as semaphores from '@sync/semaphore';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { type, handles, seed, items }, index, count, together }) => {
  const [things, places] = handles.map((handle) => semaphores[type].from(handle));
  const numbers = random(seed + index);
  const makes = index < count / 2;
  const [wants, brings] = makes ? [places, things] : [things, places];
  let left = items;
  let moved = 0;
  together();
  while (left > 0) {
    const weight = Math.min(left, 1 + numbers.below(3));
    const sync = numbers.below(2) === 0;
    if (!(sync ? wants.acquire({ count: weight }) : await wants.acquireAsync({ count: weight }))) throw new Error('the time was up, and there was no limit');
    brings.release(weight);
    left -= weight;
    moved += makes ? weight : -weight;
  }
  return moved;
});
