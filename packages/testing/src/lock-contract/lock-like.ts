import type { SubjectSpec } from '../subject.ts';

/** How long to wait. */
export interface ContractWait {
  readonly timeout?: number;
}

/** How long to await, and what ends it early. */
export interface ContractWaitAsync extends ContractWait {
  readonly signal?: AbortSignal;
  readonly unref?: boolean;
}

/** A scoped hold. */
export interface ContractGuard {
  readonly held: boolean;
  release(): void;
  [Symbol.dispose](): void;
}

/** What the lock contract calls. */
export interface ContractLock {
  readonly locked: boolean;
  readonly owned: boolean;
  readonly name: string;
  acquire(options?: ContractWait): boolean;
  tryAcquire(): boolean;
  acquireAsync(options?: ContractWaitAsync): Promise<boolean>;
  release(): void;
  hold(options?: ContractWait): ContractGuard;
  holdAsync(options?: ContractWaitAsync): Promise<ContractGuard>;
  run<T>(fn: () => T, options?: ContractWait): T;
  runAsync<T>(fn: () => T | Promise<T>, options?: ContractWaitAsync): Promise<T>;
  toString(): string;
}

/** What the lock contract has to know about an implementation. */
export interface LockSpec extends SubjectSpec {
  /** True when a sync call on a sync hold of the same thread re-enters. */
  readonly reentrant: boolean;
  /** False when several threads may hold it at once, as the readers' side of an RWLock. */
  readonly exclusive?: boolean;
  /** False when it has no async calls, as a SpinLock. */
  readonly awaits?: boolean;
}
