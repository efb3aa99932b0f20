import { LONG, pause } from './delays.ts';
import { mutexState } from './mutex-word.ts';
import { StuckError } from './watchdog.ts';

/**
 * Polls until the condition holds.
 *
 * @param what the condition in words, for the error
 * @throws StuckError the condition does not hold within the limit: names it, and says who holds what
 */
export async function until(what: string, condition: () => boolean, limit: number = LONG): Promise<void> {
  const start = performance.now();
  for (let turn = 0; !condition(); turn++) {
    if (performance.now() - start > limit) throw new StuckError(`not within ${String(limit)} ms: ${what}`);
    if (turn < 50) await new Promise<void>((resolve) => setImmediate(resolve));
    else await pause(1);
  }
}

/** What shows whether anybody sleeps on it. */
export interface Waitable {
  readonly words: Int32Array;
  /** True when somebody has announced that it goes to sleep. */
  waiting?(words: Int32Array): boolean;
}

/** Polls until a waiter has announced itself in the words, instead of sleeping for a while. */
export function blocked(subject: Waitable, limit: number = LONG): Promise<void> {
  const waiting = subject.waiting ?? ((words: Int32Array) => mutexState(words).waiters);
  return until('somebody waits', () => waiting(subject.words), limit);
}

/** Tells whether a promise is still pending after all that is due now has run. */
export async function pending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return !settled;
}
