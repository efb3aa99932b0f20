import { perThread } from './context.ts';
import { platformProcess } from './platform.ts';

interface Listener {
  (): void;
  /** It comes after all others, when the thread really ends. */
  readonly isLast?: boolean;
}

interface Endings {
  readonly listeners: Set<Listener>;
}

/**
 * Calls `fn` when the calling thread ends: when it returns, throws, or exits. Not when
 * it is terminated from outside, which no code survives.
 *
 * Returns what takes the call back. Never blocks.
 */
export function onThreadEnd(fn: () => void): () => void {
  // A wrapper of its own, so that the same function may be registered twice.
  return register(() => {
    fn();
  });
}

/** As {@link onThreadEnd}, for what the thread itself stands on: after all that, and never early. */
export function onThreadExit(fn: () => void): void {
  register(
    Object.assign(
      () => {
        fn();
      },
      { isLast: true },
    ),
  );
}

/**
 * Runs now what {@link onThreadEnd} has registered: last first, each once, also if the thread
 * then goes on for a while. One that fails keeps no other from running.
 *
 * @throws what the one threw that failed; of several, an AggregateError
 */
export function endThread(): void {
  runWhile(({ isLast }) => isLast !== true);
}

/** The same, and the thread is gone for all others. For platforms without an exit event. */
export function exitThread(): void {
  try {
    endThread();
  } finally {
    runWhile(() => true);
  }
}

function register(listener: Listener): () => void {
  const { listeners } = perThread('endings', makeEndings);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function runWhile(isDue: (listener: Listener) => boolean): void {
  const { listeners } = perThread('endings', makeEndings);
  const errors: unknown[] = [];
  let due: Listener[] = [];
  // Each stays where it is until its turn, since one of them may exit, or take back another.
  for (let size = -1; ; ) {
    // Also what one of them has registered.
    if (due.length === 0 || listeners.size !== size) due = [...listeners].filter(isDue);
    const last = due.pop();
    if (last === undefined) break;
    if (!listeners.delete(last)) continue;
    ({ size } = listeners);
    try {
      last();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of the functions failed that run when a thread ends`);
  if (errors.length === 1) throw errors[0];
}

function makeEndings(): Endings {
  const process = platformProcess();
  let hasFailed = false;
  process?.once?.('uncaughtExceptionMonitor', () => {
    hasFailed = true;
  });
  process?.once?.('exit', () => {
    try {
      exitThread();
    } catch (error) {
      // The platform tells of one error of a thread, and has one already.
      if (hasFailed) console.error(error);
      throw error;
    }
  });
  return { listeners: new Set() };
}
