import { TimeoutError, onAbort } from '@sync/atomics/internal';
import type { Submission } from './submission.ts';
import { later } from './timers.ts';

/**
 * Watches the signal and the time limit of a task, from when it is handed in.
 *
 * @param ranFor how long it has been running, in milliseconds; undefined: it has not begun
 * @param reached called once with the reason, if one of them ends the task
 */
export function watchLimits(submission: Submission, ranFor: () => number | undefined, reached: (why: unknown) => void): void {
  const { signal, timeout = Infinity } = submission.limits ?? {};
  if (signal === undefined && timeout === Infinity) return;
  let takeTimer = (): void => undefined;
  const wait = (milliseconds: number): void => {
    takeTimer = later(milliseconds, () => {
      const left = timeout - (ranFor() ?? 0);
      if (left > 0) wait(left);
      else reached(new TimeoutError(`${submission.label} of ${submission.origin.label} ran for longer than ${timeout} ms`, { timeout }));
    });
  };
  const off = signal && onAbort(signal, () => { reached(signal.reason); });
  if (timeout !== Infinity) wait(timeout);
  submission.release = () => {
    off?.();
    takeTimer();
  };
}
