export { AtomicBigInt64, type AtomicBigInt64Options } from './atomic-bigint64.ts';
export { AtomicCounter, type AtomicCounterOptions } from './atomic-counter.ts';
export { AtomicFlag } from './atomic-flag.ts';
export { AtomicInt32, type AtomicInt32Options } from './atomic-int32.ts';
export { canBlock } from './can-block.ts';
export { Deadline } from './deadline.ts';
export { describeThreadsOn } from './describe-on-signal.ts';
export { describeThreads, type DescribeOptions } from './describe-threads.ts';
export {
  AbandonedLockError,
  BlockingNotAllowedError,
  BrokenBarrierError,
  BrokenPoolError,
  CancelledError,
  DeadlockError,
  IncompatibleVersionError,
  InvalidStateError,
  NotOwnerError,
  ProcessDiedError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  SharedMemoryUnavailableError,
  SyncError,
  ThreadDiedError,
  ThreadStateError,
  TimeoutError,
  type DeadlockStep,
  type OwnerFacts,
  type ThreadDeath,
} from './errors.ts';
export { Futex, type FutexResult } from './futex.ts';
export type { Lockable } from './lockable.ts';
export { PerThreadCounter } from './per-thread-counter.ts';
export type { PlacementOptions } from './placement.ts';
export { isMainThread } from './platform.ts';
export { receive, share, type ReceivedForm, type SharedForm } from './share.ts';
export type { Shared } from './shared.ts';
export { spinUntil } from './spin.ts';
export { onThreadEnd } from './thread-end.ts';
export { threadId } from './thread-id.ts';
export type { HoldDescription, ThreadDescription, ThreadsReport, WaitDescription } from './threads-report.ts';
export type { AbortSignalLike, WaitAsyncOptions, WaitOptions } from './wait-options.ts';
