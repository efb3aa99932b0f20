export { Guarded } from './guarded.ts';
export { Held } from './held.ts';
export { SharedCell } from './shared-cell.ts';
export type { SharedValueOptions } from './double-buffer.ts';
export type { SyncChange } from './sync-change.ts';
export {
  BlockingNotAllowedError,
  DeadlockError,
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
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
