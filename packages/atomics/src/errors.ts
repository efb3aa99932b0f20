/**
 * The errors of all packages: one small class per cause, `SyncError` their base.
 *
 * Two copies of a package may live in one process, so `instanceof` goes by a brand
 * instead of by the identity of the class: the same `code` is the same class.
 */

const BRAND: unique symbol = Symbol.for('@sync/error') as never;

/** The base of every error that these packages define. */
export class SyncError extends Error {
  /** Stable, for programs: `error.code === 'SYNC_NOT_OWNER'`. */
  static readonly code: string = 'SYNC_ERROR';
  /** Stable, for programs; the same as the class's. */
  readonly code: string;

  /** @param message who, what, and what to do */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = new.target.code;
    Object.defineProperty(this, 'name', { value: nameOf(new.target), configurable: true, writable: true });
  }

  /** Tells errors of these packages, of whichever copy, from all others. */
  protected get [BRAND](): string {
    return this.code;
  }

  /** True for errors of the same class made by another copy of the package, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (super[Symbol.hasInstance](value)) return true;
    const code = (value as { [BRAND]?: string } | null | undefined)?.[BRAND];
    // A subclass that somebody wrote has no brother in another copy.
    return code !== undefined && Object.hasOwn(this, 'code') && (this === SyncError || code === this.code);
  }
}

/** Minifiers rename classes, but not codes: `SYNC_NOT_OWNER` is `NotOwnerError`. */
function nameOf(type: typeof SyncError): string {
  if (type === SyncError) return 'SyncError';
  if (!Object.hasOwn(type, 'code') || !type.code.startsWith('SYNC_')) return type.name;
  const words = type.code.toLowerCase().split('_').slice(1);
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Error`;
}

/** Who holds what, as far as the error's maker could see. */
export interface OwnerFacts {
  /** The id of the thread that holds it; 0: nobody. */
  readonly owner: number;
}

/** A release, a wait or a notify by a thread that does not hold the lock. */
export class NotOwnerError extends SyncError implements OwnerFacts {
  static override readonly code = 'SYNC_NOT_OWNER';
  /** The id of the thread that holds it; 0: nobody. */
  readonly owner: number;

  /** @param message who, what, and what to do */
  constructor(message: string, facts: OwnerFacts) {
    super(message);
    this.owner = facts.owner;
  }
}

/** The thread that held the lock has ended; `recover()` takes the lock over. */
export class AbandonedLockError extends SyncError implements OwnerFacts {
  static override readonly code = 'SYNC_ABANDONED_LOCK';
  /** The id of the thread that has ended. */
  readonly owner: number;
  /** What it was called. */
  readonly ownerName: string;

  /** @param message who, what, and what to do */
  constructor(message: string, facts: OwnerFacts & { readonly ownerName: string }) {
    super(message);
    this.owner = facts.owner;
    this.ownerName = facts.ownerName;
  }
}

/** One step of a circle of threads that wait for each other. */
export interface DeadlockStep {
  /** The waiting thread's id. */
  readonly thread: number;
  /** What it is called. */
  readonly threadName: string;
  /** What it waits for. */
  readonly lock: string;
  /** The id of the thread that holds that. */
  readonly owner: number;
  /** What that is called. */
  readonly ownerName: string;
  /** Where in the source it was taken: known of locks that were made with `debug: true`. */
  readonly takenAt?: string;
}

/** Waiting would never end: the calling thread is part of a circle of waiting threads. */
export class DeadlockError extends SyncError {
  static override readonly code = 'SYNC_DEADLOCK';
  /** The circle, beginning with the calling thread. */
  readonly cycle: readonly DeadlockStep[];

  /** @param message who, what, and what to do */
  constructor(message: string, facts: { readonly cycle: readonly DeadlockStep[] }) {
    super(message);
    this.cycle = facts.cycle;
  }
}

/** The time limit of a call that has no other way to say so was over. */
export class TimeoutError extends SyncError {
  static override readonly code = 'SYNC_TIMEOUT';
  /** The limit, in milliseconds. */
  readonly timeout: number;

  /** @param message who, what, and what to do */
  constructor(message: string, facts: { readonly timeout: number }) {
    super(message);
    this.timeout = facts.timeout;
  }
}

/** A blocking call that would have to wait, in a thread that may not block. */
export class BlockingNotAllowedError extends SyncError {
  static override readonly code = 'SYNC_BLOCKING_NOT_ALLOWED';
}

/** This environment has no `SharedArrayBuffer`. */
export class SharedMemoryUnavailableError extends SyncError {
  static override readonly code = 'SYNC_SHARED_MEMORY_UNAVAILABLE';
}

/** Two copies of the packages with different protocols met in one process. */
export class IncompatibleVersionError extends SyncError {
  static override readonly code = 'SYNC_INCOMPATIBLE_VERSION';
}

/** A thread was started twice, joined before it was started, and the like. */
export class ThreadStateError extends SyncError {
  static override readonly code = 'SYNC_THREAD_STATE';
}

/** How a thread ended that neither returned nor threw. */
export type ThreadDeath = 'exited' | 'idle' | 'terminated' | 'died' | 'late';

/** A thread ended without a result, and without an error of its own. */
export class ThreadDiedError extends SyncError {
  static override readonly code = 'SYNC_THREAD_DIED';
  /** Its id. */
  readonly thread: number;
  /** What it was called. */
  readonly threadName: string;
  /**
   * `'exited'`: by `process.exit()`; `'idle'`: it awaited what never came; `'terminated'`: by
   * `terminate()`; `'late'`: its module did not load in time; `'died'`: without a word.
   */
  readonly death: ThreadDeath;
  /** Of one that exited: the code. */
  readonly exitCode: number | undefined;

  /** @param message who, what, and what to do */
  constructor(
    message: string,
    facts: { readonly thread: number; readonly threadName: string; readonly death: ThreadDeath; readonly exitCode?: number },
  ) {
    super(message);
    this.thread = facts.thread;
    this.threadName = facts.threadName;
    this.death = facts.death;
    this.exitCode = facts.exitCode;
  }
}

/** A child process ended while it ran a task, or before it could run any. */
export class ProcessDiedError extends SyncError {
  static override readonly code = 'SYNC_PROCESS_DIED';
  /** Its id; 0: it never began. */
  readonly pid: number;
  /** Of one that exited: the code. */
  readonly exitCode: number | undefined;
  /** Of one that was ended by a signal: its name, as `SIGKILL`. */
  readonly signal: string | undefined;

  /** @param message who, what, and what to do */
  constructor(
    message: string,
    facts: { readonly pid: number; readonly exitCode?: number | undefined; readonly signal?: string | undefined },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.pid = facts.pid;
    this.exitCode = facts.exitCode;
    this.signal = facts.signal;
  }
}

/** A barrier was broken by a time-out, an abort or a death. */
export class BrokenBarrierError extends SyncError {
  static override readonly code = 'SYNC_BROKEN_BARRIER';
}

/** Nothing to get from a queue now. */
export class QueueEmptyError extends SyncError {
  static override readonly code = 'SYNC_QUEUE_EMPTY';
}

/** No room in a queue now. */
export class QueueFullError extends SyncError {
  static override readonly code = 'SYNC_QUEUE_FULL';
}

/** The queue was shut down. */
export class QueueShutDownError extends SyncError {
  static override readonly code = 'SYNC_QUEUE_SHUT_DOWN';
}

/** The task was cancelled. */
export class CancelledError extends SyncError {
  static override readonly code = 'SYNC_CANCELLED';
}

/** The object is in a state in which the call makes no sense. */
export class InvalidStateError extends SyncError {
  static override readonly code = 'SYNC_INVALID_STATE';
}

/** The pool's workers cannot go on. */
export class BrokenPoolError extends SyncError {
  static override readonly code = 'SYNC_BROKEN_POOL';
}
