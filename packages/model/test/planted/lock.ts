/** A mutex of three states: free, held, held with sleepers. */
export function lock(memory: Int32Array, at: number): void {
  let state = Atomics.compareExchange(memory, at, 0, 1);
  if (state === 0) return;
  if (state !== 2) state = Atomics.exchange(memory, at, 2);
  while (state !== 0) {
    Atomics.wait(memory, at, 2);
    state = Atomics.exchange(memory, at, 2);
  }
}

/** Its other half. */
export function unlock(memory: Int32Array, at: number): void {
  if (Atomics.exchange(memory, at, 0) === 2) Atomics.notify(memory, at, 1);
}
