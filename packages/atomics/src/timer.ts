/** What `setTimeout` and `setInterval` return: an object on servers, a number in browsers. */
export type Timer = ReturnType<typeof setTimeout>;

interface HoldsLoop {
  ref?(): unknown;
  unref?(): unknown;
}

/** Lets the thread end although the timer is pending; in browsers threads do anyway. */
export function unrefTimer(timer: Timer): void {
  (timer as HoldsLoop).unref?.();
}

/** Keeps the thread alive while the timer is pending. */
export function refTimer(timer: Timer): void {
  (timer as HoldsLoop).ref?.();
}
