import { plainLoad, plainStore } from './atomics.ts';
import { SLOT_HOLD, SLOT_NEXT } from './mutex-word.ts';

/** T9: gives the calling thread's hold the next number, and returns it. */
export function numberHold(words: Int32Array): number {
  const number = plainLoad(words, SLOT_NEXT); // PLAIN: I5
  plainStore(words, SLOT_NEXT, (number + 1) | 0); // PLAIN: I5
  plainStore(words, SLOT_HOLD, number); // PLAIN: I5
  return number;
}
