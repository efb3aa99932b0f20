/**
 * A barrier in one word: the round, whether it is broken, and how many are still to come.
 * Whoever comes, whoever gives up and whoever lets all go decides it on that word, so each
 * round has one end for all its parties. The idea of a round that ends for itself is that
 * of Java's `CyclicBarrier`; there is no garbage collector for rounds here, so those that
 * were broken and reset are remembered in a ring.
 *
 * SLOTS
 *   0   MADE      which class was made here; 0 in untouched memory
 *   1   STATE     below
 *   2   PARTIES   how many meet, below
 *   3   RESETS    below
 *   4   TIMEOUT   2 words, a float64: milliseconds, Infinity for none
 *   6   ORDER     2 words: ordering id, which tells this barrier from all others
 *   8   RESET     8 words: rounds that were broken and reset, below
 *   16  PRESENT   32 times 2 words, see `present.ts`
 *   80  ASKED     when one of those who wait last looked after the others, in milliseconds
 *
 * STATE, bits
 *   16-31  ROUND      counts up
 *   15     BROKEN     for those who are in it and those who come, until it is reset
 *   0-14   MISSING    how many are still to come; 0: full, the last one runs the action
 *
 * PARTIES, bits
 *   30-31  FIXED      the round, modulo 4, that the numbers are fixed for
 *   15-29  SIZE       how many meet in that round
 *   0-14   COUNT      how many in the next: less when some have left for good
 *
 * RESETS, bits
 *   1-31   TIMES      counts up before a round is reset
 *   0      ACTION     there is one, and each thread has to bring it
 *
 * RESET, bits
 *   16-27  SIXTEEN    round / 16: which rounds; they are noted at SIXTEEN % 8
 *   0-15   NOTED      which of these were reset; 0: none
 *
 * TRANSITIONS                    by                              then
 *   T1  missing n → n - 1        who comes                       waits
 *   T2  missing 1 → 0            who comes last                  runs the action
 *   T3  full → round + 1, all    who came last; if there is no   wakes all
 *       missing                  action, also who comes next
 *   T4  → BROKEN                 time-out or abort of one who    wakes all
 *                                waits, unless full; a death; an
 *                                action that fails; abort(); reset()
 *   T5  BROKEN → round + 1, all  reset(), after it has noted the  wakes all
 *       missing                  round in RESET
 *   T6  BROKEN → all missing     reset(), if nobody had come      nothing
 *
 * INVARIANTS
 *   I1  Who came to a round waits until it is broken or another round has begun. (One who
 *       looks exactly 65,536 rounds later would wait on.)
 *   I2  A round that is over was broken if RESET says so. Nobody resets but what is broken,
 *       and nobody writes down but what is broken, so a round that T3 has ended is never
 *       touched. (Who looks more than 112 rounds later may find the ring overwritten, if a
 *       round was reset meanwhile, and takes his own for broken, to be safe.)
 *   I3  PARTIES is fixed for the next round before that begins (T3, T5), so who leaves for
 *       good either lowers it for that round, or comes to that round, too.
 *   I4  Who sleeps on STATE is woken by T3, T4 or T5, or finds at the end of a slice what a
 *       thread has done that died before it woke anybody.
 *   I5  From T2 to T3 a thread does nothing but run the action. And who comes has come when
 *       the call returns, also if it awaits: nobody depends on a thread's event loop. (Not
 *       so while another runs the action: then it comes when that is over.)
 *
 * HAPPENS-BEFORE  T1 and T2, then T3, then whoever sees the next round.
 */

/** Round, mark, how many are missing. */
export const SLOT_STATE = 1;
/** How many there are in all. */
export const SLOT_PARTIES = 2;
/** How often there was a reset, and whether there is an action. */
export const SLOT_RESETS = 3;
/** The time limit of those who set none. */
export const SLOT_TIMEOUT = 4;
/** Where the threads that wait are. */
export const SLOT_PRESENT = 16;
/** So many can be noted. */
export const MOST_PRESENT = 32;
/** When one has looked after the others. */
export const SLOT_ASKED = 80;
/** All words. */
export const WORDS = 81;

