import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Lock } from '@sync/lock';

if (isMainThread) {
  const lock = new Lock();
  lock.acquire();
  const worker = new Worker(new URL(import.meta.url), { workerData: lock.share() });
  worker.once('online', () => setTimeout(() => lock.release(), 300));
} else {
  const lock = Lock.from(workerData);
  await lock.acquireAsync();
  lock.release();
  console.log('taken in the worker');
}
