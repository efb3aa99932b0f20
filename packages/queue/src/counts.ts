/** What the counts of a queue tell. The comments name the transitions of `words.ts`. */
import { load, swap } from '@sync/atomics/internal';
import { DISCARDED, SLOT_CLOSED, SLOT_DONES, SLOT_PUTS, SLOT_TAKES } from './words.ts';

/** I1: how many items there are: a snapshot. */
export function sizeOf(words: Int32Array): number {
  if (load(words, SLOT_CLOSED) === DISCARDED) return 0;
  // In this order it is never less than nothing.
  const takes = load(words, SLOT_TAKES);
  return (load(words, SLOT_PUTS) - takes) | 0;
}

/** I2: how many tasks are not done: a snapshot. */
export function unfinishedOf(words: Int32Array): number {
  const dones = load(words, SLOT_DONES);
  const all = load(words, load(words, SLOT_CLOSED) === DISCARDED ? SLOT_TAKES : SLOT_PUTS);
  return Math.max(0, (all - dones) | 0);
}

/** T5; false: so many are not left. Never blocks. */
export function finish(words: Int32Array, count: number): boolean {
  for (;;) {
    const dones = load(words, SLOT_DONES);
    const isEnough = unfinishedOf(words) >= count;
    if (!isEnough && load(words, SLOT_DONES) === dones) return false;
    if (isEnough && swap(words, SLOT_DONES, dones, (dones + count) | 0)) return true;
  }
}
