/** How many have arrived. */
const ARRIVED = 0;
/** Nobody notifies it. */
const STILL = 1;
const WORDS = 2;

/**
 * How the threads of a scenario learn where the others are, without sleeping for some time.
 * Make it in the setup: its words are shared memory of the scenario.
 */
export class Gathering {
  readonly #words = new Int32Array(new SharedArrayBuffer(WORDS * 4));

  /** One more is where the others wait for it: as a task that has just called `waitAsync`. */
  arrive(): void {
    Atomics.add(this.#words, ARRIVED, 1);
    Atomics.notify(this.#words, ARRIVED);
  }

  /** Blocks until so many have arrived. */
  arrived(count: number): void {
    for (;;) {
      const now = Atomics.load(this.#words, ARRIVED);
      if (now >= count) return;
      Atomics.wait(this.#words, ARRIVED, now);
    }
  }

  /** Blocks until all others have ended or sleep for longer: in `QUIET` and `DEATH`, where no time-out comes early. */
  othersSleep(milliseconds = 1): void {
    Atomics.wait(this.#words, STILL, 0, milliseconds);
  }
}
