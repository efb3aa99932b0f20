// Goes through a long row of Onces, doing what nobody has done; until it is told to stop, or is ended.
import { Once } from '@sync/once';
import { random, task } from '@sync/testing/worker';

const ARRIVED = 0;
const STOP = 1;

task(async ({ data: { buffer, runs, trues, flags, seed, first } }) => {
  const numbers = random(seed + first);
  let round = 0;
  const fn = () => {
    // Plain: one at a time is here, and the dead are not.
    const before = runs[round];
    for (const end = performance.now() + numbers.next(); performance.now() < end; );
    if (runs[round] !== before) throw new Error('two are doing it');
    runs[round] = before + 1;
  };
  const slowly = async () => {
    await Promise.resolve();
    fn();
  };
  Atomics.add(flags, ARRIVED, 1);
  while (Atomics.load(flags, STOP) === 0 && round < runs.length) {
    const once = Once.at(buffer, round * Once.byteLength);
    const did = numbers.below(2) === 0 ? once.run(fn) : await once.runAsync(numbers.below(2) === 0 ? fn : slowly);
    if (runs[round] === 0) throw new Error('it was not done');
    if (did) Atomics.add(trues, round, 1);
    round++;
  }
  return round;
});
