// Waits for an event, again and again, until the thread is ended; some set it instead.
import { Event } from '@sync/event';
import { mortal } from '@sync/testing/worker';

/** In `flags`: how often it was set, or was about to be, since nobody waited. */
const SETS = 0;

mortal(({ data: { handle, flags }, mode, numbers, step, note, noted }) => {
  const event = Event.from(handle);
  const count = (name) => note(name, noted(name) + 1);
  const ended = (released, limited) => {
    if (!released && !limited) throw new Error('the time was up, and there was no limit');
    if (released && Atomics.load(flags, SETS) === 0) throw new Error('released, and nobody has set it');
    step('has returned');
    count('returned');
  };
  const limit = () => (numbers.below(4) === 0 ? { timeout: 4 * numbers.next() } : undefined);
  const blocks = () => {
    const options = limit();
    step('blocks');
    ended(event.wait(options), options !== undefined);
  };
  const awaits = async () => {
    const abort = new AbortController();
    const options = { ...limit(), signal: abort.signal };
    const wait = event.waitAsync(options);
    count('awaits');
    step('awaits');
    if (numbers.below(4) === 0) setTimeout(() => abort.abort(), numbers.below(4));
    try {
      ended(await wait, options.timeout !== undefined);
    } catch (error) {
      if (!abort.signal.aborted || error !== abort.signal.reason) throw error;
      count('returned');
    }
  };
  const round = () => {
    if (numbers.below(6) > 0) return mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0) ? blocks() : awaits();
    Atomics.add(flags, SETS, 1);
    step('sets');
    event.set();
    step('clears');
    event.clear();
  };
  return Array.from({ length: mode === 'async' ? 3 : 1 }, () => round);
});
