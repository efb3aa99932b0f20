import type { AwaitedLock, BlockingLock, GuardingLock, ScopedLock, SharedCounter } from '../lock-shapes.ts';

/** What this program uses of a lock of ours. */
export type OwnLock = BlockingLock & ScopedLock & GuardingLock & AwaitedLock & { share(): unknown };

interface Shareable<T> {
  new (): T;
  from(shared: never): T;
}

interface OwnCounter extends SharedCounter {
  share(): unknown;
  sum?(): number;
  load?(): number;
}

/** The exports of ours that this program uses. Loaded by name at run time, so that a missing one is named. */
export interface OwnPackages {
  readonly Lock: Shareable<OwnLock>;
  readonly RLock: Shareable<OwnLock>;
  readonly PerThreadCounter: Shareable<OwnCounter>;
  readonly AtomicInt32: Shareable<OwnCounter>;
}

/** Loads one export of one package of ours; throws with its name if it is not there. */
export async function own<K extends keyof OwnPackages>(pkg: string, name: K): Promise<OwnPackages[K]> {
  const exports = (await import(pkg)) as Partial<OwnPackages>;
  const found = exports[name];
  if (!found) throw new Error(`${pkg} does not export ${name}`);
  return found;
}
