export { asCompleted, type Completed, type Completions } from './as-completed.ts';
export { Future, type FutureWithResolvers } from './future.ts';
export type { FutureState } from './future-core.ts';
export type { CancelOptions, UnobservedHook } from './origin.ts';
export { wait, waitAsync, type WaitForAsyncOptions, type WaitForOptions, type WaitUntil, type Waited } from './wait.ts';
export {
  BlockingNotAllowedError,
  BrokenPoolError,
  CancelledError,
  DeadlockError,
  IncompatibleVersionError,
  InvalidStateError,
  ProcessDiedError,
  QueueFullError,
  SharedMemoryUnavailableError,
  SyncError,
  ThreadDiedError,
  TimeoutError,
  type AbortSignalLike,
  type ThreadDeath,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
export type { Inputs, MapRequest, Results } from './map.ts';
export type { ParallelOptions } from './parallel.ts';
export { parallelFor, type ForRange } from './parallel-for.ts';
export { parallelMap, type MapOptions } from './parallel-map.ts';
export { parallelReduce } from './parallel-reduce.ts';
export type { Pool, ShutdownOptions } from './pool.ts';
export type { NumberArray } from './shared-arrays.ts';
export type { TaskFunctions } from './task-functions.ts';
export { ProcessPool, type ProcessPoolOptions } from './process-pool.ts';
export { ThreadPool } from './thread-pool.ts';
export type { ChildOptions } from './child-platform.ts';
export { toThread } from './to-thread.ts';
export type { ContextSource, PoolWorkers, ThreadPoolOptions } from './pool-options.ts';
export type { Distribution, PoolStatistics } from './statistics.ts';
export type { ReportHook, TaskLimits } from './submission.ts';
export type { TaskArgs, TaskName, TaskResult, TasksOf } from './task-types.ts';
export type { TaskRequest } from './what-to-run.ts';
