import { Futex } from '@sync/atomics';

const words = new Int32Array(new SharedArrayBuffer(4));
// One that holds nothing comes first, and one that was served.
Futex.waitAsync(words, 0, 0, { unref: true, timeout: 5 });
console.log(await Futex.waitAsync(words, 0, 0, { timeout: 200 }));
