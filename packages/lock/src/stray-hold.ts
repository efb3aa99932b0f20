import { InvalidStateError, type Mutex } from '@sync/atomics/internal';

/**
 * Throws at the next turn of the event loop, if the calling thread's hold that begins here
 * is not over by then. A sync hold that lives so long lets the other tasks of its thread
 * walk into a re-entrant lock.
 */
export function reportStrayHold(lock: Mutex): void {
  if (lock.depth > 1) return;
  const hold = lock.number();
  const { stack = '' } = new Error('taken here');
  setTimeout(() => {
    if (!lock.isHeld(hold)) return;
    throw new InvalidStateError(
      `${lock.label}: a sync hold lives across a turn of the event loop; ` +
        `use holdAsync() there. It was ${stack.slice('Error: '.length)}`,
    );
  }, 0);
}
