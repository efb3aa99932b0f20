import { perThread } from './context.ts';
import { orderOf } from './order.ts';

/**
 * Where the calling thread took the locks that it holds, by their ordering ids, the oldest
 * first: of those that were made with `debug: true`.
 */
export function takenHere(): Map<string, string> {
  return perThread('taken', () => new Map<string, string>());
}

/** The calling thread has taken it there; empty: nobody knows where. */
export function notePlace(words: Int32Array, place: string): void {
  // The newest comes last.
  forgetPlace(words);
  if (place !== '') takenHere().set(orderOf(words), place);
}

/** The calling thread holds it no more. */
export function forgetPlace(words: Int32Array): void {
  takenHere().delete(orderOf(words));
}
