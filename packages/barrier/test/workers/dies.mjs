// Comes to a barrier, and ends while it waits.
import { Barrier } from '@sync/barrier';
import { task } from '@sync/testing/worker';

const ENDS = {
  'process.exit()': () => process.exit(),
  'an error that nobody catches': () =>
    setTimeout(() => {
      throw new Error('uncaught');
    }),
};

task(({ data: { handle, how } }) => {
  const unref = ENDS[how] === undefined;
  void Barrier.from(handle).waitAsync({ unref });
  ENDS[how]?.();
  // One that has nothing else to do ends before it has answered.
  return new Promise(() => undefined);
});
