import { load } from './atomics.ts';
import { blocked } from './blocked-wait.ts';
import { circular } from './deadlock-error.ts';
import { Deadline } from './deadline.ts';
import { checkPoison, isVacant, takeOver, type Inheritance } from './mutex-death.ts';
import { take, type Takeable } from './mutex-wait.ts';
import { NOT_FREE, RESERVED, SLOT_STATE, WAITERS, announced, isReserved, ownerOf, taken } from './mutex-word.ts';
import { orderOf } from './order.ts';
import { SLICE, sleepSlice } from './slice.ts';
import { spinUntil } from './spin.ts';

/** Never changes while somebody waits: what one sleeps on. */
const SLOT_MADE = 0;

/** One sleeps for so long at a time, in milliseconds. */
const NAP = 1;

/**
 * Sleeps a nap at a time until the mutex is taken or the time is up: whether it was taken.
 * The comments name the transitions of `spin-mutex.ts`. Blocks the calling thread.
 *
 * @param call for messages, as `acquire`
 * @throws AbandonedLockError its owner died, and the caller is not one who recovers
 * @throws DeadlockError it would never end
 */
export function takeNapping(mutex: Takeable, call: string, deadline: Deadline, inheritance: Inheritance): boolean {
  const { words, table } = mutex;
  const blocking = { subject: mutex, untimed: !deadline.finite, order: () => orderOf(words), table };
  return blocked(blocking, (shown) => {
    const made = load(words, SLOT_MADE);
    let slept = false;
    let reserved = false;
    // For an owner that died, and for a circle of waiting threads, one looks once in a slice.
    let look = Deadline.after(SLICE);
    for (;;) {
      const state = load(words, SLOT_STATE);
      const mine = taken(state, mutex.me, slept);
      if (mine !== NOT_FREE) {
        if (mutex.swap(state, mine)) return true; // T1 or T2
        continue;
      }
      const due = slept && look.passed;
      if (due) look = Deadline.after(SLICE);
      if (due ? isVacant(mutex, state, inheritance) : checkPoison(mutex, state, inheritance)) {
        if (takeOver(mutex, state, mutex.me)) return true; // T9
        continue;
      }
      const circle = due ? shown.look([ownerOf(state)]) : undefined;
      if (circle !== undefined || deadline.passed) {
        if (reserved) leave(mutex);
        if (circle === undefined) return false;
        throw circular(mutex, call, table, circle);
      }
      if (slept && !isReserved(state)) {
        if (!mutex.swap(state, announced(state, true))) continue; // T5
        reserved = true;
        if (spinUntil(() => take(mutex, true))) return true;
      }
      sleepSlice(words, SLOT_MADE, made, deadline, NAP); // I1
      slept = true;
    }
  });
}

/** T6. */
function leave(mutex: Takeable): void {
  for (;;) {
    const state = load(mutex.words, SLOT_STATE);
    if (!isReserved(state) || mutex.swap(state, state & ~(RESERVED | WAITERS))) return;
  }
}
