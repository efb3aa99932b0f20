// One party of a barrier that goes round and round. When it breaks, it waits until the test has reset it.
import { Barrier } from '@sync/barrier';
import { random, task } from '@sync/testing/worker';
import { ARRIVED, MENDED, OWN, STOP } from './rounds-flags.mjs';

task(async ({ data: { handle, flags, seed, who } }) => {
  const barrier = Barrier.from(handle, { action: () => { for (let pause = numbers.below(2000); pause > 0; pause--) Math.imul(pause, pause); } });
  const numbers = random(seed + who);
  Atomics.add(flags, ARRIVED, 1);
  for (let round = 0; ; round++) {
    const mended = Atomics.load(flags, MENDED);
    try {
      if (numbers.below(2) === 0) barrier.wait();
      else await barrier.waitAsync();
      Atomics.add(flags, OWN + who, 1);
    } catch (error) {
      if (error.code !== 'SYNC_BROKEN_BARRIER') throw error;
      if (Atomics.load(flags, STOP) === 1) return round;
      if (barrier.broken) Atomics.wait(flags, MENDED, mended, 20);
    }
    if (round % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
});
