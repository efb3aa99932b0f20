import { AsyncWaiters, type AsyncTask, type Awaited, type TaskLimits } from './async-waiters.ts';
import { load, notify } from './atomics.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import type { Subject } from './input.ts';
import { perAddress } from './per-address.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { spinUntil } from './spin.ts';
import { asyncWaitOf, timeoutOf, type WaitAsyncOptions, type WaitOptions } from './wait-options.ts';

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
  const { list } = perAddress('watchers', words, index, () => new Watchers(words, index));
  return new Promise((resolve, reject) => {
    // Its time may be up while the thread was busy, and the wake-up still on its way.
    const settle = (success: boolean): void => {
      resolve(success || isSo(load(words, index)));
    };
    list.add({ isSo, limits, settle, reject });
  });
}

interface WatchTask extends AsyncTask {
  isSo(word: number): boolean;
}

/** The async watchers of the calling thread on one word: one platform waiter for them all. */
class Watchers implements Awaited<WatchTask> {
  /** What they watch. */
  readonly words: Int32Array;
  /** What they watch. */
  readonly index: number;
  /** Each waits for something of its own. */
  readonly inTurn: boolean = false;
  /** In order of arrival. */
  readonly list: AsyncWaiters<WatchTask> = new AsyncWaiters<WatchTask>(this);

  /** @param index the word */
  constructor(words: Int32Array, index: number) {
    this.words = words;
    this.index = index;
  }

  /** It is so. */
  claim(task: WatchTask): boolean {
    return task.isSo(load(this.words, this.index));
  }

  /** Nobody leaves a mark: who changes the word notifies. */
  announce(task: WatchTask): number | undefined {
    const word = load(this.words, this.index);
    return task.isSo(word) ? undefined : word;
  }

  /** A5: those who notify wake all; a single wake-up is somebody else's. */
  passOn(): void {
    notify(this.words, this.index, 1);
  }

  /** Nothing was written, so nothing is taken back. */
  abandon(): void {
    return undefined;
  }
}
