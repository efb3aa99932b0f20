// Nothing but the pending wait keeps this process alive: the worker is unref'd.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Event } from '@sync/event';

if (isMainThread) {
  const event = new Event();
  const running = new Event();
  const workerData = { event: event.share(), running: running.share() };
  const worker = new Worker(new URL(import.meta.url), { workerData });
  running.wait({ timeout: 10_000 });
  worker.unref();
  await event.waitAsync();
  console.log('released');
} else {
  Event.from(workerData.running).set();
  setTimeout(() => Event.from(workerData.event).set(), 300);
}
