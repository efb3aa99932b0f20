import type { TaskLimits } from './async-waiters.ts';
import { load, notify } from './atomics.ts';
import { blocked } from './blocked-wait.ts';
import { checkCanBlock } from './can-block.ts';
import { Deadline } from './deadline.ts';
import { show, type Subject } from './input.ts';
import { gaveUp } from './interruption.ts';
import { isShared } from './shared-memory.ts';
import { sleepSlice, type SliceEnd } from './slice.ts';
import { asyncWaitOf, timeoutOf, type WaitAsyncOptions, type WaitOptions } from './wait-options.ts';
import { watchersOf } from './watchers.ts';

/** How a wait ended. `'ok'`: woken, or the word changed. `'not-equal'`: it differed at the call. */
export type FutexResult = SliceEnd;

const SUBJECT: Subject = { label: 'Futex' } as const;

/** The calls of {@link Futex}. */
export interface FutexCalls {
  /**
   * Sleeps while the word is what was expected. Blocks the calling thread.
   *
   * @throws BlockingNotAllowedError this thread may not block
   */
  wait(words: Int32Array, index: number, expected: number, options?: WaitOptions): FutexResult;

  /** As {@link FutexCalls.wait}. Returns a promise; never blocks. */
  waitAsync(
    words: Int32Array,
    index: number,
    expected: number,
    options?: WaitAsyncOptions,
  ): Promise<FutexResult>;

  /**
   * Wakes at most `count` waiters (all, if none is given), in the order in which they began
   * to wait; the async waiters of one thread on one word count as one, and all look again.
   * Returns how many it woke. Never blocks.
   */
  notify(words: Int32Array, index: number, count?: number): number;
}

/**
 * Sleeping on a word of shared memory, and waking those who do: the way to build a
 * primitive of your own. Change the word first, then notify.
 *
 * Beyond `Atomics.wait` and `Atomics.waitAsync`: a wait that times out or is aborted eats
 * nobody's wake-up; a pending async wait keeps the thread alive; a wake-up given to a
 * thread that died before it acted is made up for, within 50 ms, if the word was changed;
 * any number of async waiters of a thread on one word cost one platform waiter. As with
 * every futex a wait may end without a reason: look at the word again.
 */
export const Futex: FutexCalls = Object.freeze({
  wait: (words, index, expected, options) => waitOn(SUBJECT, words, index, expected, options),
  waitAsync: (words, index, expected, options) => waitOnAsync(SUBJECT, words, index, expected, options),
  notify: (words, index, count) => wake(SUBJECT, words, index, count),
} satisfies FutexCalls);

/** {@link FutexCalls.wait}, for a class that speaks of itself in messages. */
export function waitOn(
  subject: Subject,
  words: Int32Array,
  index: number,
  expected: number,
  options?: WaitOptions,
): FutexResult {
  const at = locate(subject, 'wait', words, index);
  const timeout = timeoutOf(subject, 'wait', options);
  if (load(words, at) !== expected) return 'not-equal';
  if (timeout === 0) return 'timed-out';
  checkCanBlock(subject, 'wait', 'waitAsync()');
  const deadline = Deadline.interruptible(timeout);
  // Others need not see a wait that is over in a slice.
  const isWoken = isWokenIn(words, at, expected, deadline) || blocked({ subject, untimed: !deadline.finite }, (shown) => {
    while (!deadline.passed) {
      shown.look();
      if (isWokenIn(words, at, expected, deadline)) return true;
    }
    return gaveUp();
  });
  return isWoken ? 'ok' : 'timed-out';
}

/** A slice, or until the deadline. Blocks the calling thread. */
function isWokenIn(words: Int32Array, at: number, expected: number, deadline: Deadline): boolean {
  // The wake-up for a change may have gone to a thread that died.
  return sleepSlice(words, at, expected, deadline) === 'ok' || load(words, at) !== expected;
}

/** {@link FutexCalls.waitAsync}, for a class that speaks of itself in messages. */
export async function waitOnAsync(
  subject: Subject,
  words: Int32Array,
  index: number,
  expected: number,
  options?: WaitAsyncOptions,
): Promise<FutexResult> {
  const at = locate(subject, 'waitAsync', words, index);
  const { timeout, signal, unref } = asyncWaitOf(subject, 'waitAsync', options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  if (load(words, at) !== expected) return 'not-equal';
  if (timeout === 0) return 'timed-out';
  const limits: TaskLimits = { deadline: Deadline.after(timeout), signal, unref };
  return new Promise((resolve, reject) => {
    const settle = (success: boolean): void => {
      resolve(success ? 'ok' : 'timed-out');
    };
    const isSo = (word: number, woken: boolean): boolean => woken || word !== expected;
    watchersOf(words, at).add({ isSo, limits, settle, reject });
  });
}

/** {@link FutexCalls.notify}, for a class that speaks of itself in messages. */
export function wake(subject: Subject, words: Int32Array, index: number, count = Infinity): number {
  const at = locate(subject, 'notify', words, index);
  const wrong = `${subject.label}: notify(): the count must be a number, 0 or more, not ${show(count)}`;
  if (typeof count !== 'number' || Number.isNaN(count)) throw new TypeError(wrong);
  if (count < 0) throw new RangeError(wrong);
  return notify(words, at, count);
}

function locate(subject: Subject, call: string, words: unknown, index: unknown): number {
  if (!(words instanceof Int32Array) || !isShared(words.buffer)) {
    throw new TypeError(`${subject.label}: ${call}() expects an Int32Array over a SharedArrayBuffer, not ${show(words)}`);
  }
  if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= words.length) {
    throw new RangeError(`${subject.label}: ${call}(): no word ${show(index)} in ${words.length} words`);
  }
  return index as number;
}
