// Keeps its functions from the start, as bundled and hardened code does.
const { compareExchange, exchange, notify, wait, waitAsync } = Atomics;
const now = performance.now.bind(performance);
const later = setTimeout;
const { random } = Math;
const Memory = SharedArrayBuffer;
const Words = Int32Array;

export class CapturedLock {
  #state = new Words(new Memory(4));

  acquire() {
    let state = compareExchange(this.#state, 0, 0, 1);
    if (state !== 0 && state !== 2) state = exchange(this.#state, 0, 2);
    while (state !== 0) {
      wait(this.#state, 0, 2);
      state = exchange(this.#state, 0, 2);
    }
  }

  /** Waits until it is free, and takes it without looking again if it is told to. */
  async acquireAsync(isPlanted) {
    let state = compareExchange(this.#state, 0, 0, 1);
    if (state !== 0 && state !== 2) state = exchange(this.#state, 0, 2);
    while (state !== 0) {
      const result = waitAsync(this.#state, 0, 2);
      if (result.async) await result.value;
      state = exchange(this.#state, 0, 2);
      if (isPlanted) return;
    }
  }

  release() {
    if (exchange(this.#state, 0, 0) === 2) notify(this.#state, 0, 1);
  }

  /** By the clock and the timers that it has kept. */
  static async nap(ms) {
    const start = now();
    await new Promise((resolve) => {
      later(resolve, ms);
    });
    return `${now() - start} ${random() === random()}`;
  }
}
