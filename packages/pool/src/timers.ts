import { Deadline, perThread } from '@sync/atomics/internal';

/** Who blocks looks so often, in milliseconds. */
const EVERY = 5;

/** Calls that are to be made later: by the event loop, or by who blocks the thread. */
interface Timers {
  readonly all: Set<{ readonly deadline: Deadline; readonly fire: () => void }>;
  /** When they are looked at next. */
  next: number;
}

function timersHere(): Timers {
  return perThread<Timers>('pool-timers', () => ({ all: new Set(), next: 0 }));
}

/** Calls a function after so many milliseconds, also while the thread is blocked by a pool. Returns what takes that back. */
export function later(milliseconds: number, fn: () => void): () => void {
  const { all } = timersHere();
  const deadline = Deadline.after(milliseconds);
  const timer = {
    deadline,
    fire: (): void => {
      takeBack();
      fn();
    },
  };
  const off = deadline.onPassed(timer.fire);
  const takeBack = (): void => {
    off();
    all.delete(timer);
  };
  all.add(timer);
  return takeBack;
}

/** Makes those calls whose time has come: by who blocks the thread. */
export function lookAtTimers(): void {
  const here = timersHere();
  if (here.all.size === 0) return;
  const now = performance.now();
  if (now < here.next) return;
  here.next = now + EVERY;
  for (const { deadline, fire } of [...here.all]) if (deadline.passed) fire();
}
