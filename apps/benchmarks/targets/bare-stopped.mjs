import { workerData } from 'node:worker_threads';

/** A bare worker that is blocked on a word until somebody sets it. */
const [words, noticed] = workerData;
Atomics.store(words, 0, 1);
Atomics.notify(words, 0);
Atomics.wait(words, 1, 0);
noticed[0] = performance.timeOrigin + performance.now();
