import {
  AbandonedLockError, BlockingNotAllowedError, BrokenBarrierError, BrokenPoolError, CancelledError, DeadlockError,
  IncompatibleVersionError, InvalidStateError, NotOwnerError, ProcessDiedError, QueueEmptyError, QueueFullError, QueueShutDownError,
  SharedMemoryUnavailableError, SyncError, ThreadDiedError, ThreadStateError, TimeoutError,
} from '@sync/atomics/internal';

/** Any class of errors. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** Those of the language, by name. */
export const BUILT_IN: readonly ErrorClass[] = Object.freeze([
  AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
]);

/** Those of these packages, by code. */
export const OWN: readonly (typeof SyncError)[] = Object.freeze([
  AbandonedLockError, BlockingNotAllowedError, BrokenBarrierError, BrokenPoolError, CancelledError, DeadlockError,
  IncompatibleVersionError, InvalidStateError, NotOwnerError, ProcessDiedError, QueueEmptyError, QueueFullError, QueueShutDownError,
  SharedMemoryUnavailableError, SyncError, ThreadDiedError, ThreadStateError, TimeoutError,
] as unknown as (typeof SyncError)[]);
