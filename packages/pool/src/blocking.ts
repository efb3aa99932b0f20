import { Deadline, checkCanBlock, gaveUp, type Subject } from '@sync/atomics/internal';
import { NO_POOL } from './no-pool.ts';
import type { Origin } from './origin.ts';

/**
 * With futures of several pools, one of them is blocked on for so long, in milliseconds, then
 * the others are looked at: at first, and at most.
 */
const FIRST_TURN = 1;
const LAST_TURN = 20;

/** Who can settle what is waited for: no more of them than there are still pending futures of. */
export interface Awaited {
  readonly origins: Iterable<Origin>;
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
export function blockUntil(isOver: () => boolean, awaited: Awaited, timeout: number, call: BlockingCall): boolean {
  if (isOver()) return true;
  for (const origin of [...awaited.origins]) origin.poll();
  if (isOver()) return true;
  if (timeout === 0) return false;
  checkCanBlock(call.subject, call.call, call.instead);
  const deadline = Deadline.interruptible(timeout);
  for (let turn = FIRST_TURN; !isOver() && !deadline.passed; turn = Math.min(turn * 1.5, LAST_TURN)) {
    const origins = able(awaited);
    if (origins.length === 1) {
      origins[0]?.block(isOver, deadline, call.call);
      continue;
    }
    for (const origin of origins) {
      origin.block(isOver, Deadline.interruptible(Math.min(turn, deadline.remaining())), call.call);
      if (isOver()) return true;
    }
  }
  return isOver() || gaveUp();
}

/** Those who can settle something while this thread is blocked; if none of them can, none of them. */
function able({ origins }: Awaited): readonly Origin[] {
  const all = [...origins];
  return all.length > 1 ? all.filter((origin) => origin !== NO_POOL) : all;
}
