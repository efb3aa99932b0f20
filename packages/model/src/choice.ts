/**
 * What can happen next in a state, as one number: schedules and replay tokens are lists of
 * them. Bits 0-2 say what, 3-6 to which thread, 7 that a time-out is early, the rest which
 * of the thread's waits, timers or signals, or which of the ways to wake others.
 */
export const RUN = 0;
/** A sleeping thread's time is up. */
export const TIME_OUT = 1;
/** An async wait's time is up. */
export const EXPIRE = 2;
/** A thread that awaits sees the end of an async wait. */
export const DELIVER = 3;
/** A timer of a thread that awaits fires. */
export const TIMER = 4;
/** A signal of a thread that awaits is aborted. */
export const ABORT = 5;
/** A thread is killed. */
export const KILL = 6;

/** Threads that a scenario can have. */
export const MOST_THREADS = 16;

/** One of them. */
export function choiceOf(kind: number, thread: number, detail = 0, early = 0): number {
  return (detail << 8) | (early << 7) | (thread << 3) | kind;
}

/** What happens. */
export function kindOf(choice: number): number {
  return choice & 7;
}

/** To which thread. */
export function threadOf(choice: number): number {
  return (choice >> 3) & 15;
}

/** 1: it is a time-out that fires while something else could move, and these are bounded. */
export function earlyOf(choice: number): number {
  return (choice >> 7) & 1;
}

/** Which of the thread's waits, timers, signals, or ways. */
export function detailOf(choice: number): number {
  return choice >> 8;
}

/** The clock or a murderer does it, not the thread: nobody loses a turn. */
export function isOutside(choice: number): boolean {
  const kind = kindOf(choice);
  return kind === TIME_OUT || kind === EXPIRE || kind === KILL;
}
