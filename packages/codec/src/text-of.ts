import { show } from '@sync/atomics/internal';
import { kindOf } from './kinds.ts';

/** What stands for something that cannot travel, within an error. Never throws. */
export function textOf(value: unknown): string {
  try {
    if (typeof value === 'function') return value.name === '' ? '[function]' : `[function ${value.name}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    // These speak for themselves.
    const speaks = /^(?:primitive|error)$/.test(kindOf(value));
    return `[${speaks ? (value as Error).toString() : show(value)}]`;
  } catch {
    return '[something that cannot be read]';
  }
}
