/**
 * The one place in the tests that knows how an ownable word is written. It is written
 * down here a second time on purpose, so that a change of the format is noticed.
 *
 * SLOTS   1  state   (the others, class mark, hold number and ordering id, are not looked at)
 *
 * BITS    31..4  id of the owner; 0: nobody
 *             3  RECORDED   the hold has a record beside the word
 *             2  POISONED   the owner died
 *             1  RESERVED   kept for one that has waited long
 *             0  WAITERS    somebody may be asleep
 */

const STATE = 1;
const WAITERS = 1;
const RESERVED = 2;
const POISONED = 4;
const ID_SHIFT = 4;

/** The word of a mutex, decoded. */
export interface MutexState {
  /** Nothing is set: no owner, no mark. */
  readonly atRest: boolean;
  /** The owner's thread id; 0: nobody. */
  readonly owner: number;
  /** Somebody may be asleep. */
  readonly waiters: boolean;
  /** Kept for one that has waited long. */
  readonly reserved: boolean;
  /** The owner died. */
  readonly poisoned: boolean;
}

/** Decodes the state word of a mutex, whose words begin with `words[0]`. */
export function mutexState(words: Int32Array): MutexState {
  const word = Atomics.load(words, STATE);
  return {
    atRest: word === 0,
    owner: word >>> ID_SHIFT,
    waiters: (word & WAITERS) !== 0,
    reserved: (word & RESERVED) !== 0,
    poisoned: (word & POISONED) !== 0,
  };
}
