// Random calls on one lock, from a seed; every section adds to plain shared words.
import * as locks from '@sync/lock';
import { random, randomCalls, randomTasks, task } from '@sync/testing/worker';
import { entersAgain } from './enters-again.mjs';
import { COPY, OWN, TOTAL } from './stress-flags.mjs';

task(async ({ data: { how, handle, flags, seed, mode, ops }, index, together }) => {
  const whole = locks[how.export].from(handle);
  const lock = how.member === undefined ? whole : whole[how.member];
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
  const calls = randomCalls(lock, { numbers, mode, counts, section, around: entersAgain(lock, how.export, numbers) });
  together();
  await randomTasks({ mode, ops, ...calls });
  return counts;
});
