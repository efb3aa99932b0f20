import { perThread } from '@sync/atomics/internal';
import type { Runner } from './runner.ts';

/** What runs tasks in the calling thread, if it is a worker of a pool. */
export function runnerHere(): { runner: Runner | undefined } {
  return perThread('pool-runner', () => ({ runner: undefined }));
}
