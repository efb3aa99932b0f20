import type { Step } from './node.ts';
import { isPlain } from './operation.ts';

/** A mark: something may be wrong in a state with this node. */
export const SUSPECT = 1;
/** A mark: the thread awaits, and a signal of its may abort. */
export const ABORTABLE = 2;

/** The marks of a step. */
export function marksOf({ operation, thrown, returned, signals }: Step): number {
  if (operation !== undefined) return isPlain(operation) ? SUSPECT : 0;
  return (thrown === undefined ? 0 : SUSPECT) | (returned === undefined && signals.length > 0 ? ABORTABLE : 0);
}
