/**
 * Calls on a lock whose holder may have died: who learns of it takes the lock over, and finishes what the dead one has begun.
 */
export function mending(lock, account, { mode, step, note }) {
  const mend = () => {
    if (lock.depth !== undefined && lock.depth !== 1) throw new Error(`taken over with depth ${lock.depth}`);
    step('mends');
    account.repair();
    lock.release();
  };
  const learn = (error) => {
    if (error.code !== 'SYNC_ABANDONED_LOCK') throw error;
    note('abandoned by', error.owner);
    step('learns of a death');
  };
  const sync = (call) => () => {
    step('calls');
    try {
      call();
    } catch (error) {
      learn(error);
      // Another task of this thread may have it by now, and cannot go on while the thread blocks.
      if (lock.recover({ timeout: mode === 'mixed' ? 5 : undefined })) mend();
    }
    step('has returned');
  };
  const awaited = (call) => async () => {
    step('calls');
    try {
      await call();
    } catch (error) {
      learn(error);
      await lock.recoverAsync();
      mend();
    }
    step('has returned');
  };
  /** The rounds of a thread's tasks. */
  return (calls) => [
    ...(mode === 'async' ? [] : [sync(calls.sync)]),
    ...(mode === 'sync' ? [] : Array.from({ length: 3 }, () => awaited(calls.awaited))),
  ];
}
