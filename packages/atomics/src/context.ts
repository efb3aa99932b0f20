import { IncompatibleVersionError } from './errors.ts';
import { PROTOCOL, VERSION } from './protocol.ts';

/**
 * What a thread keeps for itself: its id, its pending async waiters, its spin budget, the
 * classes it knows. It hangs off one global symbol, made by the first copy of the floor in
 * a thread, so that several copies work as one, and so that a model checker can put a
 * context of its own in its place and play several threads in one.
 *
 * There is no other module-level state.
 */
export interface Context {
  /** The number that all copies of the floor in this process must agree on. */
  readonly protocol: number;
  /** Of the copy that made the context, for messages. */
  readonly version: string;
  /** What each module of the floor, and each package above it, keeps here, by name. */
  readonly slots: Map<string, unknown>;
}

/** Where the context hangs: `globalThis[CONTEXT]`. */
export const CONTEXT: unique symbol = Symbol.for('@sync') as never;

interface Global {
  [CONTEXT]?: Context;
}

/**
 * The calling thread's context, made on first use.
 *
 * @throws IncompatibleVersionError a copy with another protocol was here first
 */
export function context(): Context {
  const scope = globalThis as Global;
  const found = scope[CONTEXT];
  if (found === undefined) {
    return (scope[CONTEXT] = { protocol: PROTOCOL, version: VERSION, slots: new Map() });
  }
  if (found.protocol !== PROTOCOL) throw new IncompatibleVersionError(mismatch(found));
  return found;
}

/** What the calling thread keeps under a name, made on first use. */
export function perThread<T>(name: string, make: () => T): T {
  const { slots } = context();
  let value = slots.get(name) as T | undefined;
  if (value === undefined) {
    value = make();
    slots.set(name, value);
  }
  return value;
}

/** Says which two versions do not fit, and what to do. */
export function mismatch(other: { readonly protocol: unknown; readonly version: unknown }): string {
  return (
    `@sync/atomics ${VERSION} (protocol ${PROTOCOL}) met @sync/atomics ` +
    `${String(other.version)} (protocol ${String(other.protocol)}); ` +
    'bring all @sync packages to one release'
  );
}
