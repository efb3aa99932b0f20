export { holdAll, holdAllAsync } from './hold-all.ts';
export { Lock, type LockOptions } from './lock.ts';
export { RLock, type RLockOptions } from './r-lock.ts';
export { RWLock, type RWLockOptions } from './rw-lock.ts';
export type { RWLockSide } from './rw-lock-side.ts';
export { SpinLock, type SpinLockOptions } from './spin-lock.ts';
export {
  AbandonedLockError,
  BlockingNotAllowedError,
  DeadlockError,
  Guard,
  IncompatibleVersionError,
  InvalidStateError,
  NotOwnerError,
  SharedMemoryUnavailableError,
  SyncError,
  TimeoutError,
  type AbortSignalLike,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
