import {
  SLICE,
  blocked,
  checkCanBlock,
  circular,
  load,
  orderOf,
  sleepSlice,
  spinUntil,
  type Deadline,
  type Subject,
} from '@sync/atomics/internal';
import type { Seat } from './rw-lock-seat.ts';
import { SLOT_DRAINED } from './rw-lock-words.ts';

/**
 * Waits until so many readers have left that the owner of the mutex can go on: whether it went on before
 * the time was up; if not, the mutex is released. Blocks the calling thread.
 *
 * @param call for messages, as `acquire`
 * @param goOn goes on if there is room now
 * @param forAll all readers have to leave, and not just one of them
 * @throws DeadlockError it would never end
 * @throws BlockingNotAllowedError
 */
export function drain(seat: Seat, side: Subject, call: string, deadline: Deadline, goOn: () => boolean, forAll: boolean): boolean {
  let gone = false;
  try {
    checkCanBlock(side, call, `${call}Async()`);
    gone = spinUntil(goOn) || sleepUntil(seat, side, call, deadline, goOn, forAll);
  } finally {
    if (!gone) seat.mutex.release();
  }
  return gone;
}

/** I3. */
function sleepUntil(seat: Seat, side: Subject, call: string, deadline: Deadline, goOn: () => boolean, forAll: boolean): boolean {
  const { words, table } = seat.place;
  const { slots } = seat.reading;
  const blocking = { subject: side, untimed: !deadline.finite, order: () => orderOf(words), table };
  return blocked(blocking, (shown) => {
    for (;;) {
      const seen = load(words, SLOT_DRAINED);
      if (goOn()) return true;
      if (deadline.passed) return false;
      if (sleepSlice(words, SLOT_DRAINED, seen, deadline, SLICE) !== 'timed-out') continue;
      slots.forgetDead();
      // Where any of them may leave, nobody is known to hold it up.
      const circle = shown.look(forAll ? slots.threads : []);
      if (circle !== undefined) throw circular(side, call, table, circle);
    }
  });
}

/** Sleeps until the time is up, where nothing that others do could end the wait. Blocks the calling thread. */
export function waitInVain(seat: Seat, side: Subject, deadline: Deadline): void {
  const { words } = seat.place;
  blocked({ subject: side, untimed: false }, (shown) => {
    while (!deadline.passed) {
      if (sleepSlice(words, SLOT_DRAINED, load(words, SLOT_DRAINED), deadline, SLICE) === 'timed-out') shown.look();
    }
  });
}
