import { perThread } from '@sync/atomics/internal';
import type { Execution } from './execution.ts';
import type { Inbox } from './inbox.ts';
import type { Runner } from './runner.ts';
import type { RunningTask } from './running-task.ts';

/** What runs tasks, for these themselves. */
export interface TaskRunner {
  readonly execution: Pick<Execution, 'running' | 'current'>;
  readonly inbox: Pick<Inbox, 'receive'>;
  /** The pool, for the tasks of its tasks. */
  readonly executor: Runner['executor'];
  /** What a task tells of its progress. */
  report(task: RunningTask, value: unknown): void;
}

/** What runs tasks in the calling thread, if it is a worker of a pool. */
export function runnerHere(): { runner: TaskRunner | undefined } {
  return perThread('pool-runner', () => ({ runner: undefined }));
}
