import type {
  Attached,
  AwaitedLock,
  BlockingLock,
  GuardingLock,
  JavaScriptContender,
  Need,
  ReadWriteLock,
  RecoverableLock,
  ScopedLock,
  SharedCounter,
} from '../lock-shapes.ts';
import type { BarrierShape, ConditionShape, EventShape, LatchShape, OnceShape } from '../waiting-shapes.ts';
import { packageVersion } from './package-version.ts';

type Shared<T> = T & { share(): unknown };

/** A class of ours: how its objects are made, and attached to in another thread. */
interface Shareable<T, A extends readonly unknown[] = []> {
  new (...args: A): Shared<T>;
  from(shared: never): Shared<T>;
}

interface TimedLock {
  acquire(options?: { readonly timeout: number }): unknown;
}

/** What this program uses of a lock of ours. */
export type OwnLock = BlockingLock & ScopedLock & GuardingLock & AwaitedLock & RecoverableLock & TimedLock;

interface OwnCounter extends SharedCounter {
  sum?(): number;
  load?(): number;
}

type SemaphoreArgs = readonly [permits: number, options?: { readonly robust: boolean }];

/** The exports of ours that this program uses. Loaded by name at run time, so that a missing one is named. */
interface OwnPackages {
  readonly Lock: Shareable<OwnLock>;
  readonly RLock: Shareable<OwnLock>;
  readonly RWLock: Shareable<ReadWriteLock>;
  readonly PerThreadCounter: Shareable<OwnCounter>;
  readonly AtomicInt32: Shareable<OwnCounter>;
  readonly Semaphore: Shareable<BlockingLock & AwaitedLock, SemaphoreArgs>;
  readonly BoundedSemaphore: Shareable<BlockingLock & AwaitedLock, SemaphoreArgs>;
  readonly Event: Shareable<EventShape>;
  readonly CountDownLatch: Shareable<LatchShape, readonly [count: number]>;
  readonly Barrier: Shareable<BarrierShape, readonly [parties: number]>;
  readonly Condition: Shareable<ConditionShape>;
  readonly Once: Shareable<OnceShape>;
}

type Instance<K extends keyof OwnPackages> = InstanceType<OwnPackages[K]>;

/** Loads one export of one package of ours; throws with its name if it is not there. */
async function own<K extends keyof OwnPackages>(pkg: string, name: K): Promise<OwnPackages[K]> {
  const exports = (await import(pkg)) as Partial<OwnPackages>;
  const found = exports[name];
  if (!found) throw new Error(`${pkg} does not export ${name}`);
  return found;
}

/** A class of ours as a contender: how one is made for what it is needed for, and the shape in which loops take it. */
export function ownContender<K extends keyof OwnPackages>(
  pkg: string,
  name: K,
  shape: (object: Instance<K>) => Attached,
  make: (Class: OwnPackages[K], need: Need) => Instance<K>,
): JavaScriptContender {
  return {
    version: () => packageVersion(pkg),
    create: async (need) => make(await own(pkg, name), need).share(),
    attach: async (shared) => shape((await own(pkg, name)).from(shared as never) as Instance<K>),
  };
}
