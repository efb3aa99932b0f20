/** Words of the test and of its threads. */
export const ARRIVED = 0;
export const MENDED = 1;
export const STOP = 2;
/** Rounds of each thread. */
export const OWN = 3;
