export { Future, type FutureWithResolvers } from './future.ts';
export type { FutureState } from './future-core.ts';
export type { CancelOptions, UnobservedHook } from './origin.ts';
export {
  BlockingNotAllowedError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
  SyncError,
  TimeoutError,
  type AbortSignalLike,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
