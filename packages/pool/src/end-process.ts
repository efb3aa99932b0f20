import { kill } from './child-platform.ts';

/** A process that does not end when it is asked to is ended after so many milliseconds. */
const GRACE = 1000;

/**
 * Asks a process to end, and then ends it.
 *
 * @param process its id; 0 when it has ended
 */
export function endProcess(process: () => number): void {
  const pid = process();
  kill(pid, 'SIGTERM');
  const timer = setTimeout(() => {
    if (process() === pid) kill(pid, 'SIGKILL');
  }, GRACE);
  (timer as { unref?(): void }).unref?.();
}
