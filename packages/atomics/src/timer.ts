/** Timers take a signed 32-bit number of milliseconds. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** What `setTimeout` and `setInterval` return: an object on servers, a number in browsers. */
export type Timer = ReturnType<typeof setTimeout>;

interface HoldsLoop {
  unref?(): unknown;
}

/** Lets the thread end although the timer is pending; in browsers threads do anyway. */
export function unrefTimer(timer: Timer): void {
  (timer as HoldsLoop).unref?.();
}
