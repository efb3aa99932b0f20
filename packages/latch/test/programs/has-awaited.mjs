import { CountDownLatch } from '@sync/latch';

const latch = new CountDownLatch(1);
const waits = Array.from({ length: 10 }, () => latch.waitAsync({ timeout: 20 }));
const abort = new AbortController();
const aborted = latch.waitAsync({ signal: abort.signal }).catch((error) => error.name);
const late = latch.waitAsync({ timeout: 60_000 });
await Promise.all(waits);
abort.abort();
await aborted;
latch.countDown();
await late;
console.log('done');
