import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Futex } from '@sync/atomics';

if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: words });
  await Futex.waitAsync(words, 1, 0, { timeout: 10_000 });
  setTimeout(() => {
    Atomics.store(words, 0, 1);
    Futex.notify(words, 0);
  }, 200);
  worker.once('exit', (code) => console.log(`worker ${code}`));
} else {
  Atomics.store(workerData, 1, 1);
  Futex.notify(workerData, 1);
  console.log(await Futex.waitAsync(workerData, 0, 0));
}
