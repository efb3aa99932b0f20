// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Semaphore } from '@sync/semaphore';

if (isMainThread) {
  const semaphore = new Semaphore(0);
  const running = new Semaphore(0);
  const workerData = { semaphore: semaphore.share(), running: running.share() };
  const worker = new Worker(new URL(import.meta.url), { workerData });
  running.acquire({ timeout: 10_000 });
  worker.unref();
  await semaphore.acquireAsync();
  console.log('acquired');
} else {
  Semaphore.from(workerData.running).release();
  setTimeout(() => Semaphore.from(workerData.semaphore).release(), 300);
}
