import { Event } from '@sync/event';

const event = new Event();
const waits = Array.from({ length: 10 }, () => event.waitAsync({ timeout: 20 }));
const abort = new AbortController();
const aborted = event.waitAsync({ signal: abort.signal }).catch((error) => error.name);
const late = event.waitAsync({ timeout: 60_000 });
await Promise.all(waits);
abort.abort();
await aborted;
event.set();
await late;
console.log('done');
