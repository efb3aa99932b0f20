/** What a guard needs of the lock whose hold it stands for. */
export interface GuardedHold {
  releaseNumbered(hold: number): void;
  isHeld(hold: number): boolean;
}

/**
 * One hold of a lock. It carries the hold's number: when that hold is over, by whichever
 * way, releasing the guard does nothing, so a guard never ends another's hold.
 *
 * @example
 * ```ts
 * using held = lock.hold();
 * // ... the lock is released at the end of the block
 * ```
 */
export class Guard implements Disposable {
  readonly #lock: GuardedHold;
  readonly #hold: number;
  #released = false;

  /** Made by `hold()` and `holdAsync()`. */
  constructor(lock: GuardedHold, hold: number) {
    this.#lock = lock;
    this.#hold = hold;
  }

  /** True while the lock is held through this guard. Never blocks. */
  get held(): boolean {
    return !this.#released && this.#lock.isHeld(this.#hold);
  }

  /** Releases; a second call does nothing. Never blocks, never throws. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#lock.releaseNumbered(this.#hold);
  }

  /** The same as {@link Guard.release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
