import { add, load, notify, swap } from '@sync/atomics/internal';
import {
  ONE_RESET,
  RESET_SLOTS,
  SLOT_PARTIES,
  SLOT_RESETS,
  SLOT_STATE,
  after,
  broken,
  countOf,
  fixedFor,
  fresh,
  isBroken,
  isFixedFor,
  missingOf,
  notedReset,
  resetSlot,
  roundOf,
  sizeOf,
  tellsReset,
} from './barrier-word.ts';

/** T3, T5: begins the next round, with all who are parties by then (I3). False: the state is another. */
export function turn(words: Int32Array, state: number): boolean {
  const next = after(roundOf(state));
  for (;;) {
    const parties = load(words, SLOT_PARTIES);
    if (isFixedFor(parties, next)) {
      if (!swap(words, SLOT_STATE, state, fresh(next, sizeOf(parties)))) return false;
      notify(words, SLOT_STATE, Infinity);
      return true;
    }
    // Else these may be the numbers of a later round.
    if (load(words, SLOT_STATE) !== state) return false;
    swap(words, SLOT_PARTIES, parties, fixedFor(next, countOf(parties)));
  }
}

/** I3: one less from the next round on. False: its number is fixed, so one has to come to that, too. */
export function drop(words: Int32Array, round: number): boolean {
  for (;;) {
    const parties = load(words, SLOT_PARTIES);
    // None are left if these are the numbers of four rounds later, and all have left in that.
    if (!isFixedFor(parties, round) || countOf(parties) === 0) return false;
    if (swap(words, SLOT_PARTIES, parties, parties - 1)) return true;
  }
}

/** T4; false: that round is over or broken, or it is full and was to be left alone. */
export function breakRound(words: Int32Array, round: number, unlessFull: boolean): boolean {
  for (;;) {
    const state = load(words, SLOT_STATE);
    if (roundOf(state) !== round || isBroken(state) || (unlessFull && missingOf(state) === 0)) return false;
    if (!swap(words, SLOT_STATE, state, broken(state))) continue;
    notify(words, SLOT_STATE, Infinity);
    return true;
  }
}

/** T4, of whichever round there is. */
export function abort(words: Int32Array): void {
  for (;;) {
    const state = load(words, SLOT_STATE);
    // If that round has just ended well, the next one is to be broken.
    if (isBroken(state) || breakRound(words, roundOf(state), false)) return;
  }
}

/** T4 and T5, if there is somebody in the round; T6, if not. */
export function reset(words: Int32Array): void {
  const round = roundOf(load(words, SLOT_STATE));
  for (;;) {
    const state = load(words, SLOT_STATE);
    // Another has begun since, whole and empty: who is in that came after this call.
    if (roundOf(state) !== round) return;
    const parties = load(words, SLOT_PARTIES);
    if (isFixedFor(parties, round) && missingOf(state) === sizeOf(parties)) {
      if (!isBroken(state) || swap(words, SLOT_STATE, state, fresh(round, missingOf(state)))) return;
    } else if (!isBroken(state)) {
      breakRound(words, round, false);
    } else if (noteReset(words, state) && turn(words, state)) {
      return;
    }
  }
}

/** I2: whether a round that is over was broken; `resets`: how many there had been when one came to it. */
export function wasBroken(words: Int32Array, round: number, resets: number): boolean {
  if (roundOf(load(words, SLOT_STATE)) === round) return true;
  return load(words, SLOT_RESETS) !== resets && tellsReset(load(words, resetSlot(round)), round);
}

/** False: the state is another, so nothing may be written down any more. */
function noteReset(words: Int32Array, state: number): boolean {
  for (const slot of RESET_SLOTS) {
    const note = load(words, slot);
    const noted = notedReset(slot, note, roundOf(state));
    // Looked at after the note: what was noted by then was noted up to this round.
    if (load(words, SLOT_STATE) !== state) return false;
    if (noted !== note && !swap(words, slot, note, noted)) return false;
  }
  add(words, SLOT_RESETS, ONE_RESET);
  return true;
}
