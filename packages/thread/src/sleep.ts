import {
  Deadline,
  asyncWaitOf,
  checkCanBlock,
  checkDuration,
  gaveUp,
  watch,
  watchAsync,
  type Subject,
  type WaitAsyncOptions,
  type WatchedWord,
} from '@sync/atomics/internal';
import { ownThread } from './own-thread.ts';

const SLEEP: Subject = { label: 'sleep' } as const;
const SLEEP_ASYNC: Subject = { label: 'sleepAsync' } as const;

/** What ends a {@link sleepAsync} early. */
export type SleepOptions = Omit<WaitAsyncOptions, 'timeout'>;

/**
 * Sleeps so long, in milliseconds, never less. Blocks the calling thread.
 *
 * @throws the reason, when the thread is asked to stop
 * @throws BlockingNotAllowedError this thread may not block
 */
export function sleep(milliseconds: number): void {
  checkDuration('sleep()', milliseconds);
  if (milliseconds === 0) return;
  checkCanBlock(SLEEP, 'sleep', 'sleepAsync()');
  if (!watch(nothing(SLEEP), never, Deadline.interruptible(milliseconds))) gaveUp();
}

/**
 * As {@link sleep}. Rejects with the signal's reason when that is aborted; without a signal,
 * when the calling thread is asked to stop. Returns a promise; never blocks.
 */
export async function sleepAsync(milliseconds: number, options?: SleepOptions): Promise<void> {
  checkDuration('sleepAsync()', milliseconds);
  const { unref, signal = ownThread()?.signal } = asyncWaitOf(SLEEP_ASYNC, 'sleepAsync', options);
  if (signal?.aborted === true) throw signal.reason;
  await watchAsync(nothing(SLEEP_ASYNC), never, { deadline: Deadline.after(milliseconds), signal, unref });
}

/** A word that nobody else knows. */
function nothing(subject: Subject): WatchedWord {
  return { subject, words: new Int32Array(new SharedArrayBuffer(4)), index: 0 };
}

function never(): boolean {
  return false;
}
