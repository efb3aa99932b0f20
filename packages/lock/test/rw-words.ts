/** The words of an RWLock, written down a second time, so that a change of the format is noticed. */
export const WRITER = 8;
export const DRAINED = 9;
export const USED = 10;
export const USED_WORDS = 2;
export const KEEPER = 12;
export const READERS = 16;
export const SLOTS = 64;
export const WORDS = 80;
