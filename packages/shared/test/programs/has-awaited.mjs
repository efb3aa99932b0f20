import { Guarded } from '@sync/shared';

const guarded = new Guarded({ initial: [], maxBytes: 20 });
const held = guarded.hold();
const limited = Array.from({ length: 10 }, () => guarded.holdAsync({ timeout: 20 }).catch((error) => error.name));
const abort = new AbortController();
const aborted = guarded.runAsync(() => 1, { signal: abort.signal }).catch((error) => error.name);
const late = guarded.runAsync(() => 1, { timeout: 60_000 });
await Promise.all(limited);
abort.abort();
await aborted;
held.release();
await late;
console.log('done');
