// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Condition } from '@sync/condition';

if (isMainThread) {
  const condition = new Condition();
  condition.acquire();
  const worker = new Worker(new URL(import.meta.url), { workerData: condition.share() });
  worker.unref();
  await condition.waitAsync();
  console.log('notified');
} else {
  const condition = Condition.from(workerData);
  setTimeout(() => condition.run(() => condition.notify()), 300);
}
