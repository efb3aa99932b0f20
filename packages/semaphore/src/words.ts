/**
 * Permits, and a line of those that wait for them. Nobody is given permits: who waits takes
 * them himself when it is his turn, so a thread that is dead or blocked holds none that it
 * cannot use. What makes the order is that everybody takes only what those before him leave.
 * After Java's `Semaphore`, whose fair form has one queue of threads; here the async waiters
 * of a thread are one entry, which shows the oldest of them.
 *
 * SLOTS
 *   0    MADE     which class was made here; 0 in untouched memory
 *   1    STATE    permits in bits 1-30, and bit 0: QUEUED, somebody is in the line
 *   2    BOUND    BoundedSemaphore: the most there may be, + 1; 0: no bound
 *   3    TOTAL    robust: all permits, + 1; 0: not robust. Then STATE counts none
 *   4    TICKET   drawn by who begins to wait; counts up
 *   5    LEFT     counts entries that were left, for those that found none free
 *   6    ORDER    2 words: ordering id, drawn when first needed
 *   8    HOLDERS  as USED, of HOLDS
 *   9    TAKER    robust: the thread that is taking permits now
 *   10   USED     entries from here on were never taken
 *   11   -        reserved
 *   16   LINE     32 times 8 words
 *   272  HOLDS    32 times 2 words, see `robust-permits.ts`
 *
 * ENTRY of the line
 *   0  THREAD     thread id times 2, + 1: it awaits; 0: free
 *   1  NUMBER     the ticket of the oldest that waits; 0: nobody
 *   2  WANTED     how many permits that one wants
 *   3  BEHIND     the ticket of the thread's next; 0: it has none
 *   4  BELL       slept on; counts up when its turn may have come
 *   5  RUNG       when it was first told so, in milliseconds
 *   6  OVERTAKEN  a ticket that nobody waits for any more, since its thread does not come
 *   7  -          reserved
 *
 * TRANSITIONS                            by                        then
 *   T1  STATE - n, not QUEUED            acquire()                 owns n permits
 *   T2  STATE + n                        release()                 QUEUED: T5
 *   T3  NUMBER, then QUEUED              who has to wait           T4, or sleeps on BELL
 *   T4  STATE - n, of what those before  one in the line, or       T6
 *       him leave                        tryAcquire()
 *   T5  BELL + 1                         T2, T6, T7, slices        for all that can go on now
 *   T6  NUMBER 0, THREAD 0               who has taken or leaves   T5; the last: T8
 *   T7  the same                         who finds one dead        T5; the last: T8
 *   T8  - QUEUED                         who leaves an empty line  looks again: T3 of another
 *   T9  OVERTAKEN = NUMBER               one in the line           T4
 *
 * INVARIANTS
 *   I1  Whoever takes leaves enough for all in the line that are before him. Tickets only
 *       grow, so what those before want can only become less while he looks.
 *   I2  An entry changes in the order WANTED = all, NUMBER, BEHIND, WANTED, and is read with
 *       a second look at NUMBER: nobody sees the wish of one under the ticket of another.
 *   I3  While somebody waits, QUEUED is set, or is about to be set again by T8, or by him at
 *       the end of a slice, if who did T8 has died.
 *   I4  Whoever changes what others wait for rings for them (T5), or dies before it, and
 *       then they look at the end of a slice, and ring: one whose thread is blocked is to be
 *       seen not to come.
 *   I5  One that awaits and does not come within OVERDUE of its first ring is overtaken: its
 *       thread is blocked. It keeps its place for when it comes.
 *
 * HAPPENS-BEFORE  T2, then T1 or T4 of whoever gets those permits.
 */

/** Permits and QUEUED. */
export const SLOT_STATE = 1;
/** The most there may be. */
export const SLOT_BOUND = 2;
/** How many there are in all. */
export const SLOT_TOTAL = 3;
/** The next ticket. */
export const SLOT_TICKET = 4;
/** Changes when an entry is left. */
export const SLOT_LEFT = 5;
/** Who is taking. */
export const SLOT_TAKER = 9;

/** When one has looked after the others. */
export const SLOT_ASKED = 11;

/** How many entries were ever taken. */
export const SLOT_USED = 10;

/** How many holds were ever recorded. */
export const SLOT_HOLDERS = 8;

const SLOT_LINE = 16;
const ENTRIES = 32;
const ENTRY_WORDS = 8;

/** Where robust semaphores record holds. */
export const SLOT_HOLDS: number = SLOT_LINE + ENTRIES * ENTRY_WORDS;
/** So many threads can hold permits of a robust one. */
export const HOLDS = 32;
/** Of each. */
export const HOLD_WORDS = 2;
/** All words. */
export const WORDS: number = SLOT_HOLDS + HOLDS * HOLD_WORDS;

/** Somebody is in the line. */
export const QUEUED = 1;
/** One permit, in STATE. */
export const PERMIT = 2;
/** As many as STATE can count. */
export const MOST_PERMITS = 2 ** 30 - 1;

/** Thread id and mode. */
export const THREAD = 0;
/** The ticket. */
export const NUMBER = 1;
/** How many. */
export const WANTED = 2;
/** The thread's next. */
export const BEHIND = 3;
/** What is slept on. */
export const BELL = 4;
/** When it was first rung. */
export const RUNG = 5;
/** Waited for no more. */
export const OVERTAKEN = 6;

/** How many permits are there. */
export function permitsOf(state: number): number {
  return state >>> 1;
}

/** Somebody is in the line. */
export function isQueued(state: number): boolean {
  return (state & QUEUED) !== 0;
}

/** Where each entry begins. */
export const LINE: readonly number[] = Array.from({ length: ENTRIES }, (_, at) => SLOT_LINE + at * ENTRY_WORDS);

/** Tickets count up around 2^32. */
export function isBefore(ticket: number, other: number): boolean {
  return ((ticket - other) | 0) < 0;
}
