/*
 * The words by which the host starts and stops its threads, each on a line of its own, and the words of the section.
 *
 *   0    STOP     1: the round is over. Read plainly in the loops: a late look costs one section
 *   16   ARRIVED  threads that are ready
 *   32   GATE     number of the round that has begun
 *   48   HOLDING  threads that hold what the round's preparation wants them to hold
 *   64.. SECTION  four words that every section adds to, the last owner, the changes of owner
 *   80   TIMES    when something happened: doubles, on the shared clock
 *   96.. COUNTS   how far each thread is, by its number
 */

/** Slot of the stop flag. */
export const SLOT_STOP = 0;
/** Slot of the count of threads that are ready. */
export const SLOT_ARRIVED = 16;
/** Slot of the number of the round that has begun. */
export const SLOT_GATE = 32;
/** Slot of the count of threads that hold their first locks. */
export const SLOT_HOLDING = 48;
/** First of the section's words. */
export const SLOT_SECTION = 64;
const SLOT_TIMES = 80;
const TIMES = 8;
const SLOT_COUNTS = 96;
const SLOTS_APART = 16;
const MOST_THREADS = 64;
/** Length of the control words. */
export const CONTROL_SLOTS: number = SLOT_COUNTS + (MOST_THREADS + 1) * SLOTS_APART;

/** Slot of the word in which a thread says how far it is. */
export function countSlot(me: number): number {
  return SLOT_COUNTS + me * SLOTS_APART;
}

/** The words of the section: 0-3 are added to, 4 names the last owner, 5 counts its changes. */
export type SectionWords = Int32Array & Record<0 | 1 | 2 | 3 | 4 | 5, number>;

/** The section's words as a view of their own. */
export function sectionWords(control: Int32Array): SectionWords {
  return control.subarray(SLOT_SECTION, SLOT_SECTION + 6) as SectionWords;
}

/** When something happened that threads tell each other, as a view of its own. */
export function sharedTimes(control: Int32Array): Float64Array {
  return new Float64Array(control.buffer, control.byteOffset + SLOT_TIMES * 4, TIMES);
}

/** A clock that all threads of a process read alike, in milliseconds. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}
