export { Once } from './once.ts';
export {
  BlockingNotAllowedError,
  DeadlockError,
  IncompatibleVersionError,
  InvalidStateError,
  SharedMemoryUnavailableError,
  SyncError,
  TimeoutError,
  type AbortSignalLike,
  type PlacementOptions,
  type Shared,
  type SyncFunction,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
