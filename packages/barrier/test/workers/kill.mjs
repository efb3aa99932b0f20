// One party of a barrier that goes round and round, until its thread is ended.
import { Barrier } from '@sync/barrier';
import { mortal } from '@sync/testing/worker';

/** In `flags`: how often it was mended, and whether it is over. */
const MENDED = 0;
const OVER = 1;

mortal(({ data: { handle, flags, epochs }, mode, who, numbers, step, note }) => {
  const action = () => {
    // Each round that is full has a number: the next one is not full before all have read it.
    epochs[0]++;
    step('acts');
    const ms = [0, 0, 1, 4][numbers.below(4)] * numbers.next();
    for (const end = performance.now() + ms; performance.now() < end; );
    step('has acted');
  };
  const barrier = Barrier.from(handle, { action });
  const round = async () => {
    const mended = Atomics.load(flags, MENDED);
    note('seen', epochs[0]);
    step('comes');
    let index;
    try {
      if (mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0)) index = barrier.wait();
      else {
        const wait = barrier.waitAsync();
        note('awaits', 1);
        index = await wait;
      }
    } catch (error) {
      if (error.code !== 'SYNC_BROKEN_BARRIER') throw error;
      step('is broken');
      if (Atomics.load(flags, OVER) === 1) return;
      // One of those that live mends it.
      if (who === 0 && barrier.broken) {
        barrier.reset();
        Atomics.add(flags, MENDED, 1);
        Atomics.notify(flags, MENDED);
      } else if (barrier.broken) Atomics.wait(flags, MENDED, mended, 20);
      return;
    } finally {
      note('awaits', 0);
    }
    const epoch = epochs[0];
    const bit = 1 << index;
    if ((Atomics.or(epochs, epoch, bit) & bit) !== 0) throw new Error(`two have index ${index}`);
    note('passed', epoch);
    step('has passed');
  };
  return [round];
});
