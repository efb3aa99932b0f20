// Nothing but the pending call keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Queue } from '@sync/queue';

if (isMainThread) {
  const queue = new Queue();
  const worker = new Worker(new URL(import.meta.url), { workerData: queue.share() });
  await queue.getAsync();
  worker.unref();
  console.log(await queue.getAsync());
} else {
  const queue = Queue.from(workerData);
  queue.put('begun');
  setTimeout(() => queue.put(2), 300);
}
