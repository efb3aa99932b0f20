import type { Subject } from './input.ts';

/**
 * Refuses what an async function returned to a call that cannot wait for it.
 *
 * @param says what is wrong and what to do, as `run() got an async function; use await runAsync()`
 */
export function checkNoPromise(subject: Subject, value: unknown, says: string): void {
  if (!isThenable(value)) return;
  // Nobody will look at it any more; its failure must not end the process.
  value.then(undefined, () => undefined);
  throw new TypeError(`${subject.label}: ${says}`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
