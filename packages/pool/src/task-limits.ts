import { Deadline, TimeoutError } from '@sync/atomics/internal';
import type { Submission } from './submission.ts';

/** Takes the listener back that a signal has been given. */
interface Forgetful {
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/**
 * Watches the signal and the time limit of a task, from when it is handed in.
 *
 * @param ranFor how long it has been running, in milliseconds; undefined: it has not begun
 * @param reached called once with the reason, if one of them ends the task
 */
export function watchLimits(submission: Submission, ranFor: () => number | undefined, reached: (why: unknown) => void): void {
  const { signal, timeout = Infinity } = submission.limits ?? {};
  if (signal === undefined && timeout === Infinity) return;
  const abort = (): void => {
    reached(signal?.reason);
  };
  let takeTimer = (): void => undefined;
  const wait = (milliseconds: number): void => {
    takeTimer = Deadline.after(milliseconds).onPassed(() => {
      const left = timeout - (ranFor() ?? 0);
      if (left > 0) wait(left);
      else reached(new TimeoutError(`${submission.label} of ${submission.origin.label} ran for longer than ${timeout} ms`, { timeout }));
    });
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (timeout !== Infinity) wait(timeout);
  submission.release = () => {
    (signal as Forgetful | undefined)?.removeEventListener?.('abort', abort);
    takeTimer();
  };
}
