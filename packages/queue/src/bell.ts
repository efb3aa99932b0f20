/**
 * What those sleep on who wait for something, so that others need not call `notify` where nobody sleeps. One ring wakes one, and no
 * further one wakes another until he has come: he rings again if there is more.
 *
 * BITS
 *   2-31  RINGS    counts up, so that who is about to sleep hears it
 *   1     MANY     somebody sleeps who may find it too little: all are woken
 *   0     ASLEEP   somebody may be asleep
 *
 * TRANSITIONS                    by                         then
 *   B1  + ASLEEP (+ MANY)        who is about to sleep      looks once more, sleeps on that value
 *   B2  RINGS + 1, no marks      who has something for one  notify(1), or of all if it was MANY
 *   B3  the same                 who has it for all         notify(all)
 *   B4  + ASLEEP                 one who has slept, and     looks whether there is something: B2
 *                                leaves
 *
 * INVARIANT  While somebody sleeps on it, ASLEEP is set, or one was woken who will do B4, or a slice ends (of one
 * that was woken and died).
 */
import { load, notify, or, swap } from '@sync/atomics/internal';

const ASLEEP = 1;
const MANY = 2;
const MARKS = 3;
const ONE_RING = 4;

/** B1, B4: the value to sleep on. */
export function mark(words: Int32Array, index: number, many = false): number {
  const marks = many ? ASLEEP | MANY : ASLEEP;
  return or(words, index, marks) | marks;
}

/** B2; nothing if nobody is asleep. */
export function ring(words: Int32Array, index: number): void {
  const bell = load(words, index);
  if ((bell & MARKS) !== 0) ringLoudly(words, index, bell);
}

function ringLoudly(words: Int32Array, index: number, before: number): void {
  for (let bell = before; (bell & MARKS) !== 0; bell = load(words, index)) {
    if (!swap(words, index, bell, rung(bell))) continue;
    notify(words, index, (bell & MANY) === 0 ? 1 : Infinity);
    return;
  }
}

/** B3. */
export function ringAll(words: Int32Array, index: number): void {
  let bell = load(words, index);
  while (!swap(words, index, bell, rung(bell))) bell = load(words, index);
  notify(words, index, Infinity);
}

function rung(bell: number): number {
  return ((bell & ~MARKS) + ONE_RING) | 0;
}
