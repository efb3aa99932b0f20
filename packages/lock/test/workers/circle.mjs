// One of several threads: takes its locks, waits for the others to have theirs, and then wants another's.
import { Lock, RLock } from '@sync/lock';
import { task } from '@sync/testing/worker';
import { subscribe } from 'node:diagnostics_channel';
import { threadId } from 'node:worker_threads';

const published = [];
subscribe('sync:deadlock', ({ error }) => published.push(error));

/** Each way to take a lock: calls `then` while it is held. The comments are looked for by the test. */
const TAKES = {
  acquire: async (lock, then) => {
    lock.acquire(); // taken by acquire
    await then();
    lock.release();
  },
  tryAcquire: async (lock, then) => {
    lock.tryAcquire(); // taken by tryAcquire
    await then();
    lock.release();
  },
  acquireAsync: async (lock, then) => {
    await lock.acquireAsync(); // taken by acquireAsync
    await then();
    lock.release();
  },
  hold: async (lock, then) => {
    const guard = lock.hold(); // taken by hold
    await then();
    guard.release();
  },
  holdAsync: async (lock, then) => {
    const guard = await lock.holdAsync(); // taken by holdAsync
    await then();
    guard.release();
  },
  run: async (lock, then) => {
    lock.run(() => then()?.then); // taken by run
  },
  runAsync: async (lock, then) => {
    await lock.runAsync(then); // taken by runAsync
  },
};

task(async ({ data: { handles, roles }, index, together }) => {
  const locks = handles.map((handle) => (handle['@sync'] === 'Lock' ? Lock : RLock).from(handle));
  const { takes, by = 'acquire', wants, timeout, call = 'acquire', stays = 0 } = roles[index];
  const outcome = { thread: threadId + 1, got: undefined, error: undefined, ms: 0 };
  const wait = () => {
    together();
    // Those who only stand in the way.
    if (stays > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stays);
    if (wants === undefined) return;
    const start = performance.now();
    try {
      outcome.got = locks[wants][call](timeout === undefined ? undefined : { timeout });
      if (outcome.got) locks[wants].release();
    } catch (error) {
      const { name, message, cycle } = error;
      outcome.error = { name, message, cycle, published: published.length === 1 && published[0] === error };
    }
    outcome.ms = performance.now() - start;
  };
  if (takes === undefined) wait();
  else await TAKES[by](locks[takes], wait);
  return outcome;
});
