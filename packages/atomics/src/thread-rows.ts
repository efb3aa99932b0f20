/**
 * The words of the thread table: which thread has which row, and who is known to have ended.
 *
 * HEADER, int32 words
 *    0  -             the stamp, see `region.ts`
 *    4  ROWS          how many rows there are: 4,096
 *    5  -             reserved
 *    6  NEXT          where to look for a row to take first
 *    7  NUMBERED      how many threads have been given a number to be called by
 *    8  -             reserved up to 63: a watchdog's slot and beat
 *   64  IDS           a word for each row: the id of the thread that has it, 0: nobody yet
 *    -  rows          128 words each
 *    -  GONE          65,536 words, each for 16 ids that follow each other: bits 0-15: those
 *                     of them that are known to have ended; bits 16-23: which 16 of those,
 *                     2^20 apart, that share the word
 *
 * ROW, int32 words
 *    0  CLAIM         n: it belongs to the thread that the system knows as n, see
 *                     `native-thread.ts`; -n: that thread is taking it; 0: never used
 *    1  COMPARED      when START was last compared with what the system says, as SEEN
 *    2  STATE         ALIVE, or ENDED by a thread that left in good order, or is about to
 *    3  FLAGS         DAEMON, DONE, MAIN
 *    4  START         tells the thread from others that the system knew as n
 *    5  SEEN          when the system was last asked and said that it lives, in milliseconds
 *    6  NAME_LENGTH   bytes
 *    7  NAME          12 words, UTF-8
 *   19  -             reserved
 *   32  WAIT          what it waits for, 96 words: see `waits.ts`
 *
 * TRANSITIONS of a row            by                         with
 *   T1  never used → being taken  newcomer                   compareExchange on CLAIM
 *   T2  of one that ended → same  newcomer, if T1 is not     compareExchange on CLAIM
 *                                 to be had anywhere
 *   T3  the last id → GONE        who takes it               sets its bit, then ID 0, then clears
 *   T4  being taken → taken       who takes it               CLAIM n
 *   T5  taken → entered           who took it                ID, last
 *   T6  ALIVE → ENDED             its thread, as it leaves   STATE
 *
 * INVARIANTS
 *   I1  A row changes hands only when the thread that CLAIM names is known to have ended, be
 *       it that it entered, or that it died while it took the row. One of several gets it.
 *   I2  But for CLAIM, ID, COMPARED, SEEN and NAME, a row is written by the thread that CLAIM names alone.
 *   I3  With an ID that is found before, CLAIM and START are of its thread, if the ID is
 *       still there after; or CLAIM is of one that takes the row, so the ID's thread has ended.
 *   I4  An id is in GONE before it is out of IDS, so who does not find it in IDS and then not
 *       in GONE knows that it has never been here, or a million threads ago.
 *   I5  Who is in GONE has ended, for ids are not used again. It is forgotten only when one
 *       is put there whose id is a multiple of 2^20 away.
 *   I6  Rows are taken in turn, so that what is said about a thread that has ended stays
 *       there for as long as possible.
 *
 * HAPPENS-BEFORE  the store of ID, then what reads a row whose ID it looked for.
 */
import { add, load, store, swap } from './atomics.ts';
import { hasEnded, isKernelId, isSeen, type NativeThread } from './native-thread.ts';
import { stamp, uidOf } from './region.ts';
import { allocate } from './shared-memory.ts';
import { WAIT_WORDS } from './waits.ts';

const MAGIC = 0x53_59_4e_43;
const ROWS = 4096;
const HEADER_WORDS = 64;
const ROW_WORDS = 128;
const GONE_WORDS = 2 ** 16;

const SLOT_ROWS = 4;
const SLOT_NEXT = 6;
const SLOT_NUMBERED = 7;

const ROW_CLAIM = 0;
const ROW_STATE = 2;
const ROW_FLAGS = 3;
const ROW_START = 4;
const ROW_NAME_LENGTH = 6;
const ROW_NAME = 7;
const NAME_BYTES = 48;
const ROW_WAIT = 32;

/** In a row: when it was last seen to live, in milliseconds. */
export const SEEN = 5;
/** The same, and to be the one that has the number. */
export const COMPARED = 1;

const FREE = 0;
const ALIVE = 1;
const ENDED = 2;

const NOBODY = 0;

/** In FLAGS: the process does not wait for it. */
export const DAEMON = 1;
/** In FLAGS: it does no more but end. */
export const DONE = 2;
/** In FLAGS: the runtime has started it first. */
export const MAIN = 4;

