import { Barrier } from '@sync/barrier';

const barrier = new Barrier(12);
const waits = Array.from({ length: 10 }, () => barrier.waitAsync({ timeout: 60_000 }));
const abort = new AbortController();
waits.push(barrier.waitAsync({ signal: abort.signal }));
abort.abort();
await Promise.allSettled(waits);
barrier.reset();
const again = Array.from({ length: 11 }, () => barrier.waitAsync({ timeout: 60_000 }));
barrier.wait();
await Promise.all(again);
console.log('done');
