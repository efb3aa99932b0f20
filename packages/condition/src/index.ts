export { Condition } from './condition.ts';
export type { ConditionOptions } from './its-lock.ts';
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
  type Lockable,
  type PlacementOptions,
  type Shared,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
