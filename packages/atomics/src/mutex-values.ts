import { load, plainLoad } from './atomics.ts';
import type { Mutex } from './mutex.ts';
import { isValued } from './mutex-policy.ts';
import { SLOT_HOLD, SLOT_STATE, isRecorded } from './mutex-word.ts';
import { perMemory } from './per-memory.ts';

/**
 * What the calling thread's holds of a mutex do before they are given up for a while, by their numbers: a value that
 * belongs to the hold, and is kept outside of the words, is put where others see it. If one throws, its hold goes on.
 */
export type HeldValues = Map<number, (call: string) => void>;

/**
 * Those of a mutex whose policy says that it has such, for whichever object over its words; kept by who adds to them.
 *
 * @param words the mutex's
 */
export function heldValues(words: Int32Array): HeldValues {
  return perMemory<HeldValues>('held-values', words, () => new Map());
}

/**
 * For who is about to pause the calling thread's hold, before anything is changed.
 *
 * @param call for messages, as `wait`
 * @throws what the hold's value throws, if it cannot be put away
 */
export function putValueAway({ words }: Mutex, call: string): void {
  if (!isValued(words) || !isRecorded(load(words, SLOT_STATE))) return;
  heldValues(words).get(plainLoad(words, SLOT_HOLD))?.(call); // PLAIN: the calling thread is the owner
}
