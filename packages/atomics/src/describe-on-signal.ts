import { describeThreads } from './describe-threads.ts';
import { InvalidStateError } from './errors.ts';
import { show } from './input.ts';
import { platformProcess, systemConstants, workerThreads } from './platform.ts';

/**
 * Prints what {@link describeThreads} tells whenever the process gets the signal, also while
 * the main thread is blocked: a thread of its own waits for it, which does not keep the
 * process alive. For Node; where that thread cannot be had, the main thread prints when its
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
  const print = (): void => {
    describeThreads();
  };
  const watch = new Worker(new URL('./signal-watch.js', import.meta.url), { workerData: { signal: number } });
  watch.unref();
  const fallBack = (): void => {
    process.on?.(signal, print);
  };
  watch.once('message', (watches) => {
    if (watches !== true) fallBack();
  });
  watch.once('error', fallBack);
  return () => {
    process.off?.(signal, print);
    void watch.terminate();
  };
}
