/**
 * A state of everything, as numbers, so that equal ones are found fast:
 *
 *   0  IMAGE         of the memory
 *   1  SURROUNDINGS  who sleeps, what is on its way, what time it is
 *   2  LAST          the thread that ran last, if it can go on and turns are counted, else NOBODY
 *   3  THREADS       the node of each thread
 */
export type State = Int32Array;

/** See {@link State}. */
export const IMAGE = 0;
/** See {@link State}. */
export const SURROUNDINGS = 1;
/** See {@link State}. */
export const LAST = 2;
/** See {@link State}. */
export const THREADS = 3;
/** See {@link State}. */
export const NOBODY = -1;
