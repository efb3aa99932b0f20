import type { Mutex } from './mutex.ts';

/** Where a lock keeps its mutex: the same symbol in all copies of the package. */
export const mutex: unique symbol = Symbol.for('@sync/mutex') as never;

/** A lock that a Condition can be made over, whichever package it comes from. */
export interface Lockable {
  readonly [mutex]: Mutex;
}
