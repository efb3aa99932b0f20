/** Shared words of the stress fixture: the plain count and its copy, and each thread's own count. */
export const TOTAL = 0;
export const COPY = 1;
export const OWN = 8;
