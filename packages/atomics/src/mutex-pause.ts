import { load, or, plainLoad, plainStore, store } from './atomics.ts';
import { Deadline } from './deadline.ts';
import type { Mutex } from './mutex.ts';
import { isDebugged } from './mutex-policy.ts';
import { takeWaiting } from './mutex-wait.ts';
import { RECORDED, SLOT_DEPTH, SLOT_HOLD, SLOT_STATE, isRecorded } from './mutex-word.ts';
import { orderOf } from './order.ts';
import { SPIN_FOR, spinUntil } from './spin.ts';
import { notePlace, takenHere } from './taken.ts';

/** A hold that its thread has given up for a while: all levels, the number, the mode. */
export interface PausedHold {
  /** Undefined: it has none, and so neither levels nor a mode. */
  readonly number: number | undefined;
  /** Levels and mode, as in the word. */
  readonly depth: number;
  /** Where in the source it began, if that was noted. */
  readonly taken: string | undefined;
}

/** Gives up the calling thread's hold, however deep, until it is resumed. Never blocks. */
export function pauseHold(mutex: Mutex): PausedHold {
  const { words } = mutex;
  // Before anything is changed: it throws, if the hold is not the calling thread's.
  if (!mutex.owned) mutex.release();
  const recorded = isRecorded(load(words, SLOT_STATE));
  const hold: PausedHold = {
    number: recorded ? plainLoad(words, SLOT_HOLD) : undefined, // PLAIN: I5
    depth: recorded ? load(words, SLOT_DEPTH) : 0,
    taken: isDebugged(words) ? takenHere().get(orderOf(words)) : undefined,
  };
  if (hold.depth !== 0) store(words, SLOT_DEPTH, 0);
  mutex.release();
  return hold;
}

/**
 * Takes the mutex again, as the same hold: whoever carries its number still releases it.
 * Blocks the calling thread for as long as others hold it.
 *
 * @throws AbandonedLockError, DeadlockError as acquire does; the hold is over then
 */
export function resumeHold(mutex: Mutex, hold: PausedHold): void {
  // Who notified holds it, and is about to release it.
  const take = (): boolean => mutex.tryFree();
  // Uninterruptible: its caller held it, and releases it.
  if (!take() && !spinUntil(take, SPIN_FOR.baton)) takeWaiting(mutex, 'acquire', Deadline.never, 'give-up');
  restore(mutex, hold);
}

/** As {@link resumeHold}. Returns a promise; never blocks. */
export async function resumeHoldAsync(mutex: Mutex, hold: PausedHold, unref: boolean): Promise<void> {
  await mutex.acquireAsync({ unref });
  restore(mutex, hold);
}

/** I5: the calling thread is the owner. */
function restore({ words }: Mutex, { number, depth, taken }: PausedHold): void {
  if (taken !== undefined) notePlace(words, taken);
  store(words, SLOT_DEPTH, depth);
  if (number === undefined) return;
  if (!isRecorded(load(words, SLOT_STATE))) or(words, SLOT_STATE, RECORDED);
  plainStore(words, SLOT_HOLD, number); // PLAIN: I5
}
