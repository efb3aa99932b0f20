/** What came of an attempt to put: it was put. */
export const PUT = 1;
/** There is no room now. */
export const FULL = 2;
/** It was shut down. */
export const CLOSED = 3;
/** There is no memory for more slots. */
export const NO_MEMORY = 4;
