/** A thread that somebody else starts, in whichever way: makes a primitive, says who it is, and stays. */
import { isMainThread, parentPort } from 'node:worker_threads';
import { readlinkSync } from 'node:fs';
import { AtomicInt32, threadId } from '@sync/atomics';

globalThis.kept = new AtomicInt32();
const native = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
parentPort.postMessage({ id: threadId(), native, table: globalThis.kept.share().table, isMainThread });
setInterval(() => undefined, 1000);
