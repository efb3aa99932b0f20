import { parentPort, workerData } from 'node:worker_threads';

const { Lock } = await import(workerData.other);
const lock = Lock.from(workerData.shared);
parentPort.postMessage('about to block');
const got = lock.acquire({ timeout: 10_000 });
if (got) lock.release();
parentPort.postMessage(got);
