// A thread that has a value, and ends at once, in one of several ways.
import { ThreadLocal } from '@sync/thread-local';
import { workerData } from 'node:worker_threads';

const { shared, counts, how } = workerData;
const variable = ThreadLocal.from(shared, {
  init: () => {
    Atomics.add(counts, 0, 1);
    return { of: how, bytes: new Uint8Array(1000) };
  },
  dispose: ({ of }) => Atomics.add(counts, of === how ? 1 : 2, 1),
});
if (variable.value.of !== how) throw new Error('the value of another thread');
if (how === 'exits') process.exit(0);
if (how === 'throws') throw new Error('on purpose');
if (how === 'runs') await variable.run({ of: 'the run' }, () => new Promise((resolve) => setTimeout(resolve)));
