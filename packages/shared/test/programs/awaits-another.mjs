// Nothing but the pending call keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { SharedCell } from '@sync/shared';

if (isMainThread) {
  const cell = new SharedCell({ initial: 0, maxBytes: 20 });
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { cell: cell.share(), begun } });
  Atomics.wait(begun, 0, 0, 10_000);
  worker.unref();
  console.log(await cell.updateAsync((value) => value + 1));
} else {
  const { cell, begun } = workerData;
  await SharedCell.from(cell).updateAsync((value) => {
    Atomics.store(begun, 0, 1);
    Atomics.notify(begun, 0);
    return new Promise((resolve) => setTimeout(() => resolve(value + 1), 300));
  });
}
