import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Futex } from '@sync/atomics';

// Nothing but the pending wait keeps this process alive: the worker is unref'd.
if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  new Worker(new URL(import.meta.url), { workerData: words }).unref();
  Futex.wait(words, 1, 0, { timeout: 10_000 });
  console.log(await Futex.waitAsync(words, 0, 0));
} else {
  Atomics.store(workerData, 1, 1);
  Futex.notify(workerData, 1);
  setTimeout(() => {
    Atomics.store(workerData, 0, 1);
    Futex.notify(workerData, 0);
  }, 200);
}
