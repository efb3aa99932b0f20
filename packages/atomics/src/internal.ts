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
  type Runnable,
  type SyncAcquirable,
  type SyncFunction,
} from './acquirable.ts';
export { onAbort } from './abort.ts';
export {
  add,
  compareExchange,
  exchange,
  load,
  load64,
  notify,
  or,
  pause,
  plainLoad,
  plainStore,
  store,
  swap,
  swap64,
} from './atomics.ts';
export { isWithin, within } from './async-scope.ts';
export { BlockStore, type BlockStoreSize } from './block-store.ts';
export type { BlockUsage } from './block-heap.ts';
export { canBlock, checkCanBlock } from './can-block.ts';
export { blocked, type BlockedWait, type Blocking } from './blocked-wait.ts';
export { CONTEXT, context, perThread, type Context } from './context.ts';
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
  type ThreadDeath,
} from './errors.ts';
export { Deadline } from './deadline.ts';
export { mutexOf } from './debug-mutex.ts';
export { CircleSearch, type CircleStep } from './deadlock.ts';
export { circular, deadlockStep, selfCircular } from './deadlock-error.ts';
export { Guard, type GuardedHold } from './guard.ts';
export { holdable, type AsyncHoldable, type Holdable, type Ordered, type OrderedAsync } from './holdable.ts';
export { HotWord } from './hot-word.ts';
export { checkCount, checkDuration, checkFlag, checkFunction, checkInt32, checkOptions, labelOf, show, type Subject } from './input.ts';
export { gaveUp, interruptBy, type Interruption } from './interruption.ts';
export { keepAlive } from './keep-alive.ts';
export { goneNow, isGone, lookInTurn, type IsGone } from './liveness.ts';
export { mutex, type Lockable } from './lockable.ts';
export { Mutex } from './mutex.ts';
export { notHeld } from './mutex-messages.ts';
export { isDebugged, isValued, policyWriter, type AbandonOptions } from './mutex-policy.ts';
export { pauseHold, resumeHold, resumeHoldAsync, type PausedHold } from './mutex-pause.ts';
export type { Inheritance } from './mutex-death.ts';
export { KEEPERS, freeKept, isKept, keep, takeKept, type Keeper } from './mutex-kept.ts';
export { heldValues, putValueAway, type HeldValues } from './mutex-values.ts';
export { take, takeWaiting } from './mutex-wait.ts';
export { MutexWaiters } from './mutex-waiters.ts';
export { internalMutex, takeSurely } from './mutex-surely.ts';
export { FREE, MUTEX_WORDS, SLOT_STATE, hasWaiters, isFree, isPoisoned, ownerOf } from './mutex-word.ts';
export { compareOrders, orderOf } from './order.ts';
export { AsyncWaiters, type AsyncTask, type Awaited, type Glance, type TaskLimits } from './async-waiters.ts';
export { perMemory } from './per-memory.ts';
export { functionsOf, type Arena } from './arena.ts';
export { adopt, attach, create, handle, isHandle, type PlacementOptions } from './placement.ts';
export { isMainThread, isNode, makeAsyncLocal, platformProcess, type AsyncLocal } from './platform.ts';
export { UNPOSTABLE, forbidPosting, isUnpostable } from './posting.ts';
export { INSPECT, SHARE, define, isReceivable, receive, share } from './share.ts';
export { Place, type Kind, type Shared } from './shared.ts';
export { placeOfCall } from './place-of.ts';
export { forgetPlace, notePlace } from './taken.ts';
export { checkNoPromise } from './thenable.ts';
export { endThread, exitThread, onThreadEnd, onThreadExit } from './thread-end.ts';
export { defaultThreadName, threadId } from './thread-id.ts';
export { shortened } from './thread-rows.ts';
export {
  drawThreadNumber,
  hasThreadEnded,
  homeTable,
  mainThreadId,
  markDaemon,
  markDone,
  renameThread,
  threadFacts,
  threadIds,
  threadName,
  type ThreadFacts,
  type ThreadTable,
} from './thread-table.ts';
export { isShared } from './shared-memory.ts';
export { SLICE, sleepSlice } from './slice.ts';
export { SPIN_FOR, spinUntil } from './spin.ts';
export { SpinMutex } from './spin-mutex.ts';
export { simulatedContext, swapContext, type SimulatedThread } from './simulation.ts';
export { LONGEST_TIMER, unrefTimer } from './timer.ts';
export { waitUntil, waitUntilAsync, watch, watchAsync, type IsSo, type WatchedWord } from './until.ts';
export {
  asyncWaitOf,
  timeoutOf,
  type AbortSignalLike,
  type AsyncWait,
  type WaitAsyncOptions,
  type WaitOptions,
} from './wait-options.ts';
export { WAIT_WORDS, beat, hideWait, showWait, type ShownWait } from './waits.ts';
export { walk } from './walk.ts';
export { WeakValues } from './weak-values.ts';
export { whileBlocked } from './while-blocked.ts';
