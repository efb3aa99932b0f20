// Rounds without any pause between: one thread opens and resets, the others wait for it, from the first to the last.
import { CountDownLatch } from '@sync/latch';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { handles, seed, rounds }, index, count, together }) => {
  // Two latches in turn: each opens when all have waited for the other.
  const latches = handles.map((handle) => CountDownLatch.from(handle));
  const numbers = random(seed + index);
  together();
  for (let round = 0; round < rounds; round++) {
    const latch = latches[round % 2];
    const next = latches[(round + 1) % 2];
    if (index === 0) {
      // Nobody has left this round before this one has counted: the other is closed for the next round in time.
      if (next.isOpen) next.reset(count);
      const wait = latch.waitAsync();
      latch.countDown();
      if (!(await wait)) throw new Error('the time was up, and there was no limit');
    } else {
      // Begun before it counts: afterwards it may be open and closed again.
      const wait = numbers.below(2) === 0 ? latch.waitAsync() : undefined;
      if (wait !== undefined) latch.countDown();
      const released = wait === undefined ? latch.arriveAndWait() : await wait;
      if (!released) throw new Error('the time was up, and there was no limit');
    }
  }
});
