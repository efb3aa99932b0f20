export { asCompleted, type Completions } from './as-completed.ts';
export { Future, type FutureWithResolvers } from './future.ts';
export type { FutureState } from './future-core.ts';
export type { CancelOptions, UnobservedHook } from './origin.ts';
export { wait, waitAsync, type WaitForAsyncOptions, type WaitForOptions, type WaitUntil, type Waited } from './wait.ts';
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
