// Random calls on one event, from a seed: each thread waits, blocking or awaiting, and sets or clears.
import { Event } from '@sync/event';
import { random, task, turn } from '@sync/testing/worker';

task(async ({ data: { handle, sets, seed, ops }, index, together }) => {
  const event = Event.from(handle);
  const numbers = random(seed + index);
  const counts = { released: 0, timeouts: 0, aborts: 0 };

  // Who is released: it is set, or was since. So there was a set at least.
  const end = (released) => {
    if (released && Atomics.load(sets, 0) === 0) throw new Error('released, and nobody has set it');
    counts[released ? 'released' : 'timeouts']++;
  };
  const wait = () => end(event.wait({ timeout: numbers.below(4) / 2 }));
  const awaits = async () => {
    const abort = numbers.below(3) === 0 ? new AbortController() : undefined;
    const timeout = numbers.below(4) / 2;
    const wait = event.waitAsync({ timeout, signal: abort?.signal });
    if (abort !== undefined) setImmediate(() => abort.abort());
    try {
      end(await wait);
    } catch (error) {
      if (!abort?.signal.aborted || error !== abort.signal.reason) throw error;
      counts.aborts++;
    }
  };

  together();
  const tasks = [];
  for (let op = 0; op < ops; op++) {
    const dice = numbers.below(10);
    if (dice < 3) {
      // Counted before: who is released by it has to see that.
      Atomics.add(sets, 0, 1);
      event.set();
    } else if (dice < 6) event.clear();
    else if (dice < 8) wait();
    else tasks.push(awaits());
    if (op % 8 === 0) await turn();
  }
  await Promise.all(tasks);
  return counts;
});
