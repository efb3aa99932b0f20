/**
 * A mutex in one word: barging, a spin that looks seldom, and a reservation for those who
 * starve. After parking_lot and WebKit's WTF::Lock (adaptive locks that let a newcomer
 * overtake a woken thread); where those hand the lock to a starving thread, this one only
 * reserves it: a lock *given* to a thread that is dead, blocked elsewhere, or waiting for
 * its event loop, is lost for that long. A reserved word is free: any of those that have
 * slept may take it, so nothing depends on one of them being alive.
 *
 * SLOTS
 *   0  MADE          which class was made here; 0 in untouched memory
 *   1  STATE         owner and marks, below
 *   2  HOLD          number of the recorded hold. Plain: only the owner touches it
 *   3  DEPTH         levels beyond the first, and ASYNC_HOLD; 0 unless RECORDED
 *   4  POLICY        TAKE_OVER, DEBUG, VALUED. Not changed once made
 *   5  NEXT          number of the hold that will be recorded next. Plain, as HOLD
 *   6  ORDER         2 words: ordering id, drawn when first needed
 *
 * STATE, bits
 *   4-31  OWNER      thread id of the owner, 0: free
 *   3     RECORDED   the hold has a record: a number that a guard carries, a depth, or async
 *   2     POISONED   the owner died; its id stays until somebody takes over
 *   1     RESERVED   kept for one who has slept; newcomers nap
 *   0     WAITERS    somebody may be asleep on the word
 *   Impossible: RECORDED or POISONED without an owner.
 *
 * TRANSITIONS            by                        to                           then
 *   T1  free             newcomer, not RESERVED    me + WAITERS if it was set   owns it
 *   T2  me, no waiters   owner                     0                            done
 *   T3  owned            waiter, spin used up      + WAITERS                    sleeps on it, a slice
 *   T4  me + marks       owner                     RESERVED if it was set       notify(1) if WAITERS
 *   T5  free             one who has slept         me + WAITERS                 owns it
 *   T6  owned            one who starves           + RESERVED + WAITERS         spins, sleeps
 *   T7  free, RESERVED   newcomer                  + WAITERS                    naps
 *   T8  owned            one who leaves            + WAITERS, - RESERVED        gone
 *   T9  me               owner                     + RECORDED                   numbers its hold
 *   T10 owner is dead    one who waits or tries    + POISONED                   notify(all): they give up
 *   T11 owner is dead    recover(), or by policy   me + WAITERS                 DEPTH 0; owns it
 *
 * INVARIANTS
 *   I1  While anyone sleeps on the word, it has WAITERS, or a wake-up is on its way to one
 *       who will set it again, or a slice ends and its sleeper sets it again (a wake-up
 *       that was given to a thread that died is found so).
 *   I2  Whoever has slept claims by T5, never by T1: it cannot know that it was the last,
 *       so it keeps WAITERS.
 *   I3  Whoever leaves having taken a wake-up, or having reserved the word, leaves by T8,
 *       so that the next release finds those who still sleep.
 *   I4  Not held, nobody inside a call, nobody waiting: STATE is 0 and DEPTH is 0.
 *   I5  RECORDED, HOLD, NEXT and DEPTH are changed by the owner alone.
 *   I6  Nobody sleeps on a word that is POISONED, and no release or guard of the one that
 *       died changes it: only T11 does.
 *
 * HAPPENS-BEFORE  T2 or T4 by the old owner, then T1 or T5 by whoever read that word; what
 * one did that died, then T11, since it is known to run no more.
 */

/** Owner and marks. */
export const SLOT_STATE = 1;
/** The number of the hold. */
export const SLOT_HOLD = 2;
/** Levels, and ASYNC_HOLD. */
export const SLOT_DEPTH = 3;
/** What becomes of it when its owner dies. */
export const SLOT_POLICY = 4;
/** The number of the next hold. */
export const SLOT_NEXT = 5;
/** The ordering id, 2 words. */
export const SLOT_ORDER = 6;
/** All of them. */
export const MUTEX_WORDS = 8;

/** Nobody's, with no mark. */
export const FREE = 0;
/** Somebody may be asleep. */
export const WAITERS = 1 << 0;
/** Kept for one who has slept. */
export const RESERVED = 1 << 1;
/** The owner died. */
export const POISONED = 1 << 2;
/** The hold has a number, levels, or is async. */
export const RECORDED = 1 << 3;
/** All but the owner. */
export const MARKS = 0b1111;

const OWNER_SHIFT = 4;

/** A waiter counts as starving after so much time, in milliseconds. */
export const PATIENCE = 1;

/** In POLICY: who waits takes it over from one that died. */
export const TAKE_OVER = 1 << 0;
/** In POLICY: threads note where in the source they took it. */
export const DEBUG = 1 << 1;
/** In POLICY: its holds have a value, which others are to see while they are paused. */
export const VALUED = 1 << 2;

/** In DEPTH: the hold was taken by an async call. */
export const ASYNC_HOLD = 1 << 30;

/** The owner's part of the word. */
export function ownedBy(threadId: number): number {
  return threadId << OWNER_SHIFT;
}

/** The thread id of the owner; 0: nobody. */
export function ownerOf(word: number): number {
  return word >>> OWNER_SHIFT;
}

/**
 * True if the word is that of a hold of `me`, whatever its marks: but not if its thread is known to be
 * dead. I6.
 *
 * @param me the id, in its place in the word
 */
export function isHoldOf(word: number, me: number): boolean {
  return (word & ~(MARKS & ~POISONED)) === me;
}

/** Nobody owns it. */
export function isFree(word: number): boolean {
  return word >>> OWNER_SHIFT === 0;
}

/** Somebody may be asleep on it. */
export function hasWaiters(word: number): boolean {
  return (word & WAITERS) !== 0;
}

/** Newcomers leave it alone. */
export function isReserved(word: number): boolean {
  return (word & RESERVED) !== 0;
}

/** Its owner died, and nobody has taken it over. */
export function isPoisoned(word: number): boolean {
  return (word & POISONED) !== 0;
}

/** The hold has a record. */
export function isRecorded(word: number): boolean {
  return (word & RECORDED) !== 0;
}

/** Levels beyond the first. */
export function levelsOf(depth: number): number {
  return depth & ~ASYNC_HOLD;
}

/** The hold was taken by an async call. */
export function isAsyncHold(depth: number): boolean {
  return (depth & ASYNC_HOLD) !== 0;
}

/** T11: the word once `me` has taken it over. Whoever slept on it has to be found again. */
export function inherited(me: number): number {
  return me | WAITERS;
}

/** What {@link taken} says of a word that one cannot take. */
export const NOT_FREE = 0;

/** T1, T5: the word once `me` has taken it; `NOT_FREE` if one like this cannot. */
export function taken(word: number, me: number, slept: boolean): number {
  if (!isFree(word) || (isReserved(word) && !slept)) return NOT_FREE;
  return slept ? me | WAITERS : me | word;
}

/** T3, T6, T7: the word once a waiter has announced itself. */
export function announced(word: number, starving: boolean): number {
  return word | WAITERS | (starving ? RESERVED : 0);
}

/** T8: the word once a waiter has left that had slept, or had reserved it. */
export function left(word: number, reserved: boolean): number {
  return (reserved ? word & ~RESERVED : word) | WAITERS;
}
