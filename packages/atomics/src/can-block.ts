import { perThread } from './context.ts';
import { BlockingNotAllowedError } from './errors.ts';
import type { Subject } from './input.ts';

/**
 * True if the calling thread may block. A page's main thread may not: there, calls that
 * would have to wait throw `BlockingNotAllowedError`, and the async calls are the way.
 *
 * Never blocks.
 */
export function canBlock(): boolean {
  return perThread('canBlock', probe);
}

function probe(): boolean {
  try {
    // The word is not 1, so this returns at once where it is allowed, and throws elsewhere.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses to wait in a thread that may not block.
 *
 * @param instead the async twin of the call, as `acquireAsync()`
 * @throws BlockingNotAllowedError
 */
export function checkCanBlock(subject: Subject, call: string, instead: string): void {
  if (canBlock()) return;
  throw new BlockingNotAllowedError(
    `${subject.label}: ${call}() would wait, and this thread may not block; use await ${instead}`,
  );
}
