// Counts, and takes and brings tokens by the bare waits, again and again, until the thread is ended.
import { AtomicCounter, AtomicInt32, PerThreadCounter } from '@sync/atomics';
import { mortal } from '@sync/testing/worker';

/** More than a cell holds: to add it, or to take it off, carries. Two steps make 1. */
const LARGE = 2 ** 30 + 7;
const stepAfter = (steps) => (steps % 2 === 0 ? LARGE : 1 - LARGE);

mortal(({ data: { own, all, tokens }, mode, numbers, step, note, noted }) => {
  const cells = PerThreadCounter.from(own);
  const count = AtomicCounter.from(all);
  const free = AtomicInt32.from(tokens);
  // What is noted before may be done; what is noted after is.
  const counted = (name, change) => {
    note(`may ${name}`, noted(`may ${name}`) + 1);
    change();
    note(name, noted(name) + 1);
  };
  const tryTake = () => {
    for (let value; (value = free.load()) > 0; ) {
      note('may have', 1);
      if (free.compareExchange(value, value - 1) === value) return true;
      note('may have', 0);
    }
    return false;
  };
  const bring = () => {
    step('has a token');
    free.add(1);
    note('may have', 0);
    free.notify(1);
  };
  const round = async () => {
    step('counts');
    for (let turn = numbers.below(20); turn >= 0; turn--) {
      counted('cells', () => cells.add(stepAfter(noted('cells'))));
      counted('count', () => count.increment());
    }
    step('waits');
    while (!tryTake()) {
      if (mode === 'sync') free.wait(0);
      else await free.waitAsync(0);
    }
    bring();
  };
  return [round];
});
