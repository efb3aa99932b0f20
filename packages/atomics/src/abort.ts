import { perThread } from './context.ts';
import type { AbortSignalLike } from './wait-options.ts';

type Aborts = WeakMap<AbortSignalLike, Set<() => void>>;

/**
 * Calls `fn` when the signal aborts; returns what takes the call back.
 *
 * One listener for each signal, whatever the number of calls: a signal that ten thousand
 * waiters share would otherwise be searched through at each of their ends.
 */
export function onAbort(signal: AbortSignalLike, fn: () => void): () => void {
  const aborts = perThread<Aborts>('aborts', () => new WeakMap());
  let calls = aborts.get(signal);
  if (calls === undefined) {
    const fresh = new Set<() => void>();
    calls = fresh;
    aborts.set(signal, fresh);
    signal.addEventListener(
      'abort',
      () => {
        aborts.delete(signal);
        for (const call of fresh) call();
      },
      { once: true },
    );
  }
  const mine = calls;
  mine.add(fn);
  return () => {
    mine.delete(fn);
  };
}