const SLOT_RESET = 8;
const REMEMBERED = 8;

const ROUND_SHIFT = 16;
const ROUNDS = 0xffff;
const BROKEN = 1 << 15;
const MISSING = BROKEN - 1;

const FIXED_SHIFT = 30;
const SIZE_SHIFT = 15;
const COUNT = (1 << SIZE_SHIFT) - 1;

const SIXTEEN_SHIFT = 16;
const SIXTEENS = ROUNDS >> 4;
const NOTED = (1 << SIXTEEN_SHIFT) - 1;
/** A note that is older, in sixteen rounds, is of nobody's concern. */
const LONG_AGO = 1 << 8;

/** In RESETS: an action has to be brought. */
export const ACTION = 1;
/** In RESETS: one more. */
export const ONE_RESET = 2;

/** So many can meet. */
export const MOST_PARTIES: number = MISSING;

/** Counts up to 2^16, and then begins anew. */
export function roundOf(state: number): number {
  return state >>> ROUND_SHIFT;
}

/** One round is an earlier one than the other. */
export function isBefore(one: number, other: number): boolean {
  return one !== other && ((other - one) & ROUNDS) <= ROUNDS >> 1;
}

/** The round after that. */
export function after(round: number): number {
  return (round + 1) & ROUNDS;
}

/** Nobody comes through in this round. */
export function isBroken(state: number): boolean {
  return (state & BROKEN) !== 0;
}

/** How many are still to come; 0: full. */
export function missingOf(state: number): number {
  return state & MISSING;
}

/** T4. */
export function broken(state: number): number {
  return state | BROKEN;
}

/** A round that nobody has come to. */
export function fresh(round: number, missing: number): number {
  return (round << ROUND_SHIFT) | missing;
}

/** How many meet in the round that the numbers are fixed for. */
export function sizeOf(parties: number): number {
  return (parties >>> SIZE_SHIFT) & COUNT;
}

/** How many meet from the next round on. */
export function countOf(parties: number): number {
  return parties & COUNT;
}

/** I3: the numbers are those of this round, and those of the next may still become less. */
export function isFixedFor(parties: number, round: number): boolean {
  return parties >>> FIXED_SHIFT === (round & 3);
}

/** As many in that round as in those that follow. */
export function fixedFor(round: number, count: number): number {
  return (round << FIXED_SHIFT) | (count << SIZE_SHIFT) | count;
}

/** Where rounds are noted that were reset. */
export const RESET_SLOTS: readonly number[] = Array.from({ length: REMEMBERED }, (_, at) => SLOT_RESET + at);

/** Where this one is. */
export function resetSlot(round: number): number {
  return SLOT_RESET + (sixteenOf(round) % REMEMBERED);
}

/** What a slot should say when this round is reset, too; nothing of rounds long ago. */
export function notedReset(slot: number, note: number, round: number): number {
  const sixteen = sixteenOf(round);
  const noted = note >>> SIXTEEN_SHIFT;
  if (slot !== resetSlot(round)) return ((sixteen - noted) & SIXTEENS) > LONG_AGO ? 0 : note;
  return (noted === sixteen ? note : sixteen << SIXTEEN_SHIFT) | bitOf(round);
}

/** I2: whether a note tells of that round, or of later ones that took its place. */
export function tellsReset(note: number, round: number): boolean {
  const later = ((note >>> SIXTEEN_SHIFT) - sixteenOf(round)) & SIXTEENS;
  if (later === 0) return (note & bitOf(round)) !== 0;
  return (note & NOTED) !== 0 && later <= SIXTEENS >> 1;
}

function sixteenOf(round: number): number {
  return round >>> 4;
}

function bitOf(round: number): number {
  return 1 << (round & 15);
}
