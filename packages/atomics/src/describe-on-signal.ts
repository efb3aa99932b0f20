import { load } from './atomics.ts';
import { describeThreads } from './describe-threads.ts';
import { InvalidStateError } from './errors.ts';
import { show } from './input.ts';
import { ownedKinds } from './owned.ts';
import { platformProcess, systemConstants, workerThreads } from './platform.ts';
import type { Kind } from './shared.ts';

/** What the thread that waits for a signal begins with. */
export interface WatchStart {
  readonly signal: number;
  /** 1, once it does. */
  readonly watches: Int32Array;
  /** The classes whose holds it can tell. */
  readonly kinds: readonly Kind[];
}

/**
 * Prints what {@link describeThreads} tells whenever the process gets the signal, also while
 * the main thread is blocked: a thread of its own waits for it, which does not keep the
 * process alive. For Node; where that thread cannot be had, and until it has begun, the main thread prints when its
 * event loop turns. To be called in the main thread. Returns what ends it. Never blocks.
 *
 * @param signal as `'SIGUSR2'`
 * @throws TypeError there is no such signal
 * @throws InvalidStateError this runtime has no signals
 */
export function describeThreadsOn(signal: string): () => void {
  const process = platformProcess();
  const Worker = workerThreads()?.Worker;
  if (process?.on === undefined || Worker === undefined) {
    throw new InvalidStateError('describeThreadsOn(): this runtime tells nobody of signals');
  }
  const number = systemConstants()?.signals[signal];
  if (number === undefined) throw new TypeError(`describeThreadsOn(): expected a signal as 'SIGUSR2', not ${show(signal)}`);
  const watches = new Int32Array(new SharedArrayBuffer(4));
  // Nobody else answers, as long as the watch is not there; and without a listener here a signal would end the process.
  const print = (): void => {
    if (load(watches, 0) === 0) describeThreads();
  };
  process.on(signal, print);
  // It loads none of the classes itself.
  const workerData: WatchStart = { signal: number, watches, kinds: ownedKinds() };
  const watch = new Worker(new URL('./signal-watch.js', import.meta.url), { workerData });
  watch.unref();
  watch.once('error', () => undefined);
  return () => {
    process.off?.(signal, print);
    void watch.terminate();
  };
}
