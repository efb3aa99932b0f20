// Makes, changes and drops values of its own, within runs and without, until the thread is ended.
import { mortal } from '@sync/testing/worker';
import { ThreadLocal } from '@sync/thread-local';

mortal(({ data: { handle, buffer, made, dropped }, mode, who, numbers, step }) => {
  let values = 0;
  // Each value tells whose it is, and which of his.
  const init = () => {
    Atomics.add(made, who, 1);
    return { who, number: ++values };
  };
  const disposed = new Set();
  const dispose = (value) => {
    if (value.who !== who || disposed.has(value.number)) throw new Error(`disposed twice, or another's: ${value.who}`);
    disposed.add(value.number);
    Atomics.add(dropped, who, 1);
  };
  const mine = ThreadLocal.from(handle, { init, dispose });
  const counts = ThreadLocal.at(buffer, 0);
  const own = (value) => {
    if (value.who !== who || disposed.has(value.number)) throw new Error(`a value of ${value.who}, or one that was disposed`);
  };
  let rounds = 0;
  const round = async () => {
    step('has a value');
    own(mine.get());
    if ((counts.get() ?? 0) !== rounds) throw new Error(`counted ${counts.get()}, not ${rounds}`);
    counts.set(++rounds);
    step('runs');
    const borrowed = { who, number: -1 };
    const look = () => {
      if (mine.get() !== borrowed) throw new Error('not the value of the run');
    };
    if (mode === 'sync') mine.run(borrowed, look);
    else {
      await mine.run(borrowed, async () => {
        await null;
        look();
      });
    }
    step('drops');
    if (numbers.below(2) === 0) mine.delete();
  };
  return [round];
});
