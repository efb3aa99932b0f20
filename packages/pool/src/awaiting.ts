import type { AsyncWait, Deadline } from '@sync/atomics/internal';

/** Timers take a signed 32-bit number of milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How long an awaited call may take, counted from its beginning. */
export interface AwaitLimits extends Omit<AsyncWait, 'timeout'> {
  readonly deadline: Deadline;
}

/** Takes the listener back that a signal has been given. */
interface Forgetful {
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/**
 * Resolves with true when it is woken, with false when the time is up; rejects with the
 * signal's reason.
 *
 * @param listen is given what wakes it, later, and returns what makes it listen no more
 */
export function untilWoken({ deadline, signal, unref }: AwaitLimits, listen: (wake: () => void) => () => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const alive = unref ? undefined : setInterval(() => undefined, LONGEST_TIMER);
    const end = (woken: boolean): void => {
      clearInterval(alive);
      offTimer();
      stop();
      (signal as Forgetful | undefined)?.removeEventListener?.('abort', abort);
      resolve(woken);
    };
    const offTimer = deadline.onPassed(() => {
      end(false);
    });
    const abort = (): void => {
      // When both have ended the wait, the time limit wins.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
      if (!deadline.passed) reject(signal?.reason);
      end(false);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const stop = listen(() => {
      end(true);
    });
  });
}
