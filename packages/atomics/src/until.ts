import type { TaskLimits } from './async-waiters.ts';
import { load } from './atomics.ts';
import { blocked, type BlockedWait } from './blocked-wait.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import type { Subject } from './input.ts';
import { gaveUp } from './interruption.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { SPIN_FOR, spinUntil } from './spin.ts';
import type { ThreadTable } from './thread-table.ts';
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
  /** Called in each slice of a wait: looks after what threads left that have died. */
  readonly tend?: () => void;
  /** Instead of {@link BlockedWait.look}, for a wait that is for certain threads. */
  readonly look?: (wait: BlockedWait) => void;
  /** Where those threads are looked for. */
  readonly table?: ThreadTable;
}

/** Tells whether the word is as one wants it. Pure; cheap, since spinning looks often. */
export type IsSo = (word: number) => boolean;

/**
 * Waits until the word is so; false: the time was up. Blocks the calling thread.
 *
 * @param isSo a word that is so once may be otherwise when it is looked at again, so it
 * tells by a generation what it has missed
 */
export function waitUntil(watched: WatchedWord, isSo: IsSo, options?: WaitOptions): boolean {
  const { subject, words, index } = watched;
  const timeout = timeoutOf(subject, 'wait', options);
  if (isSo(load(words, index))) return true;
  if (timeout === 0) return false;
  checkCanBlock(subject, 'wait', 'waitAsync()');
  return watch(watched, isSo, Deadline.interruptible(timeout)) || gaveUp();
}

/** As {@link waitUntil}; rejects with the signal's reason. Returns a promise; never blocks. */
export async function waitUntilAsync(
  watched: WatchedWord,
  isSo: IsSo,
  options?: WaitAsyncOptions,
): Promise<boolean> {
  const { subject, words, index } = watched;
  const { timeout, signal, unref } = asyncWaitOf(subject, 'waitAsync', options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  if (isSo(load(words, index))) return true;
  if (timeout === 0) return false;
  return watchAsync(watched, isSo, { deadline: Deadline.after(timeout), signal, unref });
}

/** {@link waitUntil} for those that have looked at their options themselves, and at the word. */
export function watch(watched: WatchedWord, isSo: IsSo, deadline: Deadline): boolean {
  const { subject, words, index, tend, look, table } = watched;
  if (spinUntil(() => isSo(load(words, index)), SPIN_FOR.event)) return true;
  return blocked({ subject, untimed: !deadline.finite, ...(table && { table }) }, (wait) => {
    for (;;) {
      const word = load(words, index);
      if (isSo(word)) return true;
      if (deadline.passed) return false;
      if (sleepSlice(words, index, word, deadline, SLICE) !== 'timed-out') continue;
      if (look === undefined) wait.look();
      else look(wait);
      tend?.();
    }
  });
}

/** {@link waitUntilAsync} for those that have looked at their options themselves. */
export function watchAsync({ words, index, tend }: WatchedWord, isSo: IsSo, limits: TaskLimits): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // Its time may be up while the thread was busy, and the wake-up still on its way.
    const settle = (success: boolean): void => {
      resolve(success || isSo(load(words, index)));
    };
    watchersOf(words, index, tend).add({ isSo, limits, settle, reject });
  });
}
