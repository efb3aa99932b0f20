import { perThread } from './context.ts';
import { platformProcess } from './platform.ts';

interface Endings {
  readonly listeners: Set<() => void>;
}

/**
 * Calls `fn` when the calling thread ends: when it returns, throws, or exits. Not when
 * it is terminated from outside, which no code survives.
 *
 * Returns what takes the call back. Never blocks.
 */
export function onThreadEnd(fn: () => void): () => void {
  const { listeners } = perThread('endings', makeEndings);
  // A wrapper of its own, so that the same function may be registered twice.
  const listener = (): void => {
    fn();
  };
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Runs what was registered, last first, each once. For platforms without an exit event. */
export function endThread(): void {
  const { listeners } = perThread('endings', makeEndings);
  let failed: { readonly error: unknown } | undefined;
  // Also what is registered by one of them; one that fails keeps no other from running.
  for (let last; (last = [...listeners].at(-1)) !== undefined; ) {
    listeners.delete(last);
    try {
      last();
    } catch (error) {
      failed ??= { error };
    }
  }
  if (failed !== undefined) throw failed.error;
}

function makeEndings(): Endings {
  platformProcess()?.once?.('exit', endThread);
  return { listeners: new Set() };
}
