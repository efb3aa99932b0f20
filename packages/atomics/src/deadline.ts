import { checkDuration } from './input.ts';
import { interruptionHere, type Interruption } from './interruption.ts';
import { LONGEST_TIMER, unrefTimer, type Timer } from './timer.ts';

/**
 * A point in time, computed once: a waiter that is woken and loses the race goes on with
 * the time that is left.
 *
 * It means something in the thread that made it only. Never early: {@link Deadline.passed}
 * is true when the whole time is over, not before.
 */
export class Deadline {
  readonly #at: number;
  readonly #interruption: Interruption | undefined;

  private constructor(at: number, interruption?: Interruption) {
    this.#at = at;
    this.#interruption = interruption;
  }

  /** Never passes. */
  static get never(): Deadline {
    return new Deadline(Infinity);
  }

  /**
   * The point in time so many milliseconds from now; `Infinity` for never.
   *
   * @throws TypeError not a number
   * @throws RangeError negative or NaN
   */
  static after(milliseconds: number): Deadline {
    checkDuration('Deadline: after()', milliseconds);
    return new Deadline(performance.now() + milliseconds);
  }

  /**
   * As {@link Deadline.after}, for a blocking wait of the calling thread: it has passed as well
   * when the thread is asked to stop. Who gives up then finds out by `gaveUp()`.
   */
  static interruptible(milliseconds: number): Deadline {
    return new Deadline(performance.now() + milliseconds, interruptionHere());
  }

  /** False for {@link Deadline.never}. */
  get finite(): boolean {
    return this.#at !== Infinity;
  }

  /** True when the time is up. */
  get passed(): boolean {
    return performance.now() >= this.#at || this.#interruption?.pending === true;
  }

  /** Milliseconds left: `Infinity` for never, 0 when the time is up. */
  remaining(): number {
    return Math.max(0, this.#at - performance.now());
  }

  /**
   * Calls `fn` once the time is up, from a timer that does not keep the thread alive.
   * Returns what takes the timer back.
   */
  onPassed(fn: () => void): () => void {
    if (!this.finite) return () => undefined;
    let timer: Timer;
    const arm = (): void => {
      // A timer may fire up to a millisecond early, and long waits are chained.
      const next = (): void => {
        if (this.passed) fn();
        else arm();
      };
      timer = setTimeout(next, Math.min(LONGEST_TIMER, Math.ceil(this.remaining())));
      unrefTimer(timer);
    };
    arm();
    return () => {
      clearTimeout(timer);
    };
  }
}
