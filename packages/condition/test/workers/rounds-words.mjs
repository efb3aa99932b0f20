/** The number of the round, negative at the end; how many threads are through with it; and of each thread: */
export const GATE = 0;
export const DONE = 1;
export const OWN = 8;
/** how many came, how many of these have no limit, how many were notified, and how many left. */
export const CAME = 0;
export const STAYING = 1;
export const NOTIFIED = 2;
export const LEFT = 3;
