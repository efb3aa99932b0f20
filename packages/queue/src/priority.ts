import { show } from '@sync/atomics/internal';

/** Where in a PriorityQueue an item comes. */
export interface PriorityOptions {
  /** The smallest is first. Any number but NaN; 0 by default. */
  readonly priority?: number | undefined;
}

/** The priority, checked; whether these are options at all is checked where the others of them are. */
export function priorityOf({ label }: { readonly label: string }, call: string, options: PriorityOptions | undefined): number {
  if (typeof options !== 'object' || (options as unknown) === null) return 0;
  const where = `${label}: ${call}()`;
  const { priority = 0 } = options;
  const wrong = `${where}: the priority must be a number, not ${show(priority)}`;
  if (typeof priority !== 'number') throw new TypeError(wrong);
  if (Number.isNaN(priority)) throw new RangeError(wrong);
  return priority;
}
