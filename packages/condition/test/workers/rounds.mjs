// In each round each task waits once, from a seed: without a limit, for a time, or until it is aborted.
import { Condition } from '@sync/condition';
import { mortal } from '@sync/testing/worker';

mortal(({ data: { handle }, mode, numbers, step, note, noted }) => {
  const condition = Condition.from(handle);
  const count = (name) => note(name, noted(name) + 1);
  const brief = () => 5 * numbers.below(6) * numbers.next();

  const ended = (notified) => {
    count(notified ? 'notified' : 'left');
    step('has returned');
  };
  const sync = () => {
    step('comes');
    condition.run(() => {
      const options = numbers.below(2) === 0 ? { timeout: brief() } : {};
      if (options.timeout === undefined) count('staying');
      count('came');
      ended(condition.wait(options));
    });
  };
  const awaited = async (kind) => {
    step('comes');
    const held = await condition.holdAsync();
    const abort = new AbortController();
    if (kind === 0) count('staying');
    if (kind === 2) setTimeout(() => abort.abort(), brief());
    count('came');
    try {
      ended(await condition.waitAsync({ signal: abort.signal, ...(kind === 1 && { timeout: brief() }) }));
    } catch (error) {
      if (error !== abort.signal.reason) throw error;
      ended(false);
    }
    if (!held.held) throw new Error('the hold is another one after the wait');
    held.release();
  };
  return mode === 'sync' ? [sync] : [0, 1, 2, 0, 1, 2].map((kind) => () => awaited(kind));
});
