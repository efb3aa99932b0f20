import { keepAlive, onAbort, type AsyncWait, type Deadline } from '@sync/atomics/internal';

/** How long an awaited call may take, counted from its beginning. */
export interface AwaitLimits extends Omit<AsyncWait, 'timeout'> {
  readonly deadline: Deadline;
}

/**
 * Resolves with true when it is woken, with false when the time is up; rejects with the
 * signal's reason.
 *
 * @param listen is given what wakes it, later, and returns what makes it listen no more
 */
export function untilWoken({ deadline, signal, unref }: AwaitLimits, listen: (wake: () => void) => () => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    if (!unref) keepAlive(1);
    const end = (woken: boolean): void => {
      if (isOver) return;
      isOver = true;
      if (!unref) keepAlive(-1);
      offTimer();
      stop();
      offAbort?.();
      resolve(woken);
    };
    const offTimer = deadline.onPassed(() => {
      end(false);
    });
    const offAbort = signal && onAbort(signal, () => {
      // When both have ended the wait, the time limit wins.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
      if (!deadline.passed) reject(signal.reason);
      end(false);
    });
    const stop = listen(() => {
      end(true);
    });
  });
}