/** In GONE: so many ids, as bits, in a word. */
const IDS_A_WORD = 16;

/** Memory for a table in which nobody is. */
export function makeTable(): SharedArrayBuffer {
  return layOut(ROWS, GONE_WORDS);
}

/** A table with a row that nobody takes, for threads that are simulated. */
export function makeEmptyTable(): SharedArrayBuffer {
  return layOut(1, 0);
}

function layOut(rows: number, goneWords: number): SharedArrayBuffer {
  const buffer = allocate((HEADER_WORDS + rows + rows * ROW_WORDS + goneWords) * 4);
  store(new Int32Array(buffer), SLOT_ROWS, rows);
  stamp(buffer, MAGIC);
  return buffer;
}

/** Tells the tables apart, in whichever buffer object; undefined: it is none of this protocol. */
export function uidOfTable(buffer: SharedArrayBuffer): string | undefined {
  return uidOf(buffer, MAGIC);
}

/**
 * Takes a row, in which nobody is found yet: T1 to T4. Returns where it begins. Asks the
 * system after the threads of used rows, one after the other, when there is no other left.
 *
 * @throws RangeError all rows are those of living threads
 */
export function claimRow(words: Int32Array, me: NativeThread): number {
  const rows = load(words, SLOT_ROWS);
  const first = load(words, SLOT_NEXT);
  for (const isToBeHad of [isFree, isLeft]) {
    for (let turn = 0; turn < rows; turn++) {
      const index = (first + turn) % rows;
      const row = rowAt(rows, index);
      const claim = load(words, row + ROW_CLAIM);
      // The number was another's in between only if the system gave out all of them meanwhile.
      if (isToBeHad(words, row, claim) !== true || !swap(words, row + ROW_CLAIM, claim, -me.id)) continue; // T1, T2
      store(words, SLOT_NEXT, (index + 1) % rows); // I6
      moveIn(words, row, HEADER_WORDS + index, me);
      return row;
    }
  }
  throw new RangeError(`thread table is full: ${rows} threads alive; one more can use @sync packages when one of them has ended`);
}

/** T5. */
export function publishRow(words: Int32Array, row: number, id: number): void {
  store(words, idSlot(words, row), id);
}

/** T6. */
export function leaveRow(words: Int32Array, row: number): void {
  store(words, row + ROW_STATE, ENDED);
}

/** Where the row of a thread begins; undefined: it has none. About 2 us, however many there are. */
export function findRow(words: Int32Array, id: number): number | undefined {
  const rows = load(words, SLOT_ROWS);
  // PLAIN: an id that is there since before it was asked for is found; who finds one looks again (I3).
  const index = words.subarray(HEADER_WORDS, HEADER_WORDS + rows).indexOf(id);
  return index < 0 || id === NOBODY ? undefined : rowAt(rows, index);
}

/** Whether the thread that was found in a row has ended; undefined: that cannot be told. `byNumber`: see {@link hasEnded}. */
export function hasRowEnded(words: Int32Array, row: number, id: number, byNumber = false): boolean | undefined {
  const claim = load(words, row + ROW_CLAIM);
  const ended = claim < 0 || isLeft(words, row, claim, byNumber);
  // Else it was another that was asked after. I3
  return load(words, idSlot(words, row)) === id ? ended : undefined;
}

/** When the system last said SEEN or COMPARED of the thread in a row. */
export function timeIn(words: Int32Array, row: number, slot: number): number {
  return load(words, row + slot);
}

/** Says when that was; of another who has the row by now it says so a little too early. */
export function noteTime(words: Int32Array, row: number, slot: number, time: number): void {
  store(words, row + slot, time);
}

/** Of one that has ended: tells all others, for good. I5 */
export function markGone(words: Int32Array, id: number): void {
  const slot = goneSlot(words, id);
  for (;;) {
    const word = load(words, slot);
    const kept = word >>> IDS_A_WORD === goneTag(id) ? word : goneTag(id) << IDS_A_WORD;
    if (swap(words, slot, word, kept | goneBit(id))) return;
  }
}

/** True if the thread has ended, and somebody has seen it. I5 */
export function isMarkedGone(words: Int32Array, id: number): boolean {
  const word = load(words, goneSlot(words, id));
  return word >>> IDS_A_WORD === goneTag(id) && (word & goneBit(id)) !== 0;
}

