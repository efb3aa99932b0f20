// Counts down and waits, in each round once, until the thread is ended. It notes what it has counted, and what it may have.
import { CountDownLatch } from '@sync/latch';
import { mortal, turn } from '@sync/testing/worker';

/** In `flags`: whether the last count is on its way. */
const OPENS = 0;

mortal(({ data: { handle, flags, share }, mode, numbers, step, note, noted }) => {
  const latch = CountDownLatch.from(handle);
  const add = (name, by) => note(name, noted(name) + by);
  const counts = (by, count) => {
    add('may have counted', by);
    step('counts');
    const result = count();
    add('counted', by);
    add('may have counted', -by);
    return result;
  };
  const round = async () => {
    const blocks = mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0);
    // Begun before it counts: later it may be open and closed again.
    const wait = blocks ? undefined : latch.waitAsync();
    for (let left = share; left > 1; ) {
      const by = 1 + numbers.below(left - 1);
      counts(by, () => latch.countDown(by));
      left -= by;
      if (!blocks && numbers.below(2) === 0) await turn();
    }
    let released;
    if (blocks && numbers.below(2) === 0) released = counts(1, () => latch.arriveAndWait());
    else {
      counts(1, () => latch.countDown());
      step('waits');
      released = await (wait ?? latch.wait());
    }
    if (!released) throw new Error('the time was up, and there was no limit');
    if (Atomics.load(flags, OPENS) === 0) throw new Error('released before all had counted');
    step('has returned');
  };
  return Array.from({ length: mode === 'async' ? 3 : 1 }, () => round);
});
