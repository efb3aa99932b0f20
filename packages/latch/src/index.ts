export { CountDownLatch } from './count-down-latch.ts';
export {
  BlockingNotAllowedError,
  IncompatibleVersionError,
  InvalidStateError,
  SharedMemoryUnavailableError,
  SyncError,
  type AbortSignalLike,
  type PlacementOptions,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
