import { isJob, type Job } from './job.ts';
import { workerThreads } from './platform.ts';
import { runJob } from './run.ts';

/**
 * In a worker of your own: these functions may be run by threads whose target is that worker.
 *
 * @example
 * ```ts
 * import { serve } from '@sync/thread/worker';
 * serve({ main: (name: string) => `hello ${name}` });
 * ```
 */
export function serve(functions: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  const start = (job: Job): void => {
    void runJob(job, functions);
  };
  const port = workerThreads()?.parentPort;
  if (port?.on !== undefined) {
    port.on('message', (message) => {
      if (!isJob(message)) return;
      // From now on what it runs keeps it alive, and not that something might come.
      port.unref?.();
      start(message);
    });
    return;
  }
  const scope = globalThis as unknown as { addEventListener?(type: 'message', listener: (event: { data: unknown }) => void): void };
  scope.addEventListener?.('message', ({ data }) => {
    if (isJob(data)) start(data);
  });
}
