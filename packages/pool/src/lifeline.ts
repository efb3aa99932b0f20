import { LONGEST_TIMER, whileBlocked } from '@sync/atomics/internal';

/** While a pool has tasks: the event loop goes on, and who blocks the thread, whatever for, looks to the pool now and then. */
export class Lifeline {
  readonly #look: () => void;
  /** Where it can be told not to, it keeps the event loop going only when it is told to. */
  readonly #timer: { ref?(): unknown; unref?(): unknown };
  #end: (() => void) | undefined;

  /** @param look looks to the pool; never throws */
  constructor(look: () => void) {
    this.#look = look;
    const timer: unknown = setInterval(() => undefined, LONGEST_TIMER);
    this.#timer = timer as { ref?(): unknown; unref?(): unknown };
    this.#timer.unref?.();
  }

  /** There are tasks. */
  hold(): void {
    this.#timer.ref?.();
    this.#end = whileBlocked(this.#look);
  }

  /** There are none, or no more. */
  release(): void {
    this.#timer.unref?.();
    this.#end?.();
    this.#end = undefined;
  }

  /** There will be none any more. */
  end(): void {
    this.release();
    clearInterval(this.#timer as unknown as number);
  }
}
