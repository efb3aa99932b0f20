// Nothing but the pending call keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Once } from '@sync/once';

if (isMainThread) {
  const once = new Once();
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { once: once.share(), begun } });
  Atomics.wait(begun, 0, 0, 10_000);
  worker.unref();
  console.log(await once.runAsync(() => 1));
} else {
  const { once, begun } = workerData;
  await Once.from(once).runAsync(() => {
    Atomics.store(begun, 0, 1);
    Atomics.notify(begun, 0);
    return new Promise((resolve) => setTimeout(resolve, 300));
  });
}
