import { perThread } from './context.ts';

/** What can ask the calling thread to stop waiting: its Thread, on which somebody calls `stop()`. */
export interface Interruption {
  /** Somebody has asked, and no wait has ended for it yet. */
  readonly pending: boolean;
  /** A wait ends for it, and is pending no more: what the wait throws. */
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

/**
 * A wait ended in vain: false, as its time was up.
 *
 * @throws the reason, of whichever type, if the thread was asked to stop
 */
export function gaveUp(): false {
  const { interruption } = slot();
  if (interruption?.pending === true) throw interruption.take();
  return false;
}
