import { Once } from '@sync/once';

const once = new Once();
let settle;
const first = once.runAsync(() => new Promise((resolve) => (settle = resolve)));
const limited = Array.from({ length: 10 }, () => once.runAsync(() => 1, { timeout: 20 }).catch((error) => error.name));
const abort = new AbortController();
const aborted = once.runAsync(() => 1, { signal: abort.signal }).catch((error) => error.name);
const late = once.runAsync(() => 1, { timeout: 60_000 });
await Promise.all(limited);
abort.abort();
await aborted;
settle();
await Promise.all([first, late]);
console.log('done');
