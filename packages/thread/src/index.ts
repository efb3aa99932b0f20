export type { AnyThread } from './any-thread.ts';
export type { ResourceLimits } from './platform.ts';
export { sleep, sleepAsync, type SleepOptions } from './sleep.ts';
export type { StopSignal } from './stop.ts';
export type { Callable, ModuleUrl, ThreadArgs, ThreadResult, WorkerTarget } from './target.ts';
export { Thread } from './thread.ts';
export type { ThreadOptions, ThreadSettings } from './thread-options.ts';
export { activeCount, currentThread, mainThread, nativeThreadId, threads } from './threads.ts';
export { Timer } from './timer.ts';
export { setExceptHook, type ExceptHook, type Uncaught } from './uncaught.ts';
export {
  BlockingNotAllowedError,
  CancelledError,
  DeadlockError,
  IncompatibleVersionError,
  SharedMemoryUnavailableError,
  SyncError,
  ThreadDiedError,
  ThreadStateError,
  TimeoutError,
  isMainThread,
  threadId,
  type AbortSignalLike,
  type DeadlockStep,
  type Shared,
  type ThreadDeath,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
