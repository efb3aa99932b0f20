/**
 * For the packages of this family alone, without promises to anyone else: what two
 * primitives need lives here.
 */
export {
  hold,
  holdAsync,
  run,
  runAsync,
  type Acquirable,
  type SyncFunction,
} from './acquirable.ts';
export { add, compareExchange, exchange, load, notify, or, pause, store, swap } from './atomics.ts';
export { CONTEXT, context, perThread, type Context } from './context.ts';
export {
  AbandonedLockError,
  BlockingNotAllowedError,
  DeadlockError,
  IncompatibleVersionError,
  InvalidStateError,
  NotOwnerError,
  SharedMemoryUnavailableError,
  SyncError,
  TimeoutError,
} from './errors.ts';
export { Guard } from './guard.ts';
export { checkFlag, labelOf } from './input.ts';
export { mutex, type Lockable } from './lockable.ts';
export { Mutex } from './mutex.ts';
export { MUTEX_WORDS } from './mutex-word.ts';
export { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
export { forbidPosting } from './posting.ts';
export { define } from './share.ts';
export type { Kind, Place, Shared } from './shared.ts';
export { simulatedContext, swapContext, type SimulatedThread } from './simulation.ts';
export { waitUntil, waitUntilAsync, type WatchedWord } from './until.ts';
export type { AbortSignalLike, WaitAsyncOptions, WaitOptions } from './wait-options.ts';
