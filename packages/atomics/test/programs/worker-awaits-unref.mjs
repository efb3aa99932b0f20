import { Worker, isMainThread } from 'node:worker_threads';
import { Futex } from '@sync/atomics';

if (isMainThread) {
  new Worker(new URL(import.meta.url)).once('exit', (code) => console.log(`worker ${code}`));
} else {
  const words = new Int32Array(new SharedArrayBuffer(4));
  Futex.waitAsync(words, 0, 0, { unref: true }).then(() => console.log('woken'));
}
