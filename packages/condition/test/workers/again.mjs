// One waits for a condition and has its lock again; then it wants what the other one has, which wants the condition's lock.
import { Condition } from '@sync/condition';
import { Lock } from '@sync/lock';
import { task } from '@sync/testing/worker';

task(({ data: { handle, held }, index, together }) => {
  const condition = Condition.from(handle);
  const lock = Lock.from(held);
  if (index === 0) {
    condition.acquire(); // taken before the wait
    together();
    condition.wait();
    lock.acquire();
    lock.release();
    condition.release();
    return undefined;
  }
  together();
  condition.acquire();
  condition.notify();
  while (!condition.toString().includes('others waiting')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  lock.acquire(); // taken by the other
  condition.release();
  while (!condition.locked);
  try {
    condition.acquire();
    condition.release();
  } catch ({ cycle }) {
    return cycle.map(({ takenAt }) => takenAt);
  } finally {
    lock.release();
  }
  return undefined;
});
