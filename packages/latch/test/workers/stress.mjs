// Rounds on one latch, from a seed: all count down, in steps, and all wait, in random ways; one of them resets it.
import { CountDownLatch } from '@sync/latch';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { handle, totals, seed, rounds, share }, index, count, together }) => {
  const latch = CountDownLatch.from(handle);
  const numbers = random(seed + index);
  const outcomes = { released: 0, timeouts: 0, aborts: 0 };

  const ended = (released, round) => {
    outcomes[released ? 'released' : 'timeouts']++;
    if (!released) return;
    // Plain: what each wrote before it counted is seen by whom the latch lets through.
    for (let thread = 0; thread < count; thread++) {
      if (totals[thread] < round + 1) throw new Error(`round ${round}: released before ${thread} has counted`);
    }
  };
  const waits = async (round) => {
    const timeout = numbers.below(4) / 2;
    switch (numbers.below(5)) {
      case 0:
        return ended(latch.wait({ timeout }), round);
      case 1:
        return ended(await latch.waitAsync({ timeout }), round);
      case 2: {
        const abort = new AbortController();
        const wait = latch.waitAsync({ signal: abort.signal });
        (numbers.below(2) === 0 ? queueMicrotask : setImmediate)(() => abort.abort());
        try {
          return ended(await wait, round);
        } catch (error) {
          if (error !== abort.signal.reason) throw error;
          return void outcomes.aborts++;
        }
      }
      default:
        return ended(await latch.waitAsync(), round);
    }
  };

  together();
  for (let round = 0; round < rounds; round++) {
    const tasks = Array.from({ length: numbers.below(3) }, () => waits(round));
    totals[index] = round + 1;
    for (let left = share; left > 1; ) {
      const by = Math.min(left - 1, numbers.below(3));
      latch.countDown(by);
      left -= by;
    }
    // The last one: it may open the latch.
    if (numbers.below(2) === 0) {
      ended(latch.arriveAndWait(), round);
      await Promise.all(tasks);
    } else {
      latch.countDown();
      await Promise.all([...tasks, waits(round)]);
      ended(numbers.below(2) === 0 ? latch.wait() : await latch.waitAsync(), round);
    }
    together();
    // In each round another one. Who counts in the next one comes after that.
    if (round % count === index) latch.reset(share * count);
    together();
  }
  return outcomes;
});
