import { Semaphore } from '@sync/semaphore';

const semaphore = new Semaphore(0);
const waits = Array.from({ length: 10 }, () => semaphore.acquireAsync({ timeout: 20 }));
const abort = new AbortController();
const aborted = semaphore.acquireAsync({ signal: abort.signal }).catch((error) => error.name);
const late = semaphore.acquireAsync({ timeout: 60_000 });
await Promise.all(waits);
abort.abort();
await aborted;
semaphore.release();
await late;
console.log('done');
