// Random calls on a cell and a guarded pair, until the thread is ended. Each call adds one to both halves of the value.
import { Guarded, SharedCell } from '@sync/shared';
import { mortal, turn } from '@sync/testing/worker';

const whole = ([one, other]) => {
  if (one !== other) throw new Error(`half of a value: ${one}, ${other}`);
  return one;
};

mortal(({ data: { cell: cellHandle, guarded: guardedHandle }, mode, numbers, step, note, noted }) => {
  const cell = SharedCell.from(cellHandle);
  const guarded = Guarded.from(guardedHandle);
  const next = (value) => {
    step('has the cell');
    const sum = whole(value) + 1;
    return [sum, sum];
  };
  const add = (value) => {
    step('has the guarded');
    whole(value);
    value[0]++;
    value[1]++;
  };
  const added = (name) => {
    note(name, noted(name) + 1);
    step('has returned');
  };
  const slowly = async (fn, value) => {
    await (numbers.below(4) === 0 ? turn() : Promise.resolve());
    return fn(value);
  };
  const blocking = [
    () => (cell.update(next), added('cell')),
    () => (guarded.run(add), added('guarded')),
    () => {
      const held = guarded.hold();
      try {
        add(held.value);
        held.release();
      } finally {
        held.discard();
      }
      added('guarded');
    },
    () => whole(cell.get()),
  ];
  const awaiting = [
    async () => (await cell.updateAsync((value) => slowly(next, value)), added('cell')),
    async () => (await guarded.runAsync((value) => slowly(add, value)), added('guarded')),
    async () => whole(await cell.getAsync()),
  ];
  const round = () => {
    step('calls');
    const calls = mode === 'sync' || (mode === 'mixed' && numbers.below(2) === 0) ? blocking : awaiting;
    return calls[numbers.below(calls.length)]();
  };
  // A sync call would wait for an async hold of its own thread.
  return Array.from({ length: mode === 'async' ? 3 : 1 }, () => round);
});
