// One thread of a ring: waits for its own event without a time limit, clears it, sets the next one's.
import { Event } from '@sync/event';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { handles, turns, seed, rounds }, index, count, together }) => {
  const own = Event.from(handles[index]);
  const next = Event.from(handles[(index + 1) % count]);
  const numbers = random(seed + index);
  together();
  for (let round = 0; round < rounds; round++) {
    const released = numbers.below(2) === 0 ? own.wait() : await own.waitAsync();
    if (!released) throw new Error('the time was up, and there was no limit');
    own.clear();
    // Plain: one at a time is here, and each sees what the one before has written.
    if (turns[0] % count !== index) throw new Error(`turn ${turns[0]} is not that of ${index}`);
    turns[0]++;
    next.set();
  }
});
