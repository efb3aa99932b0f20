/**
 * What an import may cost a page, floor included: bytes, bundled, minified and gzipped.
 * A new primitive adds its row.
 *
 * Half a KiB was added for Lock and Event when holds got numbers that go on while a hold is
 * paused, places beginnings of their own, and rows the start of their native thread, by
 * which others know that it is dead: 8,426 and 6,273 bytes then.
 *
 * Two and a half KiB were added for all when waits became visible to others, and dead threads' rows
 * were used again; two more for locks, whose holders may die and which find circles of waiting
 * threads: 13,050 bytes for Lock and RLock then, 9,153 for Event.
 *
 * A quarter was added for Once and AtomicInt32 when threads got names, daemons and an end of their own, and a stop
 * came to end waits: 10,802 and 8,808 bytes since.
 *
 * A quarter was added for Condition, SharedCell, Thread and serve when what a thread has begun came to be looked to while it is
 * blocked by something else, some 120 bytes: 15,893, 23,574, 26,210 and 24,242 bytes since.
 *
 * A quarter was added for most when circles came to be found through any of many readers, and places to be told of whichever lock is
 * wanted; half for Once and Condition, which got circles and places of their own, and two for AtomicInt32, whose waits others see since, as
 * all others': 11,035 bytes.
 *
 * A quarter to a half was added when one of those who wait came to look after the dead for all, and one for RWLock's quick sides: 14,211 bytes for
 * Lock and RLock since, 18,470 for RWLock.
 */
export const BUDGETS = [
  { imports: 'Lock, RLock', from: '@sync/lock', bytes: 14 * 1024 },
  { imports: 'RWLock', from: '@sync/lock', bytes: 18.25 * 1024 },
  { imports: 'SpinLock', from: '@sync/lock', bytes: 14.75 * 1024 },
  { imports: 'Lock, holdAll', from: '@sync/lock', bytes: 14.75 * 1024 },
  { imports: 'Event', from: '@sync/event', bytes: 10 * 1024 },
  { imports: 'CountDownLatch', from: '@sync/latch', bytes: 10.5 * 1024 },
  { imports: 'Once', from: '@sync/once', bytes: 11.75 * 1024 },
  { imports: 'Barrier', from: '@sync/barrier', bytes: 13.25 * 1024 },
  { imports: 'Condition', from: '@sync/condition', bytes: 17 * 1024 },
  { imports: 'Semaphore, BoundedSemaphore', from: '@sync/semaphore', bytes: 13.75 * 1024 },
  { imports: 'encode, decode', from: '@sync/codec', bytes: 10.25 * 1024 },
  { imports: 'ThreadLocal, local', from: '@sync/thread-local', bytes: 7.5 * 1024 },
  { imports: 'SharedCell, Guarded', from: '@sync/shared', bytes: 24 * 1024 },
  { imports: 'Queue', from: '@sync/queue', bytes: 31.25 * 1024 },
  { imports: 'Thread', from: '@sync/thread', bytes: 26.5 * 1024 },
  { imports: 'Thread, Timer, setExceptHook, threads', from: '@sync/thread', bytes: 27.25 * 1024 },
  { imports: 'serve', from: '@sync/thread/worker', bytes: 24.5 * 1024 },
  { imports: 'ThreadPool, wait, asCompleted', from: '@sync/pool', bytes: 47 * 1024 },
  { imports: 'serve, currentTask', from: '@sync/pool/worker', bytes: 42.25 * 1024 },
  { imports: 'AtomicInt32', from: '@sync/atomics', bytes: 11.5 * 1024 },
];
