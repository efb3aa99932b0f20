/**
 * Blocks of bytes of any size in shared memory that grows, allocated and freed by any thread. A buddy system: blocks are
 * powers of two, and each half of a larger one. Lists of free blocks make it quick, but what is true is in the
 * headers of the blocks alone: they follow one another without a gap, and each change of them is one store. So
 * whoever finds that a thread died within a section, or finds no room, goes through all headers, frees the
 * blocks of the dead, joins free halves, and makes the lists anew.
 *
 * SLOTS of the store
 *   0   MUTEX   8 words, see `mutex-word.ts`; the first is MARK
 *   8   BASE    where the blocks begin, in bytes of the buffer: a multiple of 64. Not changed once made
 *   9   LIMIT   so many bytes from there are blocks
 *   10  MAX     so many there may be. Not changed once made
 *   11  BUSY    1 within a section. Plain
 *   12  FIRST   by order, from 6 on: the first free block, in bytes of the buffer; 0: there is none. Plain
 *
 * BLOCK
 *   0  HEADER  bits 0-4 ORDER: 2 ^ ORDER bytes; bits 5-6: FREE, TAKEN or KEPT
 *   1  OWNER   of a TAKEN one: the id of the thread that has it; of a KEPT one: a TAG, below 0, by which
 *              the structure knows it
 *   2  NEXT    of a FREE one: the next of its order, in bytes of the buffer; 0: it is the last. Plain
 *   2  -       else what it is for
 *
 * TRANSITIONS                     by                              with
 *   T1  FREE → TAKEN              allocate()                      store of OWNER, then of HEADER; that of a larger block,
 *                                                                 when the headers of its other parts are there
 *   T2  TAKEN → KEPT              who has it                      store of OWNER, then of HEADER
 *   T3  KEPT → TAKEN              the structure it belongs to     store of HEADER, then of OWNER
 *   T4  TAKEN or KEPT → FREE      free()                          store of HEADER, then it is in a list
 *   T5  TAKEN → FREE              who goes through all, if the    the same
 *                                 owner is gone
 *       TAKEN or KEPT → FREE      recover(), if OWNER is a tag    the same
 *   T6  two FREE halves → one     who goes through all            store of HEADER of the first
 *   T7  LIMIT                     allocate()                      store, when the headers behind it are there
 *
 * INVARIANTS
 *   I1  From BASE to BASE + LIMIT, block follows block. One of 2 ^ n bytes lies a multiple of that behind BASE.
 *   I2  T1 and T4 to T7 happen within a section: the mutex is held, and BUSY is 1. Who finds it so at the
 *       beginning has found a dead one, and makes the lists anew.
 *   I3  While BUSY is 0, the lists have all FREE blocks of their order, and no others.
 *   I4  A KEPT block is freed by the structure that it belongs to, and by nobody else. While OWNER is a tag, so is one
 *       that is TAKEN: within T2 and T3, for whichever thread that began them.
 *
 * HAPPENS-BEFORE  the mutex says: whoever had a block before, then whoever allocates it.
 */

/** Where the blocks begin. */
export const SLOT_BASE = 8;
/** So many bytes of blocks there are. */
export const SLOT_LIMIT = 9;
/** So many there may be. */
export const SLOT_MAX = 10;
/** 1 within a section. */
export const SLOT_BUSY = 11;
/** The first free block of each order. */
export const SLOT_FIRST = 12;
/** All of them, with a list for each order. */
export const STORE_WORDS = 37;

/** The smallest block has so many bytes, as a power of two. */
export const LEAST_ORDER = 6;
/** The same. Blocks begin at multiples of it behind BASE. */
export const LEAST = 1 << 6;
/** The largest has so many, as a power of two. */
export const MOST_ORDER = 30;

/** Whose a TAKEN one is. */
export const OWNER = 1;
/** The next FREE one. */
export const NEXT = 2;
/** Between the beginning of a block and what it is for. */
export const HEADER_BYTES = 8;

/** In HEADER: how large it is. */
export const ORDER = 0b1_1111;
/** In HEADER: nobody has it. */
export const FREE = 0;
/** In HEADER: a thread has it. */
export const TAKEN = 1 << 5;
/** In HEADER: a structure has it. */
export const KEPT = 2 << 5;

/** The order of a block for so many bytes. */
export function orderFor(byteLength: number): number {
  return Math.max(LEAST_ORDER, 32 - Math.clz32(byteLength + HEADER_BYTES - 1));
}
