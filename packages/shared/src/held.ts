import {
  InvalidStateError,
  NotOwnerError,
  SLOT_STATE,
  heldValues,
  load,
  ownerOf,
  type HeldValues,
} from '@sync/atomics/internal';
import type { DoubleBuffer } from './double-buffer.ts';

/**
 * One hold of a {@link Guarded}, with its value: it is read when it is first asked for, and what has become of it is
 * written back by {@link Held.release}, or at the end of a block with `using`, or before a Condition gives the hold up.
 *
 * @example
 * ```ts
 * using held = jobs.hold();
 * held.value.push(33);
 * ```
 */
export class Held<T> implements Disposable {
  readonly #from: DoubleBuffer;
  readonly #number: number;
  readonly #all: HeldValues;
  #released = false;
  /** Undefined: it was not asked for since the hold began or went on. */
  #read: { value: T } | undefined;

  /**
   * Made by `hold()` and `holdAsync()`.
   *
   * @param within the call within which the hold cannot be given up for a while, as `run`
   */
  constructor(from: DoubleBuffer, number: number, within?: string) {
    this.#from = from;
    this.#number = number;
    this.#all = heldValues(from.mutex.words);
    this.#all.set(number, (call) => {
      if (within !== undefined) throw staysBehind(from, call, within);
      this.#writeBack();
      this.#read = undefined;
    });
  }

  /** True while it is held through this. Never blocks. */
  get held(): boolean {
    return !this.#released && this.#from.mutex.isHeld(this.#number);
  }

  /**
   * The value: an object of this hold alone. After a Condition's wait it is another one; ask again. Never blocks.
   *
   * @throws NotOwnerError the hold is over
   */
  get value(): T {
    this.#checkHeld('value');
    this.#read ??= { value: this.#from.read() as T };
    return this.#read.value;
  }

  /** Puts another value in its place. */
  set value(value: T) {
    this.#checkHeld('value');
    this.#read = { value };
  }

  /**
   * Writes the value back, and releases; a second call does nothing. When it throws, it has
   * released all the same, and the value is as it was before. Never blocks.
   *
   * @throws RangeError it takes more than `maxBytes`
   * @throws TypeError something in it cannot travel
   * @throws NotOwnerError the hold was ended in another way, so that what has become of the value is lost
   */
  release(): void {
    if (this.#released) return;
    try {
      if (this.#read !== undefined) this.#checkHeld('release()');
      this.#writeBack();
    } finally {
      this.discard();
    }
  }

  /** Releases, and leaves the value as it was. Never blocks, never throws. */
  discard(): void {
    if (this.#released) return;
    this.#released = true;
    this.#read = undefined;
    this.#all.delete(this.#number);
    this.#from.mutex.releaseNumbered(this.#number);
  }

  /** The same as {@link Held.release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }

  #writeBack(): void {
    if (this.#read !== undefined) this.#from.write(this.#from.prepare(this.#read.value));
  }

  #checkHeld(what: string): void {
    if (this.held) return;
    const { words } = this.#from.mutex;
    throw new NotOwnerError(`${this.#from.label}: ${what} of a hold that is over; hold() it again`, {
      owner: ownerOf(load(words, SLOT_STATE)),
    });
  }
}

function staysBehind({ label }: DoubleBuffer, call: string, within: string): InvalidStateError {
  return new InvalidStateError(
    `${label}: a Condition's ${call}() gives the lock up, and ${within}() has one value from beginning to end; ` +
      'use hold(), whose value is read again after it',
  );
}
