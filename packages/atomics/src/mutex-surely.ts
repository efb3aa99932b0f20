import { canBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import { Mutex } from './mutex.ts';
import { takeWaiting } from './mutex-wait.ts';
import { FREE } from './mutex-word.ts';
import type { Place } from './shared.ts';
import { spinUntil } from './spin.ts';

/**
 * A mutex inside of a structure, for sections that are over at once, in which no code of a user runs. Whoever finds its
 * owner dead just has it: what was left half done, the structure tells by its own words.
 *
 * @param kind the public class, for messages
 */
export function internalMutex(kind: string, place: Place): Mutex {
  return new Mutex(kind, place, false, () => true);
}

/**
 * Takes such a mutex, in any thread: one that may not block spins until its owner is done. Neither a time limit
 * nor a stop ends that.
 */
export function takeSurely(mutex: Mutex): void {
  if (!mutex.swap(FREE, mutex.me)) takeSlowly(mutex);
}

function takeSlowly(mutex: Mutex): void {
  if (canBlock()) {
    takeWaiting(mutex, 'acquire', Deadline.never, 'recover');
    return;
  }
  const look = (): boolean => mutex.tryAcquire();
  while (!look() && !spinUntil(look));
}
