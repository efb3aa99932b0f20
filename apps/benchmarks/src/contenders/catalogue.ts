import workerThreads from 'node:worker_threads';
import { checker } from './checker.ts';
import { compiledC } from './compiled-c.ts';
import type { Contender } from './contender.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import { python } from './python.ts';

const V8_FLAGS = ['--harmony-struct'];
const V8_PAIR = ['sync-lock', 'v8-mutex'];

/** Where the engine's own mutex and our lock run in one process, with the engine's flag. */
const withV8 = { flags: V8_FLAGS, host: 'v8', together: V8_PAIR };

const noLocks = (): string | undefined =>
  'locks' in workerThreads ? undefined : `Node ${process.version} has no worker_threads.locks`;

const noNavigator = (): string | undefined =>
  'navigator' in globalThis && 'withResolvers' in Promise
    ? undefined
    : `crashes at import on Node ${process.version}, which lacks navigator and Promise.withResolvers`;

const all = [
  javascript('sync-lock', 'Lock', { family: 'ours' }),
  javascript('sync-rlock', 'RLock', { family: 'ours' }),
  javascript('sync-run', 'Lock.run(fn)', { family: 'ours' }),
  javascript('sync-hold', 'Lock.hold()', { family: 'ours' }),
  javascript('sync-lock-beside-v8', 'Lock', { ...withV8, wire: 'sync-lock', family: 'ours' }),
  javascript('sync-lock-latest', 'Lock, newest Node', { wire: 'sync-lock', family: 'ours', latest: 'only' }),
  javascript('sync-per-thread-counter', 'PerThreadCounter', { family: 'ours' }),
  javascript('sync-atomic-int32', 'AtomicInt32', { family: 'ours' }),
  compiledC('c-mutex', 'C pthread mutex', 'LOCK_DEFAULT'),
  compiledC('c-adaptive', 'C pthread mutex, adaptive', 'LOCK_ADAPTIVE'),
  compiledC('c-fair', 'C fair futex lock', 'LOCK_FAIR'),
  compiledC('c-atomic-add', 'C atomic add', 'LOCK_DEFAULT'),
  java('java-lock', 'Java ReentrantLock'),
  java('java-long-adder', 'Java LongAdder'),
  java('java-atomic-long', 'Java AtomicLong'),
  python('python-lock', 'Python threading.Lock'),
  python('python-rlock', 'Python threading.RLock'),
  javascript('v8-mutex', 'V8 Atomics.Mutex', { flags: V8_FLAGS }),
  javascript('v8-mutex-beside', 'V8 Atomics.Mutex', { ...withV8, wire: 'v8-mutex' }),
  javascript('multithreading', 'npm multithreading', { latest: 'needed', lacks: noNavigator }),
  javascript('node-locks', 'worker_threads.locks', { latest: 'needed', lacks: noLocks }),
  javascript('async-mutex', 'npm async-mutex'),
  javascript('textbook-futex', 'Textbook futex mutex'),
  javascript('bare-words', 'Bare wait/notify'),
  javascript('bare-add', 'Bare Atomics.add'),
  checker('sync-model', 'check', 'ours'),
  checker('one-by-one', 'Schedule by schedule', 'javascript'),
];

/** Every contender by its id. */
export const contenders: ReadonlyMap<string, Contender> = new Map(all.map((one) => [one.id, one]));
