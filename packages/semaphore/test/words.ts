/** What the tests have to know of the words: those of `src/words.ts`, written down a second time. */

/** Permits in bits 1-30, and bit 0: somebody is in the line. */
export const STATE = 1;
/** Robust: all permits, + 1. */
export const TOTAL = 3;
/** The last ticket that was drawn. */
export const TICKET = 4;
/** Counts entries that were left. */
export const LEFT = 5;
/** Robust: who is taking now. */
export const TAKER = 9;
/** How many entries of the line were ever in use. */
export const USED = 10;
/** How many holds were ever recorded. */
export const HOLDERS = 8;

/** Where the entries of the line begin. */
export const LINE: readonly number[] = Array.from({ length: 32 }, (_, at) => 16 + 8 * at);
/** In an entry: whose it is. */
export const ENTRY_THREAD = 0;
/** In an entry: the ticket of who waits there. */
export const ENTRY_NUMBER = 1;
/** In an entry: how many permits that one wants. */
export const ENTRY_WANTED = 2;
/** In an entry: the ticket of the next one of that thread. */
export const ENTRY_BEHIND = 3;
/** In an entry: when it was rung. */
export const ENTRY_RUNG = 5;
/** In an entry: a ticket that is overtaken. */
export const ENTRY_OVERTAKEN = 6;

/** Where the holds of a robust one begin: thread, permits. */
export const HOLDS: readonly number[] = Array.from({ length: 32 }, (_, at) => 272 + 2 * at);

/** Of a semaphore. */
export const WORDS = 336;

/** After so long, in milliseconds, the next in line may go before one that was rung. */
export const OVERDUE = 10;
