// Goes through a long row of Onces, doing what nobody has done, until the thread is ended.
import { Once } from '@sync/once';
import { mortal, turn } from '@sync/testing/worker';

mortal(({ data: { buffer, begun, ended, trues }, mode, numbers, step, note }) => {
  let next = 0;
  const busy = () => {
    const ms = [0, 0.1, 0.5, 2][numbers.below(4)] * numbers.next();
    for (const end = performance.now() + ms; performance.now() < end; );
  };
  const going = (at, task) => () => {
    // Plain: one at a time is here, and the dead are not.
    const before = begun[at];
    note(`begun by ${task}`, at + 1);
    begun[at] = before + 1;
    try {
      step('does');
      busy();
    } catch (error) {
      // It has failed, and is to be done by another.
      begun[at]--;
      throw error;
    }
    if (begun[at] !== before + 1) throw new Error('two are doing it');
    note(`ended by ${task}`, at + 1);
    ended[at]++;
  };
  const slowly = (fn) => async () => {
    if (numbers.below(4) === 0) await turn();
    else await Promise.resolve();
    fn();
  };
  const round = async (task) => {
    if (next >= begun.length) throw new Error('the row is too short');
    const at = next++;
    const once = Once.at(buffer, at * Once.byteLength);
    const fn = going(at, task);
    step('calls');
    const blocks = mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0);
    const did = blocks ? once.run(fn) : await once.runAsync(numbers.below(2) === 0 ? fn : slowly(fn));
    // Plain: who returns sees what the one has written that did it.
    if (ended[at] === 0) throw new Error('it was not done');
    if (did) Atomics.add(trues, at, 1);
    step('has returned');
  };
  // Several tasks of a thread go through the row together.
  return Array.from({ length: mode === 'async' ? 3 : 1 }, (_, task) => () => round(task));
});
