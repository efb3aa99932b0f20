import type { TaskLimits } from './async-waiters.ts';
import { load } from './atomics.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import type { Subject } from './input.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { spinUntil } from './spin.ts';
import { asyncWaitOf, timeoutOf, type WaitAsyncOptions, type WaitOptions } from './wait-options.ts';
import { watchersOf } from './watchers.ts';

/**
 * A word that threads watch until it is as they want it: an Event's, a latch's. Nobody
 * takes anything from it, so who is woken and leaves owes nothing to the others; who makes
 * it so that somebody may have waited for it notifies all.
 */
export interface WatchedWord {
  readonly subject: Subject;
  readonly words: Int32Array;
  readonly index: number;
}

/**
 * Waits until the word is so; false: the time was up. Blocks the calling thread.
 *
 * @param isSo pure; a word that is so once may be otherwise when it is looked at again, so
 * it tells by a generation what it has missed
 */
export function waitUntil(watched: WatchedWord, isSo: (word: number) => boolean, options?: WaitOptions): boolean {
  const { subject, words, index } = watched;
  const timeout = timeoutOf(subject, 'wait', options);
  const look = (): boolean => isSo(load(words, index));
  if (look()) return true;
  if (timeout === 0) return false;
  checkCanBlock(subject, 'wait', 'waitAsync()');
  const deadline = Deadline.after(timeout);
  if (spinUntil(look)) return true;
  for (;;) {
    const word = load(words, index);
    if (isSo(word)) return true;
    if (deadline.passed) return false;
    sleepSlice(words, index, word, deadline, SLICE);
  }
}

/** As {@link waitUntil}; rejects with the signal's reason. Returns a promise; never blocks. */
export async function waitUntilAsync(
  watched: WatchedWord,
  isSo: (word: number) => boolean,
  options?: WaitAsyncOptions,
): Promise<boolean> {
  const { subject, words, index } = watched;
  const { timeout, signal, unref } = asyncWaitOf(subject, 'waitAsync', options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  if (isSo(load(words, index))) return true;
  if (timeout === 0) return false;
  const limits: TaskLimits = { deadline: Deadline.after(timeout), signal, unref };
  return new Promise((resolve, reject) => {
    // Its time may be up while the thread was busy, and the wake-up still on its way.
    const settle = (success: boolean): void => {
      resolve(success || isSo(load(words, index)));
    };
    watchersOf(words, index).add({ isSo, limits, settle, reject });
  });
}
