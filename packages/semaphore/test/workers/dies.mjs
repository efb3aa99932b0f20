// Acquires two, and ends without a release.
import * as semaphores from '@sync/semaphore';
import { task } from '@sync/testing/worker';

const never = () => new Promise(() => undefined);

const HOW = {
  'by process.exit()': () => process.exit(),
  'by process.exit() while it awaits': () => (setTimeout(() => process.exit(), 1), never()),
  'by an error that nobody catches': () => {
    setTimeout(() => {
      throw new Error('uncaught');
    }, 1);
    return never();
  },
  // Nothing keeps the thread alive.
  'since it has nothing to do any more': never,
};

task(({ data: { handle, type, flags, how } }) => {
  semaphores[type].from(handle).acquire({ count: 2 });
  Atomics.store(flags, 0, 1);
  return HOW[how]();
});
