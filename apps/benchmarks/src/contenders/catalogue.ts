import workerThreads from 'node:worker_threads';
import { OWN_QUEUES, QUEUED } from '../javascript/queued.ts';
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

const onNewNode = { latest: 'needed', lacks: noNavigator } as const;

const LOCKS = 'lock-bench';
const onPool = { part: '--pool' } as const;

const PYTHON_QUEUES = {
  'python-queue': 'Python queue.Queue',
  'python-simple-queue': 'Python queue.SimpleQueue',
  'python-lifo-queue': 'Python queue.LifoQueue',
  'python-priority-queue': 'Python queue.PriorityQueue',
};

/** Each of these queues, with each of these numbers of items in it. */
function queuedUp(
  numbers: readonly number[],
  labels: Readonly<Record<string, string>>,
  make: (id: string, label: string) => Contender,
): readonly Contender[] {
  return Object.entries(labels).flatMap(([id, label]) =>
    numbers.map((queued) => make(`${id}-${String(queued)}`, `${label}, ${queued.toLocaleString('en')} queued`)),
  );
}

const all = [
  javascript('sync-lock', 'Lock', { family: 'ours' }),
  javascript('sync-rlock', 'RLock', { family: 'ours' }),
  javascript('sync-rwlock', 'RWLock', { family: 'ours' }),
  javascript('sync-lock-timed', 'Lock, with a time limit', { family: 'ours' }),
  javascript('sync-run', 'Lock.run(fn)', { family: 'ours' }),
  javascript('sync-hold', 'Lock.hold()', { family: 'ours' }),
  javascript('sync-lock-beside-v8', 'Lock', { ...withV8, wire: 'sync-lock', family: 'ours' }),
  javascript('sync-lock-latest', 'Lock, newest Node', { wire: 'sync-lock', family: 'ours', latest: 'only' }),
  javascript('sync-per-thread-counter', 'PerThreadCounter', { family: 'ours' }),
  javascript('sync-semaphore', 'Semaphore', { family: 'ours' }),
  javascript('sync-bounded-semaphore', 'BoundedSemaphore', { family: 'ours' }),
  javascript('sync-robust-semaphore', 'Semaphore, robust', { family: 'ours' }),
  javascript('sync-event', 'Event', { family: 'ours' }),
  javascript('sync-latch', 'CountDownLatch', { family: 'ours' }),
  javascript('sync-barrier', 'Barrier', { family: 'ours' }),
  javascript('sync-condition', 'Condition', { family: 'ours' }),
  javascript('sync-once', 'Once', { family: 'ours' }),
  javascript('sync-thread-local', 'ThreadLocal', { family: 'ours' }),
  javascript('sync-thread-local-after-run', 'ThreadLocal, after a run', { family: 'ours' }),
  javascript('sync-local', 'local()', { family: 'ours' }),
  javascript('sync-queue', 'Queue', { family: 'ours' }),
  javascript('sync-queue-int32', 'Queue of int32', { family: 'ours' }),
  javascript('sync-queue-bytes', 'Queue of bytes', { family: 'ours' }),
  ...queuedUp(QUEUED, OWN_QUEUES, (id, label) => javascript(id, label, { family: 'ours' })),
  javascript('sync-pool', 'ThreadPool', { ...onPool, family: 'ours' }),
  javascript('sync-pool-blocking', 'ThreadPool, blocking', { ...onPool, family: 'ours' }),
  javascript('sync-thread', 'Thread, a module', { family: 'ours' }),
  javascript('sync-thread-async', 'Thread, a module, awaited', { family: 'ours' }),
  javascript('sync-thread-function', 'Thread, a function', { family: 'ours' }),
  javascript('sync-thread-looking', 'Thread, in a loop that looks', { family: 'ours' }),
  javascript('sync-codec', 'codec', { family: 'ours' }),
  javascript('sync-guarded', 'Guarded', { family: 'ours' }),
  javascript('sync-shared-cell', 'SharedCell', { family: 'ours' }),
  javascript('sync-atomic-int32', 'AtomicInt32', { family: 'ours' }),
  compiledC('c-mutex', 'C pthread mutex', LOCKS, 'LOCK_DEFAULT'),
  compiledC('c-adaptive', 'C pthread mutex, adaptive', LOCKS, 'LOCK_ADAPTIVE'),
  compiledC('c-fair', 'C fair futex lock', LOCKS, 'LOCK_FAIR'),
  compiledC('c-rwlock', 'C pthread rwlock', 'rwlock-bench'),
  compiledC('c-rwlock-writers', 'C pthread rwlock, writers first', 'rwlock-bench', 'WRITERS_FIRST'),
  compiledC('c-robust', 'C robust mutex', 'robust-bench'),
  compiledC('c-atomic-add', 'C atomic add', LOCKS, 'LOCK_DEFAULT'),
  compiledC('c-semaphore', 'C sem_t', LOCKS, 'LOCK_SEMAPHORE'),
  compiledC('c-semaphore-spinning', 'C sem_t, spinning', LOCKS, 'LOCK_SEMAPHORE', 'SPINS'),
  compiledC('c-event', 'C flag, mutex and condition', 'event-bench'),
  compiledC('c-event-spinning', 'C futex event, spinning', 'event-bench', 'SPINS'),
  compiledC('c-condition', 'C pthread condition', 'condition-bench'),
  compiledC('c-condition-spinning', 'C futex condition, spinning', 'condition-bench', 'SPINS'),
  compiledC('c-barrier', 'C pthread barrier', 'barrier-bench'),
  compiledC('c-barrier-spinning', 'C futex barrier, spinning', 'barrier-bench', 'SPINS'),
  compiledC('c-thread', 'C pthread_create', 'thread-bench'),
  compiledC('c-queue', 'C mutex, two conditions', 'queue-bench'),
  compiledC('c-queue-objects', 'C mutex, two conditions', 'queue-bench', 'OBJECTS'),
  compiledC('c-once', 'C pthread_once', 'once-bench'),
  java('java-lock', 'Java ReentrantLock'),
  java('java-long-adder', 'Java LongAdder'),
  java('java-atomic-long', 'Java AtomicLong'),
  python('python-lock', 'Python threading.Lock'),
  python('python-rlock', 'Python threading.RLock'),
  python('python-semaphore', 'Python threading.Semaphore'),
  python('python-event', 'Python threading.Event'),
  python('python-condition', 'Python threading.Condition'),
  python('python-barrier', 'Python threading.Barrier'),
  python('python-thread', 'Python threading.Thread'),
  python('python-thread-pool', 'Python ThreadPoolExecutor'),
  python('python-process-pool', 'Python ProcessPoolExecutor'),
  python('python-thread-local', 'Python threading.local'),
  python('python-list', 'Python list, threading.Lock'),
  python('python-queue', 'Python queue.Queue'),
  ...queuedUp([1, 100_000], PYTHON_QUEUES, python),
  javascript('v8-mutex', 'V8 Atomics.Mutex', { flags: V8_FLAGS }),
  javascript('v8-mutex-beside', 'V8 Atomics.Mutex', { ...withV8, wire: 'v8-mutex' }),
  javascript('multithreading', 'npm multithreading', onNewNode),
  javascript('multithreading-semaphore', 'npm multithreading', onNewNode),
  javascript('multithreading-condition', 'npm multithreading', onNewNode),
  javascript('multithreading-barrier', 'npm multithreading', onNewNode),
  javascript('multithreading-rwlock', 'npm multithreading', onNewNode),
  javascript('multithreading-pool', 'npm multithreading', { ...onPool, ...onNewNode }),
  javascript('multithreading-channel', 'npm multithreading, channel', onNewNode),
  javascript('multithreading-spawn', 'npm multithreading, of a pool', onNewNode),
  javascript('node-locks', 'worker_threads.locks', { latest: 'needed', lacks: noLocks }),
  javascript('async-mutex', 'npm async-mutex'),
  javascript('textbook-futex', 'Textbook futex mutex'),
  javascript('bare-words', 'Bare wait/notify'),
  javascript('bare-add', 'Bare Atomics.add'),
  javascript('bare-barrier', 'Bare count and generation'),
  javascript('bare-latch', 'Bare count'),
  javascript('bare-worker', 'Bare Worker, to its exit'),
  javascript('bare-worker-message', 'Bare Worker, to its message'),
  javascript('bare-pool', 'Bare postMessage', onPool),
  javascript('piscina', 'npm piscina', onPool),
  javascript('tinypool', 'npm tinypool', onPool),
  javascript('workerpool', 'npm workerpool', onPool),
  javascript('poolifier', 'npm poolifier', onPool),
  javascript('plain-property', 'Plain property'),
  javascript('async-local-storage', 'AsyncLocalStorage'),
  javascript('v8-serialize', 'v8.serialize, deserialize'),
  javascript('structured-clone', 'structuredClone'),
  javascript('json', 'JSON'),
  javascript('lock-and-messages', 'Lock, list by messages'),
  javascript('post-message', 'postMessage'),
  javascript('post-message-moved', 'postMessage, moved'),
  checker('sync-model', 'check', 'ours'),
  checker('one-by-one', 'Schedule by schedule', 'javascript'),
];

/** Every contender by its id. */
export const contenders: ReadonlyMap<string, Contender> = new Map(all.map((one) => [one.id, one]));
