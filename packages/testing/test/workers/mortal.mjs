import { mortal } from '@sync/testing/worker';

mortal(({ data: { words, sticks, fails }, mode, who, numbers, step, note, noted }) => {
  const round = async () => {
    step('begins');
    note('rounds', noted('rounds') + 1);
    if (who === sticks) Atomics.wait(words, 1, 0);
    if (who === fails) throw new Error('of its own');
    Atomics.add(words, 0, 1);
    if (mode !== 'sync') await Promise.resolve();
    if (numbers.below(4) === 0) Atomics.wait(words, 2, 0, 1);
    step('ends');
  };
  return mode === 'async' ? [round, round] : [round];
});
