import { perThread } from './context.ts';

/**
 * Where the calling thread took the locks that it holds, by their ordering ids, the oldest
 * first: of those that were made with `debug: true`.
 */
export function takenHere(): Map<string, string> {
  return perThread('taken', () => new Map<string, string>());
}
