import { perThread } from './context.ts';

/** What can ask the calling thread to stop waiting: its Thread, on which somebody calls `stop()`. */
export interface Interruption {
  /** Somebody has asked, and no wait has ended for it yet. */
  readonly pending: boolean;
  /** A wait ends for it, and is pending no more: what the wait throws. Never undefined. */
  take(): unknown;
}

interface Slot {
  interruption: Interruption | undefined;
}

function slot(): Slot {
  return perThread('interruption', () => ({ interruption: undefined }));
}

/** From now on this can end the calling thread's blocking waits, once for each time that somebody asks. */
export function interruptBy(interruption: Interruption): void {
  slot().interruption = interruption;
}

/** What can end the calling thread's blocking waits; undefined: nothing. */
export function interruptionHere(): Interruption | undefined {
  return slot().interruption;
}

/** What a wait that ended in vain has to throw; undefined: nothing, its time was up. */
export function takeInterruption(): unknown {
  const { interruption } = slot();
  return interruption?.pending === true ? interruption.take() : undefined;
}

/** A wait ended in vain: false, as its time was up, unless the thread was asked to stop. */
export function gaveUp(): false {
  const reason = takeInterruption();
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- a reason is anything
  if (reason !== undefined) throw reason;
  return false;
}
