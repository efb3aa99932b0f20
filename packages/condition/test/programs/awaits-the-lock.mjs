// The wait is over, and the worker, which is unref'd, has the lock for a while.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Condition } from '@sync/condition';

if (isMainThread) {
  const condition = new Condition();
  condition.acquire();
  const worker = new Worker(new URL(import.meta.url), { workerData: condition.share() });
  worker.unref();
  await condition.waitAsync();
  console.log(condition.owned ? 'has it' : 'has it not');
} else {
  const condition = Condition.from(workerData);
  condition.acquire();
  condition.notify();
  setTimeout(() => condition.release(), 300);
}
