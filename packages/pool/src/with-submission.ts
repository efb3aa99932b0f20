import type { Submission } from './submission.ts';

/** An error of a task, which also says where the task was submitted, if that is known. */
export function withSubmission(error: unknown, { submittedAtStack: where, label, origin }: Submission): unknown {
  if (where === undefined || !(error instanceof Error) || error.stack === undefined) return error;
  const lines = (where.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  // Above the pool's own.
  while (/\b_?(?:Submission|Submitter|Executor|ThreadPool)\./.test(lines[0] ?? '')) lines.shift();
  const value = `${error.stack}\n    in ${label} of ${origin.label}, submitted\n${lines.join('\n')}`;
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
  return error;
}
