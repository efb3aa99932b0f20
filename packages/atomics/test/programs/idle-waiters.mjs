import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Futex } from '@sync/atomics';

const WAITERS = 8;

if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(16));
  for (let index = 0; index < WAITERS; index++) new Worker(new URL(import.meta.url), { workerData: { words, index } });
  while (Atomics.load(words, 1) < WAITERS) await new Promise((resolve) => setTimeout(resolve, 50));
  // What their start has left to do is over soon; the least of three looks counts.
  const shares = [];
  for (let look = 0; look < 3; look++) {
    const before = process.cpuUsage();
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { user, system } = process.cpuUsage(before);
    shares.push((user + system) / 1000 / (performance.now() - start) / WAITERS);
  }
  console.log(Math.min(...shares) * 100);
  Atomics.store(words, 0, 1);
  Futex.notify(words, 0);
} else {
  const { words, index } = workerData;
  Atomics.add(words, 1, 1);
  if (index % 2 === 0) Futex.wait(words, 0, 0);
  else await Promise.all(Array.from({ length: 100 }, () => Futex.waitAsync(words, 0, 0)));
}
