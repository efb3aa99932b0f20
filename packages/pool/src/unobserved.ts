/**
 * Failures that nobody has looked at. They are told of once, but not at once: it is usual to
 * look at a future some time after it was settled, when those before it have been looked at.
 * (Whether nobody ever can, only the garbage collection knows, which may come in an hour or
 * never.) So each has a while, or until the thread ends.
 */
import { onThreadEnd, perThread } from '@sync/atomics/internal';
import type { FutureCore } from './future-core.ts';

/** In milliseconds: a guess, longer than one who looks at one future after the other often takes. */
const WHILE = 5000;

interface Unobserved {
  /** In the order in which they failed: when they are told of. */
  readonly due: Map<FutureCore, number>;
  /** One timer for all. */
  armed: boolean;
  /** They are told of at the end of the thread. */
  listening: boolean;
}

/** It has failed, and nobody observes it. */
export function unobserved(future: FutureCore): void {
  const all = failures();
  all.due.set(future, performance.now() + WHILE);
  if (!all.armed) arm(all, WHILE);
  if (!all.listening) listen(all);
}

/** Somebody has looked at it. */
export function observed(future: FutureCore): void {
  failures().due.delete(future);
}

/** Calls what must not disturb who calls it: what it throws, also later, is printed. */
export function callPrinting<T>(what: string, fn: (argument: T) => unknown, argument: T): void {
  const print = (error: unknown): void => {
    console.error(`${what}:`, error);
  };
  try {
    const returned = fn(argument) as PromiseLike<unknown> | null | undefined;
    if (typeof returned === 'object' && typeof returned?.then === 'function') returned.then(undefined, print);
  } catch (error) {
    print(error);
  }
}

function failures(): Unobserved {
  return perThread('unobserved-futures', () => ({ due: new Map(), armed: false, listening: false }));
}

/** A thread may go on for a while after its end. */
function listen(all: Unobserved): void {
  all.listening = true;
  onThreadEnd(() => {
    tellUntil(all, Infinity);
    all.listening = false;
  });
}

function arm(all: Unobserved, milliseconds: number): void {
  all.armed = true;
  const timer: { unref?(): unknown } | number = setTimeout(() => {
    all.armed = false;
    const now = performance.now();
    tellUntil(all, now);
    const [next] = all.due.values();
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- what is told of may fail others
    if (next !== undefined && !all.armed) arm(all, Math.ceil(next - now));
  }, milliseconds);
  if (typeof timer === 'object') timer.unref?.();
}

function tellUntil({ due }: Unobserved, now: number): void {
  // Whoever is told may fail others, and there would be no end of it.
  let most = due.size;
  for (const [future, at] of due) {
    if (at > now || most-- === 0) return;
    due.delete(future);
    tell(future);
  }
}

function tell({ label, origin, error, future }: FutureCore): void {
  const print = (): void => {
    console.error(`${label} of ${origin.label} has failed, and nobody has looked at it:`, error);
  };
  if (origin.onUnobserved === undefined) {
    print();
    return;
  }
  try {
    origin.onUnobserved(error, future);
  } catch (failure) {
    console.error(`Exception in onUnobserved of ${origin.label}:`, failure);
    print();
  }
}
