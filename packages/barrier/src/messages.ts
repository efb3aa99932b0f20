import { BrokenBarrierError, selfCircular, threadId, threadName, type DeadlockError, type Place } from '@sync/atomics/internal';

/** Whose call fails. */
export interface Caller {
  /** The barrier's. */
  readonly label: string;
  readonly place: Place;
}

/** It was broken by somebody. */
export function brokenError(caller: Caller, call: string): BrokenBarrierError {
  return new BrokenBarrierError(
    `${who(caller, call)}, but the barrier is broken: one who waited ran out of time, was aborted or died, ` +
      'the action failed, or somebody called abort() or reset(); reset() makes it whole',
  );
}

/** It was broken by this call. */
export function timeoutError(caller: Caller, call: string, timeout: number): BrokenBarrierError {
  return new BrokenBarrierError(
    `${who(caller, call)} ran out of time after ${timeout} ms, which breaks the barrier for all; reset() makes it whole`,
  );
}

/** The action would wait for its own end. */
export function withinAction({ label, place }: Caller, call: string): DeadlockError {
  return selfCircular({ label }, place.table, `${label}: ${call}() within the action of the same barrier would wait for the action's end`);
}

function who({ label, place }: Caller, call: string): string {
  return `${label}: ${call}() by ${threadName(threadId(), place.table)}`;
}
