import { SyncError } from '@sync/atomics/internal';
import { BUILT_IN, OWN, type ErrorClass } from './error-classes.ts';

/**
 * An error of the nearest class that is known here, with its message alone. No constructor of that class
 * runs: it might ask for anything.
 *
 * @param classes those that the receiver knows besides
 */
export function makeError(
  { base, name, message }: { base: string; name: string; message: string | undefined },
  classes: readonly ErrorClass[],
): Error {
  if (base === 'DOMException' && typeof DOMException === 'function') return new DOMException(message, name);
  const type = classes.find((one) => one.name === name) ?? classOf(base);
  return Reflect.construct(Error, message === undefined ? [] : [message], type) as Error;
}

/** Gives it one of its fields. */
export function addField(error: Error, key: string, enumerable: boolean, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

function classOf(base: string): ErrorClass {
  const own = OWN.find(({ code }) => code === base);
  if (own !== undefined) return own;
  return base.startsWith('SYNC_') ? SyncError : (BUILT_IN.find((type) => type.name === base) ?? Error);
}
