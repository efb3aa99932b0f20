import { perThread, type AbortSignalLike } from '@sync/atomics/internal';

/** What takes a listener back that a signal has been given. */
interface Forgetful {
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/** Who is to be told when a signal is aborted; one listener for all, since platforms warn of many. */
interface Abortion {
  readonly listeners: Set<() => void>;
  readonly tell: () => void;
}

/** Calls a function when a signal is aborted. Returns what takes that back. */
export function onAbort(signal: AbortSignalLike, fn: () => void): () => void {
  const abortions = perThread('pool-abortions', () => new WeakMap<AbortSignalLike, Abortion>());
  const { listeners, tell } = abortions.get(signal) ?? listenTo(signal, abortions);
  listeners.add(fn);
  return () => {
    if (!listeners.delete(fn) || listeners.size > 0) return;
    abortions.delete(signal);
    (signal as Forgetful).removeEventListener?.('abort', tell);
  };
}

function listenTo(signal: AbortSignalLike, abortions: WeakMap<AbortSignalLike, Abortion>): Abortion {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    abortions.delete(signal);
    for (const listener of listeners) listener();
  };
  const abortion = { listeners, tell };
  abortions.set(signal, abortion);
  signal.addEventListener('abort', tell, { once: true });
  return abortion;
}
