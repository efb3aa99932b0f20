import { perThread } from './context.ts';
import type { AbortSignalLike } from './wait-options.ts';

/** What takes a listener back that a signal has been given. */
interface Forgetful {
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/** Who is to be told when a signal aborts. */
interface Abortion {
  readonly calls: Set<() => void>;
  readonly tell: () => void;
}

/**
 * Calls `fn` when the signal aborts; returns what takes the call back.
 *
 * One listener for each signal, whatever the number of calls: a signal that ten thousand
 * waiters share would otherwise be searched through at each of their ends, and platforms warn
 * of many. With the last call it is taken back: a signal with a listener is kept by the platform.
 */
export function onAbort(signal: AbortSignalLike, fn: () => void): () => void {
  const aborts = perThread('abortions', () => new WeakMap<AbortSignalLike, Abortion>());
  const { calls, tell } = aborts.get(signal) ?? listenTo(signal, aborts);
  calls.add(fn);
  return () => {
    if (!calls.delete(fn) || calls.size > 0) return;
    aborts.delete(signal);
    (signal as Forgetful).removeEventListener?.('abort', tell);
  };
}

function listenTo(signal: AbortSignalLike, aborts: WeakMap<AbortSignalLike, Abortion>): Abortion {
  const calls = new Set<() => void>();
  const tell = (): void => {
    aborts.delete(signal);
    for (const call of calls) call();
  };
  const abortion = { calls, tell };
  aborts.set(signal, abortion);
  signal.addEventListener('abort', tell, { once: true });
  return abortion;
}
