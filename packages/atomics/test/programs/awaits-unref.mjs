import { Futex } from '@sync/atomics';

const words = new Int32Array(new SharedArrayBuffer(4));
const ended = (end) => console.log(end);
Futex.waitAsync(words, 0, 0, { unref: true }).then(ended);
Futex.waitAsync(words, 0, 0, { unref: true, timeout: 60_000 }).then(ended);
Futex.waitAsync(words, 0, 0, { timeout: 30 }).then(ended);
