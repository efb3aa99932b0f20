/**
 * Queues of all kinds: what was put and what was taken are two counters that only grow, each put and each get commits by
 * one store of its counter, and a get has copied the bytes out by then. So a thread that dies at any step has put its
 * item or not, and has taken one or not. Putters exclude each other by a mutex, and so do getters; in a Queue these are
 * two, on lines of their own, as in the two-lock queue of Michael and Scott, here over a ring that grows; in the other
 * kinds it is one. What a section would leave half done it has noted first: who finds BUSY set has found a dead
 * one, and makes that good.
 *
 * SLOTS
 *   0   MADE        which class was made here
 *   1   CLOSED      0, SHUT: no more is put, or DISCARDED: what was there is gone, too. Grows
 *   2   MAX         how many items there may be; ANY_NUMBER: more than could be
 *   3   RING        where the slots are, below
 *   4   FORMAT      how items are written. Not changed once made
 *   5   APART       1: the slots and all else lie in memory of their own, and not behind these words
 *   6   ORDER       2 words: ordering id, which tells this queue from all others
 *   16  GETTERS     a bell, see `bell.ts`: rung when there is something to get
 *   17  PUTTERS     the same: when there is room
 *   18  JOINERS     the same: when all tasks are done
 *   19  SEVERAL     the same, beside GETTERS: for those who want several at once
 *   32  PUT LOCK    8 words, see `mutex-word.ts` of the floor
 *   40  PUTS        how many items were put
 *   41  SEEN TAKES  what TAKES was when a putter looked last. Plain
 *   42  BUSY        1 within what may have to be made good. Plain, and so are those that follow
 *   43  NOTE        the block of the item that is being put; 0: none
 *   44  NUMBER      what PUTS was then
 *   45  ENTRY       where the item is put (PriorityQueue)
 *   46  NEW, OLD    2 words: the block of the larger ring, and of the one that it replaces; 0: none
 *   48  GET LOCK    8 words
 *   56  TAKES       how many items were taken
 *   57  SEEN PUTS   what PUTS was when a getter looked last. Plain
 *   58  BUSY        as above
 *   59  NOTE        the block of the item that is being taken; 0: none
 *   60  NUMBER      what TAKES was then
 *   61  ENTRY       where the item is taken from (PriorityQueue)
 *   62  TAG         of that block
 *   64  DONES       how many items were said to be done
 *   65  SEQUENCE    2 words: of the next item (PriorityQueue). Plain
 *
 * RING, bits
 *   5-30  BLOCK     in 64 bytes of the store
 *   0-4   CAPACITY  2 ^ that many slots
 *
 * TRANSITIONS              by                        with
 *   T1  PUTS + n           who has the put lock      store, when the items are written
 *   T2  TAKES + n          who has the get lock      store, when the items are copied out
 *   T3  RING               who has both              store, when all items are in the larger one
 *   T4  CLOSED             who has both              store
 *   T5  DONES + n          any                       compareExchange
 *
 * INVARIANTS
 *   I1  There are PUTS - TAKES items, in the slots of these numbers: those are not written. If CLOSED is DISCARDED, there are none.
 *   I2  All tasks are done when DONES is PUTS; or TAKES, if CLOSED is DISCARDED.
 *   I3  An item that has a block has one that is KEPT, with a tag of its number. The note of it is made before that,
 *       and is there until the block is in the queue, or has been taken.
 *   I4  Who changes what others wait for rings for them, or dies before, and then they look at the end of a slice.
 *
 * HAPPENS-BEFORE  T1, then T2 of that item; T2, then T1 of what is written in its slot; T5, then who sees I2.
 */

/** Nothing is put any more. */
export const SLOT_CLOSED = 1;
/** How many items there may be. */
export const SLOT_MAX = 2;
/** Where the slots are. */
export const SLOT_RING = 3;
/** How items are written. */
export const SLOT_FORMAT = 4;
/** In memory of their own. */
export const SLOT_APART = 5;
/** Rung for those who get. */
export const SLOT_GETTERS = 16;
/** Rung for those who put. */
export const SLOT_PUTTERS = 17;
/** Rung for those who join. */
export const SLOT_JOINERS = 18;

/** Rung for those who get several at once. */
export const SLOT_SEVERAL = 19;

/** Where the side of those who put begins. */
export const PUT_SIDE = 32;
/** Where the side of those who get begins. */
export const GET_SIDE = 48;

/** Of a side: PUTS or TAKES. */
export const COUNT = 8;
/** Of a side: what the other count was. */
export const SEEN = 9;
/** Of a side: something may have to be made good. */
export const BUSY = 10;
/** Of a side: the block of the item. */
export const NOTE = 11;
/** Of a side: the item's number. */
export const NUMBER = 12;
/** Of a side: the item's entry. */
export const ENTRY = 13;
/** Of the get side: the tag of the block. */
export const TAG = 14;
/** Of the put side: the block of the larger ring, and then of the older one. */
export const NEW = 14;
/** Of the put side. */
export const OLD = 15;

/** PUTS. */
export const SLOT_PUTS = 40;
/** TAKES. */
export const SLOT_TAKES = 56;
/** DONES. */
export const SLOT_DONES = 64;
/** Of the next item, its low word. */
export const SLOT_SEQUENCE = 65;
/** All words. */
export const WORDS = 80;

/** In CLOSED: nobody puts. */
export const SHUT = 1;
/** In CLOSED: and nobody gets. */
export const DISCARDED = 2;

/** In MAX: it is not bounded. */
export const ANY_NUMBER = 2 ** 31 - 1;
/** As many items as can be counted. */
export const MOST_ITEMS = 2 ** 30;

/** A block begins so many bytes before what is in it, at a multiple of 64. */
const BLOCK_SHIFT = 6;
const BLOCK_HEADER = 8;
const CAPACITY_BITS = 5;

/** RING of slots in that block. */
export function ringOf(block: number, capacity: number): number {
  return ((block - BLOCK_HEADER) >> (BLOCK_SHIFT - CAPACITY_BITS)) | (31 - Math.clz32(capacity));
}

/** The block that the slots are in. */
export function blockOf(ring: number): number {
  return ((ring >>> CAPACITY_BITS) << BLOCK_SHIFT) + BLOCK_HEADER;
}

/** How many slots there are. */
export function capacityOf(ring: number): number {
  return 1 << (ring & ((1 << CAPACITY_BITS) - 1));
}

/** The tag of the block of an item. */
export function tagOf(number: number): number {
  return ~(number & (MOST_ITEMS - 1));
}

/** The tag of the block of a ring. */
export const RING_TAG: number = -(2 ** 31);
