import { perThread } from './context.ts';
import { makeAsyncLocal, type AsyncLocal } from './platform.ts';

/** What an async function runs within, the innermost first. */
interface Scope {
  readonly of: object;
  readonly outer: Scope | undefined;
}

/** Calls a function within a scope, which goes on in whatever it awaits. */
export function within<T>(of: object, fn: () => T): T {
  const local = asyncLocal();
  return local === undefined ? fn() : local.run({ of, outer: local.getStore() }, fn);
}

/**
 * True if the caller is part of what runs within that scope; false also where the runtime
 * has no async context, and nobody knows.
 */
export function isWithin(of: object): boolean {
  for (let scope = asyncLocal()?.getStore(); scope !== undefined; scope = scope.outer) {
    if (scope.of === of) return true;
  }
  return false;
}

function asyncLocal(): AsyncLocal<Scope> | undefined {
  return perThread('async-scope', () => ({ local: makeAsyncLocal<Scope>() })).local;
}
