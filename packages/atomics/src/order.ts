import { load, swap } from './atomics.ts';
import { SLOT_ORDER } from './mutex-word.ts';
import { randomWord } from './region.ts';

/**
 * The ordering id of a mutex, drawn when it is first asked for: 64 random bits that tell
 * it from all others, in whichever thread. Shared memory has no address for that.
 */
export function orderOf(words: Int32Array): string {
  return `${half(words, SLOT_ORDER)}:${half(words, SLOT_ORDER + 1)}`;
}

/** The ordering id, if it was drawn; empty: it was not. */
export function knownOrder(words: Int32Array): string {
  const [first, second] = [load(words, SLOT_ORDER), load(words, SLOT_ORDER + 1)];
  return first === 0 || second === 0 ? '' : `${first}:${second}`;
}

/** Which of two is taken first, in all threads: below 0 the first one. 0: they are one lock. */
export function compareOrders(first: Int32Array, second: Int32Array): number {
  return (
    half(first, SLOT_ORDER) - half(second, SLOT_ORDER) || half(first, SLOT_ORDER + 1) - half(second, SLOT_ORDER + 1)
  );
}

/** Each half is drawn once, by whoever comes first: a thread that dies between them leaves nothing undone. */
function half(words: Int32Array, slot: number): number {
  if (load(words, slot) === 0) swap(words, slot, 0, randomWord());
  return load(words, slot);
}