/** The ids of all threads that have rows. */
export function idsIn(words: Int32Array): readonly number[] {
  const ids = Array.from({ length: load(words, SLOT_ROWS) }, (_, index) => load(words, HEADER_WORDS + index));
  return ids.filter((id) => id !== NOBODY);
}

/** What is said of a thread's waiting. */
export function waitWords(words: Int32Array, row: number): Int32Array {
  return words.subarray(row + ROW_WAIT, row + ROW_WAIT + WAIT_WORDS);
}

/** The name that a thread was given; empty: none. */
export function nameIn(words: Int32Array, row: number): string {
  // PLAIN: a name that is being changed may come out mixed, in a message.
  const bytes = new Uint8Array(words.buffer, (row + ROW_NAME) * 4, load(words, row + ROW_NAME_LENGTH));
  return new TextDecoder().decode(bytes.slice());
}

/** Calls a thread so, for messages: as much of it as there is room for. */
export function renameIn(words: Int32Array, row: number, name: string): void {
  const bytes = nameBytes(name);
  store(words, row + ROW_NAME_LENGTH, 0);
  new Uint8Array(words.buffer, (row + ROW_NAME) * 4, NAME_BYTES).set(bytes);
  store(words, row + ROW_NAME_LENGTH, bytes.length);
}

/** A name as others read it in a row. */
export function shortened(name: string): string {
  return new TextDecoder().decode(nameBytes(name));
}

function nameBytes(name: string): Uint8Array {
  const bytes = new Uint8Array(NAME_BYTES);
  return bytes.subarray(0, new TextEncoder().encodeInto(name, bytes).written);
}

/** Whether that is said of the thread in a row: DAEMON, DONE or MAIN. */
export function hasFlag(words: Int32Array, row: number, flag: number): boolean {
  return (load(words, row + ROW_FLAGS) & flag) !== 0;
}

/** Says that of the calling thread, in its row. */
export function setFlag(words: Int32Array, row: number, flag: number): void {
  store(words, row + ROW_FLAGS, load(words, row + ROW_FLAGS) | flag);
}

/** The system's number of the thread in a row; undefined: it has none that the system tells. */
export function nativeIdIn(words: Int32Array, row: number): number | undefined {
  const claim = load(words, row + ROW_CLAIM);
  return isKernelId(claim) ? claim : undefined;
}

/** The next number to call a thread by, from 1. */
export function drawNumber(words: Int32Array): number {
  return add(words, SLOT_NUMBERED, 1) + 1;
}

function isFree(_words: Int32Array, _row: number, claim: number): boolean {
  return claim === FREE;
}

/** Whether the thread has ended that has the row, or was taking it; undefined: that cannot be told. I1 */
function isLeft(words: Int32Array, row: number, claim: number, byNumber = false): boolean | undefined {
  // What one has left there that died in between says nothing of it.
  if (claim < 0) return hasEnded({ id: -claim, start: 0 });
  // One that is about to end may still be working, in what runs when it exits.
  if (isSeen(claim)) return hasEnded({ id: claim, start: load(words, row + ROW_START) }, byNumber);
  return load(words, row + ROW_STATE) === ENDED || undefined;
}

/** T3, T4. */
function moveIn(words: Int32Array, row: number, idSlot: number, me: NativeThread): void {
  const last = load(words, idSlot);
  if (last !== NOBODY) markGone(words, last); // I4
  store(words, idSlot, NOBODY);
  for (let slot = row + 1; slot < row + ROW_WORDS; slot++) store(words, slot, 0);
  store(words, row + ROW_START, me.start);
  store(words, row + ROW_STATE, ALIVE);
  store(words, row + ROW_CLAIM, me.id);
}

function rowAt(rows: number, index: number): number {
  return HEADER_WORDS + rows + index * ROW_WORDS;
}

function idSlot(words: Int32Array, row: number): number {
  const rows = load(words, SLOT_ROWS);
  return HEADER_WORDS + (row - HEADER_WORDS - rows) / ROW_WORDS;
}

function goneSlot(words: Int32Array, id: number): number {
  const rows = load(words, SLOT_ROWS);
  return rowAt(rows, rows) + (Math.floor(id / IDS_A_WORD) % GONE_WORDS);
}

function goneTag(id: number): number {
  return Math.floor(id / (IDS_A_WORD * GONE_WORDS));
}

function goneBit(id: number): number {
  return 1 << (id % IDS_A_WORD);
}
