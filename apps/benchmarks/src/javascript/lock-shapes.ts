import type { ChangingShape } from './changing-shape.ts';
import type { PostingShape, QueueShape } from './queue-shapes.ts';
import type { ThreadShape } from './thread-shape.ts';
import type { VariableShape } from './variable-shape.ts';
import type { BarrierShape, ConditionShape, EventShape, LatchShape, OnceShape } from './waiting-shapes.ts';

/** A lock, or a semaphore, that blocks: what the loops call is the contender's own object wherever its methods have these names. */
export interface BlockingLock {
  /** Blocks the calling thread until it holds the lock. */
  acquire(): unknown;
  /** Gives the lock back. */
  release(): unknown;
}

/** A lock that runs a function while it is held. */
export interface ScopedLock {
  /** Runs `section` while the lock is held. */
  run(section: () => void): unknown;
}

/** A lock that hands out a guard. */
export interface GuardingLock {
  /** Takes the lock; the guard gives it back. */
  hold(): { release(): unknown };
}

/** A lock that is awaited. */
export interface AwaitedLock {
  /** Resolves when the lock is held. */
  acquireAsync(): Promise<unknown>;
  /** Gives the lock back. */
  release(): unknown;
}

/** A lock that runs an async function while it is held. */
export interface AwaitedScopedLock {
  /** Resolves when `section` has run and the lock is free again. */
  runAsync(section: () => void): Promise<unknown>;
}

/** A lock that can be taken over from a thread that has ended. */
export interface RecoverableLock extends BlockingLock, AwaitedLock {
  /** Takes the lock, also from a dead owner. */
  recover(): unknown;
}

/** A lock of two sides: one for many at a time, one for one alone. */
export interface ReadWriteLock {
  readonly reader: BlockingLock;
  readonly writer: BlockingLock;
}

/** A counter that several threads add to. */
export interface SharedCounter {
  /** Adds `n`. */
  add(n: number): unknown;
}

/** Two threads that wake each other by bare `Atomics.wait` and `Atomics.notify`: the platform's own cost. */
export interface BareWords {
  /** Word 0 says whose turn it is. */
  readonly words: Int32Array;
}

/** Makes a copy of a value as another thread would get it. */
export interface Copying {
  /** The copy. */
  copy(value: unknown): unknown;
}

/** What a contender offers to a thread that has attached to its shared memory. A loop takes the shape it needs. */
export interface Attached {
  readonly blocking?: BlockingLock;
  readonly scoped?: ScopedLock;
  readonly guarding?: GuardingLock;
  readonly awaited?: AwaitedLock;
  readonly awaitedScoped?: AwaitedScopedLock;
  readonly recoverable?: RecoverableLock;
  readonly readWrite?: ReadWriteLock;
  readonly counter?: SharedCounter;
  readonly bare?: BareWords;
  readonly event?: EventShape;
  readonly condition?: ConditionShape;
  readonly barrier?: BarrierShape;
  readonly latch?: LatchShape;
  readonly once?: OnceShape;
  readonly variable?: VariableShape;
  readonly copying?: Copying;
  readonly changing?: ChangingShape;
  readonly queue?: QueueShape;
  readonly posting?: PostingShape;
  readonly threads?: ThreadShape;
  /** The sum that every thread's additions should have given; asked on the host's side after a round. */
  readonly total?: () => number;
}

/** What an object is made for. */
export interface Need {
  /** Threads of the round: the parties of a barrier. */
  readonly threads: number;
  /** Permits of a semaphore, count of a latch, places of a queue. */
  readonly count: number;
}

/** A contender in JavaScript: makes something to share, and attaches to it in each thread. */
export interface JavaScriptContender {
  /** The version to print beside the name, where it is not Node's own. */
  version(): Promise<string | undefined>;
  /** Makes one lock (or another thing to share); what it returns is posted to the threads. */
  create(need: Need): Promise<unknown>;
  /** Attaches to what `create` returned. */
  attach(shared: unknown): Promise<Attached>;
}
