// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Lock } from '@sync/lock';

if (isMainThread) {
  const lock = new Lock();
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { shared: lock.share(), ready } });
  Atomics.wait(ready, 0, 0, 10_000);
  worker.unref();
  await lock.acquireAsync();
  console.log('taken');
} else {
  const lock = Lock.from(workerData.shared);
  lock.acquire();
  Atomics.store(workerData.ready, 0, 1);
  Atomics.notify(workerData.ready, 0);
  setTimeout(() => lock.release(), 300);
}
