import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AtomicInt32, describeThreads, describeThreadsOn } from '@sync/atomics';
import { waitUntil } from '@sync/atomics/internal';

new AtomicInt32();
const words = new Int32Array(new SharedArrayBuffer(4));
const stop = describeThreadsOn('SIGUSR2');
describeThreads();
describeThreads({ print: false });
writeSync(1, 'asked\n');
// Asks again and again while the main thread is seen to be blocked, then wakes it.
const nag = `
  const { workerData: { words, floor } } = require('node:worker_threads');
  import(floor).then(({ describeThreads }) => {
    let asked = 0;
    const ask = setInterval(() => {
      if (describeThreads({ print: false }).threads[0].state !== 'blocked') return;
      process.kill(process.pid, 'SIGUSR2');
      if (++asked < 20) return;
      clearInterval(ask);
      Atomics.store(words, 0, 1);
      Atomics.notify(words, 0);
    }, 20);
  });
`;
const worker = new Worker(nag, { eval: true, workerData: { words, floor: import.meta.resolve('@sync/atomics') } });
await new Promise((resolve) => worker.once('online', resolve));
writeSync(1, 'blocked\n');
waitUntil({ subject: { label: 'Gate' }, words, index: 0 }, (word) => word !== 0, { timeout: 20_000 });
writeSync(1, 'goes on\n');
stop();
