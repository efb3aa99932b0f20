// Blocks on a lock, or on a word, for more than a second: in the main thread or in a worker, once or twice, with a server or none.
import { AtomicInt32 } from '@sync/atomics';
import { Lock } from '@sync/lock';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import * as net from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const LONG = 2500;
const how = process.argv[2] ?? workerData.how;
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

async function withServer(block) {
  const server = how === 'a word' ? net.createServer() : createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  block();
  server.close();
}

/** Holds it in another thread, while this one blocks. */
async function blocks(lock) {
  const holder = new Worker(new URL(import.meta.url), { workerData: { how: 'holds', handle: lock.share() } });
  await once(holder, 'message');
  return () => lock.run(() => undefined);
}

if (isMainThread) {
  const lock = new Lock({ name: 'jobs' });
  if (how === 'in a worker') {
    lock.acquire();
    const worker = new Worker(new URL(import.meta.url), { workerData: { how: 'serves', handle: lock.share() } });
    await once(worker, 'message');
    sleep(LONG);
    lock.release();
    await once(worker, 'exit');
  } else if (how === 'a word') {
    const word = new AtomicInt32({ name: 'door' });
    await withServer(() => word.wait(0, { timeout: LONG }));
  } else {
    for (let turn = 0; turn < (how === 'twice' ? 2 : 1); turn++) {
      const block = await blocks(lock);
      if (how === 'no server') block();
      else await withServer(block);
    }
  }
} else {
  const lock = Lock.from(workerData.handle);
  if (how === 'serves') {
    await withServer(() => {
      parentPort.postMessage('blocks now');
      lock.run(() => undefined);
    });
  } else {
    lock.acquire();
    parentPort.postMessage('held');
    sleep(LONG);
    writeSync(2, 'released\n');
    lock.release();
  }
}
