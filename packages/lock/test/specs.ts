import { Lock, RLock } from '@sync/lock';
import { moduleUrl } from '@sync/testing';
import type { LockSpec } from '@sync/testing';

const module = moduleUrl(import.meta.url, '@sync/lock');

/** Lock, for the contract and for the tests of its own. */
export const lockSpec: LockSpec = {
  how: { module, export: 'Lock' },
  byteLength: Lock.byteLength,
  make: (options) => new Lock(options),
  reentrant: false,
};

/** RLock, likewise. */
export const rLockSpec: LockSpec = {
  how: { module, export: 'RLock' },
  byteLength: RLock.byteLength,
  make: (options) => new RLock(options),
  reentrant: true,
};

/** Both, for tests that hold for either. */
export const BOTH: readonly { readonly name: string; readonly spec: LockSpec }[] = [
  { name: 'Lock', spec: lockSpec },
  { name: 'RLock', spec: rLockSpec },
];
