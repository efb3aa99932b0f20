import { isWithin, load, perThread, store, within } from '@sync/atomics/internal';

/** The async runs of a thread that are not over yet, by number, each with a scope of its own. */
interface AsyncRuns {
  last: number;
  readonly scopes: Map<number, object>;
}

function asyncRuns(): AsyncRuns {
  return perThread('once', () => ({ last: 0, scopes: new Map<number, object>() }));
}

/**
 * Calls a function, and awaits what it returns, as an async run of the calling thread. The
 * run's number goes into a word that belongs to it meanwhile: each message brings
 * another buffer object for the same memory, and all of them lead to that word.
 */
export async function asAsyncRun(words: Int32Array, index: number, fn: () => unknown): Promise<void> {
  const mine = asyncRuns();
  const number = (mine.last = (mine.last + 1) | 0);
  const scope = {};
  store(words, index, number);
  mine.scopes.set(number, scope);
  try {
    await within(scope, fn);
  } finally {
    mine.scopes.delete(number);
  }
}

/**
 * True if the caller is part of the async run that the word numbers, one of the calling
 * thread; false also where the runtime does not tell.
 */
export function isInAsyncRun(words: Int32Array, index: number): boolean {
  const scope = asyncRuns().scopes.get(load(words, index));
  return scope !== undefined && isWithin(scope);
}
