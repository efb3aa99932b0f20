export { Barrier } from './barrier.ts';
export type { ActionOptions, BarrierOptions } from './options.ts';
export {
  BlockingNotAllowedError,
  BrokenBarrierError,
  DeadlockError,
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
