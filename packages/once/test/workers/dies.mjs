// Begins it, and ends before it is done.
import { Once } from '@sync/once';
import { task } from '@sync/testing/worker';

const never = () => new Promise(() => undefined);

const HOW = {
  'by process.exit()': (once, begun) => once.run(() => (begun(), process.exit())),
  'by process.exit() while it awaits': (once, begun) => once.runAsync(() => (begun(), setTimeout(() => process.exit(), 1), never())),
  'by an error that nobody catches': (once, begun) => {
    setTimeout(() => {
      throw new Error('uncaught');
    }, 1);
    return once.runAsync(() => (begun(), never()));
  },
  // Nothing keeps the thread alive.
  'since it has nothing to do any more': (once, begun) => once.runAsync(() => (begun(), never())),
};

task(({ data: { handle, flags, how } }) => HOW[how](Once.from(handle), () => Atomics.store(flags, 0, 1)));
