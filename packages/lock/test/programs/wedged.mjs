// Waits for ever: the main thread for a lock that another thread has, which computes. Only a signal is answered.
import { describeThreadsOn } from '@sync/atomics';
import { Lock, RWLock } from '@sync/lock';
import { writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const [jobs, log, prices] = [new Lock({ name: 'jobs' }), new Lock({ name: 'log' }), new RWLock({ name: 'prices' })];
  describeThreadsOn('SIGUSR2');
  log.acquire();
  prices.reader.acquire();
  const words = new Int32Array(new SharedArrayBuffer(4));
  new Worker(new URL(import.meta.url), { workerData: { jobs: jobs.share(), words } });
  Atomics.wait(words, 0, 0);
  writeSync(1, 'wedged\n');
  jobs.acquire();
} else {
  const { jobs, words } = workerData;
  const lock = Lock.from(jobs);
  lock.acquire();
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  for (;;);
}
