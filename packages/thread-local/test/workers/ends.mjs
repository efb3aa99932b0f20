// Makes values that have a dispose, and ends as it is told: what is disposed goes into shared memory, in its order.
import { onThreadEnd } from '@sync/atomics';
import { ThreadLocal } from '@sync/thread-local';
import { parentPort, workerData } from 'node:worker_threads';

const { shared, how, throws, log } = workerData;
const note = (number) => {
  log[Atomics.add(log, 0, 1) + 1] = number;
};
const variables = shared.map((handle, at) => ThreadLocal.from(handle, {
  init: () => at + 1,
  dispose: (value) => {
    note(value);
    if (throws.includes(at)) throw new Error(`dispose ${at + 1}`);
  },
}));
const last = variables.pop();
for (const { value } of variables.toReversed?.() ?? [...variables].reverse()) note(-value);
onThreadEnd(() => note(100));
// In good time: what was dropped before is not dropped again; what is set, is; never touched: never made.
variables[0].delete();
variables[1].value = 200;
if (how === 'touched again') {
  onThreadEnd(() => {
    // Runs before all of them are disposed.
    note(variables[1].value);
  });
  const late = new ThreadLocal({
    init: () => 300,
    dispose: (value) => {
      note(value);
      // Of one that is set still, and made anew at the end.
      note(variables[2].value);
      note(last.value);
    },
  });
  note(-late.value);
}
const ends = {
  returns: () => {},
  'touched again': () => {},
  throws: () => {
    throw new Error('the thread failed');
  },
  rejects: () => {
    void Promise.reject(new Error('the thread failed'));
  },
  exits: () => process.exit(3),
  'is terminated': () => {
    parentPort.postMessage('ready');
    setInterval(() => {}, 1000);
  },
};
setTimeout(ends[how]);
