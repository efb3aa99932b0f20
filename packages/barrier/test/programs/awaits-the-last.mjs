// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Barrier } from '@sync/barrier';

if (isMainThread) {
  const barrier = new Barrier(2);
  const running = new Barrier(2);
  const workerData = { barrier: barrier.share(), running: running.share() };
  const worker = new Worker(new URL(import.meta.url), { workerData });
  running.wait({ timeout: 10_000 });
  worker.unref();
  console.log(await barrier.waitAsync());
} else {
  Barrier.from(workerData.running).wait();
  setTimeout(() => Barrier.from(workerData.barrier).wait(), 300);
}
