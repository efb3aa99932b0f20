import type { JavaScriptContender } from '../lock-shapes.ts';
import { OWN_QUEUES, QUEUED } from '../queued.ts';
import { asyncMutex } from './async-mutex.ts';
import { bareAdd, bareWords } from './bare-words.ts';
import { bareBarrier, bareLatch } from './bare-waiting.ts';
import { json, structuredCloning, syncCodec, v8Serialize } from './copies.ts';
import {
  multithreading,
  multithreadingBarrier,
  multithreadingCondition,
  multithreadingRWLock,
  multithreadingSemaphore,
} from './multithreading.ts';
import { multithreadingChannel } from './multithreading-channel.ts';
import { nodeLocks } from './node-locks.ts';
import { postMessage, postMessageMoved, syncQueue, syncQueueBytes, syncQueueInt32, syncQueueOf } from './queues.ts';
import { atomicInt32, perThreadCounter } from './sync-counters.ts';
import { syncHold, syncLock, syncLockTimed, syncRLock, syncRun, syncRWLock } from './sync-lock.ts';
import {
  syncBarrier,
  syncBoundedSemaphore,
  syncCondition,
  syncEvent,
  syncLatch,
  syncOnce,
  syncRobustSemaphore,
  syncSemaphore,
} from './sync-waiting.ts';
import { textbookFutex } from './textbook-futex.ts';
import { lockAndMessages, syncGuarded, syncSharedCell } from './shared-lists.ts';
import { asyncLocalStorage, plainProperty, syncLocal, syncThreadLocal, syncThreadLocalAfterRun } from './thread-local.ts';
import {
  bareWorker,
  bareWorkerMessage,
  multithreadingSpawn,
  syncThread,
  syncThreadAsync,
  syncThreadFunction,
  syncThreadLooking,
} from './threads.ts';
import { v8Mutex } from './v8-mutex.ts';

const queues = Object.entries(OWN_QUEUES).flatMap(([name, kind]) =>
  QUEUED.map((queued): [string, JavaScriptContender] => [`${name}-${String(queued)}`, syncQueueOf(kind, queued)]),
);

/** Every contender in JavaScript, by its name on the wire. */
export const javaScriptContenders: Readonly<Record<string, JavaScriptContender>> = {
  'sync-lock': syncLock,
  'sync-rlock': syncRLock,
  'sync-rwlock': syncRWLock,
  'sync-lock-timed': syncLockTimed,
  'sync-run': syncRun,
  'sync-hold': syncHold,
  'sync-per-thread-counter': perThreadCounter,
  'sync-atomic-int32': atomicInt32,
  'sync-semaphore': syncSemaphore,
  'sync-bounded-semaphore': syncBoundedSemaphore,
  'sync-robust-semaphore': syncRobustSemaphore,
  'sync-event': syncEvent,
  'sync-latch': syncLatch,
  'sync-barrier': syncBarrier,
  'sync-condition': syncCondition,
  'sync-once': syncOnce,
  'sync-thread-local': syncThreadLocal,
  'sync-thread-local-after-run': syncThreadLocalAfterRun,
  'sync-local': syncLocal,
  'sync-codec': syncCodec,
  'sync-guarded': syncGuarded,
  'sync-shared-cell': syncSharedCell,
  'sync-queue': syncQueue,
  'sync-queue-int32': syncQueueInt32,
  'sync-queue-bytes': syncQueueBytes,
  ...Object.fromEntries(queues),
  'sync-thread': syncThread,
  'sync-thread-async': syncThreadAsync,
  'sync-thread-function': syncThreadFunction,
  'sync-thread-looking': syncThreadLooking,
  'textbook-futex': textbookFutex,
  'v8-mutex': v8Mutex,
  multithreading,
  'multithreading-semaphore': multithreadingSemaphore,
  'multithreading-condition': multithreadingCondition,
  'multithreading-barrier': multithreadingBarrier,
  'multithreading-rwlock': multithreadingRWLock,
  'multithreading-channel': multithreadingChannel,
  'multithreading-spawn': multithreadingSpawn,
  'node-locks': nodeLocks,
  'async-mutex': asyncMutex,
  'bare-words': bareWords,
  'bare-add': bareAdd,
  'bare-barrier': bareBarrier,
  'bare-latch': bareLatch,
  'bare-worker': bareWorker,
  'bare-worker-message': bareWorkerMessage,
  'plain-property': plainProperty,
  'async-local-storage': asyncLocalStorage,
  'v8-serialize': v8Serialize,
  'structured-clone': structuredCloning,
  json,
  'lock-and-messages': lockAndMessages,
  'post-message': postMessage,
  'post-message-moved': postMessageMoved,
};

/** A contender by name. */
export function javaScriptContender(name: string): JavaScriptContender {
  const found = javaScriptContenders[name];
  if (!found) throw new Error(`no contender is called ${name}`);
  return found;
}
