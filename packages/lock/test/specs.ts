import { Lock, RLock, SpinLock } from '@sync/lock';
import { moduleUrl } from '@sync/testing';
import type { LockSpec } from '@sync/testing';
import { writerSpec } from './rw-specs.ts';

const module = moduleUrl(import.meta.url, '@sync/lock');

/** Lock in memory of its own, for the contract and for the tests of its own. */
export const lockSpec: LockSpec = {
  how: { module, export: 'Lock' },
  byteLength: Lock.byteLength,
  byteOffset: 'own',
  make: (options) => new Lock(options),
  reentrant: false,
};

/** RLock, likewise. */
export const rLockSpec: LockSpec = {
  how: { module, export: 'RLock' },
  byteLength: RLock.byteLength,
  byteOffset: 'own',
  make: (options) => new RLock(options),
  reentrant: true,
};

/** SpinLock, likewise. */
export const spinLockSpec: LockSpec = {
  how: { module, export: 'SpinLock' },
  byteLength: SpinLock.byteLength,
  byteOffset: 'own',
  make: (options) => new SpinLock(options),
  reentrant: false,
  awaits: false,
};

/** Both that wake each other, for tests that hold for either: and both kinds of memory, to which the way differs. */
export const BOTH: readonly { readonly name: string; readonly spec: LockSpec }[] = [
  { name: 'Lock', spec: lockSpec },
  { name: 'RLock in a buffer', spec: { ...rLockSpec, byteOffset: 0 } },
];

/** They, and one that is over a mutex. */
export const ALL: typeof BOTH = [...BOTH, { name: 'writer of an RWLock', spec: writerSpec }];
