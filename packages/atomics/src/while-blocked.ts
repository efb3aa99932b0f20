import { perThread } from './context.ts';

interface Calls {
  readonly all: Set<() => void>;
  /** What is called may be blocked itself. */
  isCalling: boolean;
}

function callsHere(): Calls {
  return perThread<Calls>('while-blocked', () => ({ all: new Set(), isCalling: false }));
}

/**
 * Calls a function, once in each slice, while the calling thread is blocked by anything: its event loop stands still, and what
 * the thread waits for may be waiting for that. Returns what ends this.
 *
 * @param fn never throws
 */
export function whileBlocked(fn: () => void): () => void {
  const { all } = callsHere();
  all.add(fn);
  return () => {
    all.delete(fn);
  };
}

/** By who is blocked, when a slice is over. */
export function callWhileBlocked(): void {
  const calls = callsHere();
  if (calls.isCalling || calls.all.size === 0) return;
  calls.isCalling = true;
  try {
    for (const call of [...calls.all]) call();
  } finally {
    calls.isCalling = false;
  }
}
