// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { CountDownLatch } from '@sync/latch';

if (isMainThread) {
  const latch = new CountDownLatch(1);
  const running = new CountDownLatch(1);
  const workerData = { latch: latch.share(), running: running.share() };
  const worker = new Worker(new URL(import.meta.url), { workerData });
  running.wait({ timeout: 10_000 });
  worker.unref();
  await latch.waitAsync();
  console.log('released');
} else {
  CountDownLatch.from(workerData.running).countDown();
  setTimeout(() => CountDownLatch.from(workerData.latch).countDown(), 300);
}
