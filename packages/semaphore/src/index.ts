export type { SemaphoreOptions } from './begin.ts';
export { BoundedSemaphore } from './bounded-semaphore.ts';
export type { CountOptions } from './core.ts';
export { Semaphore } from './semaphore.ts';
export {
  BlockingNotAllowedError,
  Guard,
  IncompatibleVersionError,
  InvalidStateError,
  NotOwnerError,
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
