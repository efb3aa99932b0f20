/** In a thread, before it imports anything: `Atomics.wait` throws there, as in a page's main thread. */
export function cannotBlock(): void {
  Atomics.wait = () => {
    throw new TypeError('Atomics.wait cannot be called in this context');
  };
}
