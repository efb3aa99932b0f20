import { UNPOSTABLE } from '@sync/atomics/internal';

/** An object's own enumerable fields: what travels of one whose class extends Thread. */
export function fieldsOf(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== UNPOSTABLE));
}
