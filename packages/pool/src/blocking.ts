import { Deadline, canBlock, checkCanBlock, gaveUp, type Subject } from '@sync/atomics/internal';
import { NO_POOL } from './no-pool.ts';
import type { Origin } from './origin.ts';

/**
 * With futures of several pools, one of them is blocked on for so long, in milliseconds, then the
 * next: at first, and at most, each turn longer than the one before. So a result is seen late by
 * a tenth of the time that one has waited.
 */
const FIRST_TURN = 0.5;
const LAST_TURN = 20;
const LONGER = 1.1;

/** Whose futures are waited for: those who have still one that is not settled. A set of them, or a map. */
export interface Origins {
  readonly size: number;
  keys(): Iterable<Origin>;
}

/** Who blocks, for messages. */
export interface BlockingCall {
  readonly subject: Subject;
  /** As `result`. */
  readonly call: string;
  /** What does not block, as `resultAsync()`. */
  readonly instead: string;
}

/**
 * Brings results in until it is over: true, or false when the time is up. Blocks the calling
 * thread.
 *
 * @throws DeadlockError nobody is left who could bring it about
 * @throws BlockingNotAllowedError it is not over, and this thread may not block
 */
export function blockUntil(isOver: () => boolean, pending: Origins, timeout: number, { subject, call, instead }: BlockingCall): boolean {
  if (isOver()) return true;
  // One that is blocked on looks first itself.
  if (timeout === 0 || pending.size > 1 || !canBlock()) for (const origin of [...pending.keys()]) origin.poll();
  if (isOver()) return true;
  if (timeout === 0) return false;
  checkCanBlock(subject, call, instead);
  const deadline = Deadline.interruptible(timeout);
  for (let turn = FIRST_TURN; !isOver() && !deadline.passed; turn = Math.min(turn * LONGER, LAST_TURN)) {
    const origins = able(pending);
    const { size } = pending;
    const isTurnOver = (): boolean => isOver() || pending.size !== size;
    if (origins.length === 1) {
      origins[0]?.block(isTurnOver, deadline, call);
      continue;
    }
    for (const origin of origins) {
      origin.block(isTurnOver, Deadline.interruptible(Math.min(turn, deadline.remaining())), call);
      if (isTurnOver()) break;
    }
  }
  return isOver() || gaveUp();
}

/** Those who can settle something while this thread is blocked; if none of them can, none of them. */
function able(pending: Origins): readonly Origin[] {
  const origins = [...pending.keys()];
  return origins.length > 1 ? origins.filter((origin) => origin !== NO_POOL) : origins;
}
