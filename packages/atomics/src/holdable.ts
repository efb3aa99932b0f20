import type { Acquirable, SyncAcquirable } from './acquirable.ts';

/** Where a lock keeps what `holdAll` takes it by: the same symbol in all copies of the package. */
export const holdable: unique symbol = Symbol.for('@sync/holdable') as never;

/**
 * A lock that can be held together with others, whichever package it comes from. A
 * {@link Lockable} can, too: a mutex has all that is asked for here.
 */
export interface Holdable {
  readonly [holdable]: Ordered;
}

/** One that can be awaited together with others. */
export interface AsyncHoldable {
  readonly [holdable]: OrderedAsync;
}

/**
 * What `holdAll` needs of a lock, or of a part of one, as a side of an RWLock:
 *
 * - `acquireNumbered` takes a hold and returns its number, or returns undefined, or throws;
 *   when it does not return a number it has taken nothing, and left nothing behind. Where
 *   the thread may enter again, it does.
 * - `releaseNumbered` ends the hold of that number, a level of it where it has levels, and
 *   does nothing if it is over. It never throws.
 */
export interface Ordered extends SyncAcquirable {
  /**
   * The words 6 and 7 are the ordering id of the lock: see `order.ts`. Parts of one lock have
   * the same, so that nobody holds two of them together.
   */
  readonly words: Int32Array;
}

/** The same, for await. */
export interface OrderedAsync extends Ordered, Acquirable {}
