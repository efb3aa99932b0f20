import { Queue } from '@sync/queue';

const queue = new Queue();
const limited = Array.from({ length: 10 }, () => queue.getAsync({ timeout: 20 }).catch((error) => error.name));
const abort = new AbortController();
const aborted = queue.getAsync({ signal: abort.signal }).catch((error) => error.name);
const late = queue.getAsync({ timeout: 60_000 });
await Promise.all(limited);
abort.abort();
await aborted;
queue.put(1);
await late;
console.log('done');
