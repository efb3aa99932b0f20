import type { JavaScriptContender } from '../lock-shapes.ts';
import { asyncMutex } from './async-mutex.ts';
import { bareAdd, bareWords } from './bare-words.ts';
import { multithreading } from './multithreading.ts';
import { nodeLocks } from './node-locks.ts';
import { atomicInt32, perThreadCounter } from './sync-counters.ts';
import { syncHold, syncLock, syncRLock, syncRun } from './sync-lock.ts';
import { textbookFutex } from './textbook-futex.ts';
import { v8Mutex } from './v8-mutex.ts';

/** Every contender in JavaScript, by its name on the wire. */
export const javaScriptContenders: Readonly<Record<string, JavaScriptContender>> = {
  'sync-lock': syncLock,
  'sync-rlock': syncRLock,
  'sync-run': syncRun,
  'sync-hold': syncHold,
  'sync-per-thread-counter': perThreadCounter,
  'sync-atomic-int32': atomicInt32,
  'textbook-futex': textbookFutex,
  'v8-mutex': v8Mutex,
  multithreading,
  'node-locks': nodeLocks,
  'async-mutex': asyncMutex,
  'bare-words': bareWords,
  'bare-add': bareAdd,
};

/** A contender by name. */
export function javaScriptContender(name: string): JavaScriptContender {
  const found = javaScriptContenders[name];
  if (!found) throw new Error(`no contender is called ${name}`);
  return found;
}
