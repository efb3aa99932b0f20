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
  if (base === 'DOMException' && typeof DOMException === 'function') return withoutStack(() => new DOMException(message, name));
  const type = classes.find((one) => one.name === name) ?? classOf(base);
  return withoutStack(() => Reflect.construct(Error, message === undefined ? [] : [message], type) as Error);
}

/** Its stack comes with it: to take down where it was revived takes longer than all the rest. */
function withoutStack<T>(make: () => T): T {
  const limits = Error as { stackTraceLimit?: number };
  const limit = limits.stackTraceLimit;
  // Not there in some engines, or not to be changed in a hardened realm.
  if (limit === undefined || !Reflect.set(limits, 'stackTraceLimit', 0)) return make();
  try {
    return make();
  } finally {
    limits.stackTraceLimit = limit;
  }
}

/** Gives it one of its fields. */
export function addField(error: Error, key: string, enumerable: boolean, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

function classOf(base: string): ErrorClass {
  // One of a later release, that is not known here, is one of ours all the same.
  if (base.startsWith('SYNC_')) return OWN.find(({ code }) => code === base) ?? SyncError;
  return BUILT_IN.find((type) => type.name === base) ?? Error;
}
