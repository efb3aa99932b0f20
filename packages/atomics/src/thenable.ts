import type { Subject } from './input.ts';

/**
 * Refuses what an async function returned to a call that cannot wait for it.
 *
 * @param says what is wrong and what to do, as `run() got an async function; use await runAsync()`
 * @param more the rest of that, for who would put it together in vain, call by call
 */
export function checkNoPromise(subject: Subject, value: unknown, says: string, more = ''): void {
  if (!isThenable(value)) return;
  // Nobody will look at it any more; its failure must not end the process.
  value.then(undefined, () => undefined);
  throw new TypeError(`${subject.label}: ${says}${more}`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
