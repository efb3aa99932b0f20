// Random calls on one lock, from a seed; every section adds to plain shared words.
import * as locks from '@sync/lock';
import { random, task } from '@sync/testing/worker';
import { callsOn } from './calls.mjs';
import { COPY, OWN, TOTAL } from './stress-flags.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

task(async ({ data: { type, handle, flags, seed, mode, ops }, index, together }) => {
  const numbers = random(seed + index);
  const counts = { sections: 0, timeouts: 0, aborts: 0, deadlocks: 0 };

  // Without exclusion additions get lost, or the copy is seen to differ.
  const section = () => {
    const before = flags[TOTAL];
    if (flags[COPY] !== before) throw new Error(`torn: ${before} and ${flags[COPY]}`);
    flags[TOTAL] = before + 1;
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
    flags[OWN + index]++;
    flags[COPY] = before + 1;
    counts.sections++;
  };
  const lock = locks[type].from(handle);
  const { sync, awaited } = callsOn(lock, { reentrant: type === 'RLock', numbers, mode, counts, section });
  const awaiting = async () => {
    for (let done = 0; done < ops; done++) {
      await awaited();
      if (done % 64 === 0) await turn();
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
