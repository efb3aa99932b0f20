import type { Core } from './core.ts';

/** As `Queue(jobs)[3 of 10 items, 4 not done, shut down]`. */
export function describe({ label, size, max, unfinished, isShut }: Core<unknown>): string {
  const items = `${size}${max === 0 ? '' : ` of ${max}`} items`;
  const rest = `${unfinished === 0 ? '' : `, ${unfinished} not done`}${isShut ? ', shut down' : ''}`;
  return `${label}[${items}${rest}]`;
}
