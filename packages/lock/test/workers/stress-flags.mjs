/** Shared words of the stress fixture: the plain count and its copy, what all threads watch, and each thread's own count. */
export const TOTAL = 0;
export const COPY = 1;
export const STOP = 2;
export const ARRIVED = 3;
export const OWN = 8;
