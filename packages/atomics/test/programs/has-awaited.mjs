import { Futex } from '@sync/atomics';

const words = new Int32Array(new SharedArrayBuffer(4));
const abort = new AbortController();
const waits = [
  Futex.waitAsync(words, 0, 0, { timeout: 20 }),
  Futex.waitAsync(words, 0, 0, { timeout: 60_000, signal: abort.signal }).catch(String),
  Futex.waitAsync(words, 0, 0, { timeout: 60_000 }),
];
abort.abort('aborted');
await waits[0];
Futex.notify(words, 0);
console.log((await Promise.all(waits)).join());
// Left behind: a wait of the platform that nobody waits for.
Futex.waitAsync(words, 0, 0, { timeout: 1 });
