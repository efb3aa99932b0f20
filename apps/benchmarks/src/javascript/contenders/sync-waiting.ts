import type { JavaScriptContender } from '../lock-shapes.ts';
import { ownContender } from './sync-packages.ts';

function semaphore(name: 'Semaphore' | 'BoundedSemaphore', robust = false): JavaScriptContender {
  return ownContender(
    '@sync/semaphore',
    name,
    (permits) => ({ blocking: permits, awaited: permits }),
    (Class, { count }) => (robust ? new Class(count, { robust }) : new Class(count)),
  );
}

/** `semaphore.acquire()` and `semaphore.release()`, and their awaited forms. */
export const syncSemaphore: JavaScriptContender = semaphore('Semaphore');

/** The same where a release too many throws. */
export const syncBoundedSemaphore: JavaScriptContender = semaphore('BoundedSemaphore');

/** The same where permits of a thread that has died come back. */
export const syncRobustSemaphore: JavaScriptContender = semaphore('Semaphore', true);

/** `event.set()`, `event.clear()`, `event.wait()`. */
export const syncEvent: JavaScriptContender = ownContender('@sync/event', 'Event', (event) => ({ event }), (Class) => new Class());

/** `latch.countDown()`, `latch.wait()`, `latch.reset(n)`. */
export const syncLatch: JavaScriptContender = ownContender(
  '@sync/latch',
  'CountDownLatch',
  (latch) => ({ latch }),
  (Class, { count }) => new Class(count),
);

/** `barrier.wait()`. */
export const syncBarrier: JavaScriptContender = ownContender(
  '@sync/barrier',
  'Barrier',
  (barrier) => ({ barrier }),
  (Class, { threads }) => new Class(threads),
);

/** A condition with a lock of its own: `wait()` and `notify()`. */
export const syncCondition: JavaScriptContender = ownContender(
  '@sync/condition',
  'Condition',
  (condition) => ({ condition }),
  (Class) => new Class(),
);

/** `once.run(fn)`. */
export const syncOnce: JavaScriptContender = ownContender('@sync/once', 'Once', (once) => ({ once }), (Class) => new Class());
