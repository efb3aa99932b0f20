// Random calls on one condition, from a seed: fewer tokens than those that want one, who each
// take one and bring it back. Were a notification lost, a token would lie there, and nobody come for it.
import { Condition } from '@sync/condition';
import { random, task, turn } from '@sync/testing/worker';

/** Plain words, used with the lock held. */
const TOKENS = 0;
const TAKEN = 1;

task(async ({ data: { handle, words, seed, ops, mode }, index, together }) => {
  const condition = Condition.from(handle);
  const numbers = random(seed + index);
  const counts = { taken: 0, timeouts: 0, aborts: 0 };
  const isThere = () => words[TOKENS] > 0;
  const limit = () => ({ timeout: numbers.below(3) * numbers.next() });

  const ended = (has) => {
    if (!has) return void counts.timeouts++;
    words[TOKENS]--;
    words[TAKEN]++;
    counts.taken++;
  };
  const bringBack = () =>
    condition.run(() => {
      words[TOKENS]++;
      if (numbers.below(16) === 0) condition.notifyAll();
      else condition.notify();
    });

  const sync = (options) => {
    const levels = numbers.below(3);
    const before = counts.taken;
    const nested = (level) => {
      if (level <= levels) return condition.run(() => nested(level + 1));
      if (numbers.below(2) === 0) return ended(condition.waitFor(isThere, options));
      while (!isThere() && condition.wait(options));
      ended(isThere());
    };
    nested(0);
    if (condition.owned) throw new Error('a level is left');
    if (counts.taken > before) bringBack();
  };
  const awaited = async () => {
    const abort = numbers.below(3) === 0 ? new AbortController() : undefined;
    const options = { ...(numbers.below(3) === 0 && limit()), ...(abort && { signal: abort.signal }) };
    const held = await condition.holdAsync();
    if (numbers.below(2) === 0) setImmediate(() => abort?.abort());
    else setTimeout(() => abort?.abort(), numbers.below(3));
    let has = false;
    try {
      has = await condition.waitForAsync(isThere, options);
      ended(has);
    } catch (error) {
      if (!abort?.signal.aborted || error !== abort.signal.reason) throw error;
      counts.aborts++;
    }
    if (!held.held) throw new Error('the hold is another one after the wait');
    held.release();
    if (!has) return;
    // At the next turn no other task of this thread has the lock.
    await turn();
    bringBack();
  };

  together();
  const tasks = new Set();
  for (let op = 0; op < ops; op++) {
    // Nothing of this thread holds the lock at the beginning of a turn.
    await turn();
    if (mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0)) {
      // While tasks of this thread wait, it may not block without a limit: what they are notified of, it keeps from others.
      sync(tasks.size > 0 || numbers.below(3) === 0 ? limit() : undefined);
    } else {
      const one = awaited().finally(() => tasks.delete(one));
      tasks.add(one);
      if (tasks.size >= 8) await Promise.race(tasks);
    }
  }
  await Promise.all(tasks);
  return counts;
});
