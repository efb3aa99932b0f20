import { load, swap } from './atomics.ts';
import { SLOT_ORDER } from './mutex-word.ts';
import { randomWord } from './region.ts';

/**
 * The ordering id of a mutex, drawn when it is first asked for: 64 random bits that tell
 * it from all others, in whichever thread. Shared memory has no address for that.
 */
export function orderOf(words: Int32Array): string {
  for (const slot of [SLOT_ORDER, SLOT_ORDER + 1]) {
    if (load(words, slot) === 0) swap(words, slot, 0, randomWord());
  }
  return `${load(words, SLOT_ORDER)}:${load(words, SLOT_ORDER + 1)}`;
}
