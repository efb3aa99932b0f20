// In each round some of this thread's wait, from a seed: without a limit, for a time, or until they are aborted.
import { Condition } from '@sync/condition';
import { random, task } from '@sync/testing/worker';
import { CAME, DONE, GATE, LEFT, NOTIFIED, OWN, STAYING } from './rounds-words.mjs';

task(async ({ data: { handle, control, seed, mode, own, round } }) => {
  const condition = Condition.from(handle);
  const numbers = random(seed + own);
  const count = (word) => Atomics.add(control, OWN + 4 * own + word, 1);
  const brief = () => 5 * numbers.below(6) * numbers.next();

  const ended = (notified) => count(notified ? NOTIFIED : LEFT);
  const sync = () =>
    condition.run(() => {
      const options = numbers.below(2) === 0 ? { timeout: brief() } : {};
      if (options.timeout === undefined) count(STAYING);
      count(CAME);
      ended(condition.wait(options));
    });
  const awaited = async (kind) => {
    const held = await condition.holdAsync();
    const abort = new AbortController();
    if (kind === 0) count(STAYING);
    if (kind === 2) setTimeout(() => abort.abort(), brief());
    count(CAME);
    try {
      ended(await condition.waitAsync({ signal: abort.signal, ...(kind === 1 && { timeout: brief() }) }));
    } catch (error) {
      if (error !== abort.signal.reason) throw error;
      ended(false);
    }
    if (!held.held) throw new Error('the hold is another one after the wait');
    held.release();
  };

  for (let seen = round; ; ) {
    while (Atomics.load(control, GATE) === seen) Atomics.wait(control, GATE, seen, 1000);
    seen = Atomics.load(control, GATE);
    if (seen < 0) return;
    if (mode === 'sync') sync();
    else await Promise.all([0, 1, 2, 0, 1, 2].map(awaited));
    Atomics.add(control, DONE, 1);
  }
});
