// One of several threads: takes its steps, each a call of a lock, and tells what came of them. `meet` waits for all others.
import { Lock, RLock, RWLock, SpinLock, holdAll } from '@sync/lock';
import { receive } from '@sync/atomics';
import { task } from '@sync/testing/worker';
import { threadId } from 'node:worker_threads';

// What is received has to be loaded here.
void [Lock, RLock, RWLock, SpinLock];

task(({ data: { shared, roles, flags }, index, together }) => {
  const locks = receive(shared);
  const find = (name) => name.split('.').reduce((from, part) => from[part], locks);
  const held = [];
  const calls = {
    meet: () => together(),
    /** Until the test says so. */
    stay: () => {
      while (Atomics.load(flags, 0) === 0) Atomics.wait(flags, 0, 0, 50);
    },
    holdAll: (names, options) => {
      const guard = holdAll(names.map(find), options);
      held.push(() => guard.release());
    },
  };
  const take = (call, name, options) => {
    if (find(name)[call](options) === false) return false;
    held.push(() => find(name).release());
    return true;
  };
  const outcome = { thread: threadId + 1, ms: 0, got: [], error: undefined };
  for (const [call, what, options] of roles[index]) {
    const start = performance.now();
    try {
      const did = calls[call];
      if (did === undefined) outcome.got.push(take(call, what, options)); // taken by a step
      else did(what, options); // taken by holdAll
    } catch ({ name, message, cycle }) {
      outcome.error = { name, message, cycle };
      break;
    } finally {
      outcome.ms = performance.now() - start;
    }
  }
  for (const release of held.reverse()) release();
  return outcome;
});
