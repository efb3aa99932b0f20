import { checkOptions, show } from '@sync/atomics/internal';

/** Where in a PriorityQueue an item comes. */
export interface PriorityOptions {
  /** The smallest is first. Any number but NaN; 0 by default. */
  readonly priority?: number | undefined;
}

/** The priority, checked. */
export function priorityOf({ label }: { readonly label: string }, call: string, options: PriorityOptions | undefined): number {
  if (options === undefined) return 0;
  const where = `${label}: ${call}()`;
  checkOptions(where, options, 'priority: 1');
  const { priority = 0 } = options;
  const wrong = `${where}: the priority must be a number, not ${show(priority)}`;
  if (typeof priority !== 'number') throw new TypeError(wrong);
  if (Number.isNaN(priority)) throw new RangeError(wrong);
  return priority;
}
