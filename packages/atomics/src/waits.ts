/**
 * What a blocked thread waits for, in its row of the thread table, so that others can see
 * it: who looks for circles of waiting threads, and who asks why a process stands still.
 * Nothing is written before the first slice of a wait is over; short waits cost nothing.
 *
 * SLOTS, in the row's words for it
 *   0  WAIT     number of the wait; 0: the thread waits for nothing
 *   1  BEAT     twice the number of looks at what is waited for; odd while it is written
 *   2  UNTIMED  1: no time limit
 *   3  SINCE    seconds since 1970
 *   4  ORDER    2 words: the ordering id of what is waited for; 0: it has none
 *   6  LENGTH   of the label in bytes
 *   7  COUNT    of the holders
 *   8  LABEL    12 words, UTF-8: as `Lock(jobs)`
 *  20  HOLDERS  16 words: ids of the threads that it is waited for; none where anybody can end the wait
 *  36  TAKEN    2 entries: where locks were taken in the source. ORDER, 2 words; LENGTH; TEXT, 20 words
 *
 * TRANSITIONS, by the row's thread alone
 *   W1  first look   BEAT odd (another one, if it was left so), everything, WAIT, BEAT even
 *   W2  next look    BEAT + 2; if the holders are others, or the places: odd, HOLDERS, TAKEN, even
 *   W3  wait ends    WAIT 0
 *
 * INVARIANTS
 *   I1  BEAT never goes back, so what is read between two looks at the same even BEAT is of one time.
 *   I2  Between two changes of BEAT the thread has looked at what it waits for, and found these holders.
 *
 * HAPPENS-BEFORE  the store of BEAT, then what reads a row at that BEAT.
 */
import { add, load, plainLoad, plainStore, store } from './atomics.ts';

const SLOT_WAIT = 0;
const SLOT_BEAT = 1;
const SLOT_UNTIMED = 2;
const SLOT_SINCE = 3;
const SLOT_ORDER = 4;
const SLOT_LENGTH = 6;
const SLOT_COUNT = 7;
const SLOT_LABEL = 8;
const SLOT_HOLDERS = 20;
const SLOT_TAKEN = 36;

const LABEL_BYTES = 48;
const TAKEN_WORDS = 23;
const TAKEN_LENGTH = 2;
const TAKEN_TEXT = 3;
const TAKEN_BYTES = 80;

/** Words of a row. */
export const WAIT_WORDS = 96;

/** So many holders are shown, the first ones. */
export const MOST_HOLDERS = 16;

/** So many places are shown, the last ones. */
export const TAKEN_ENTRIES = 2;

/** What one look adds to BEAT. */
export const LOOK = 2;

/** Where a lock was taken, by its ordering id. */
export type Taken = ReadonlyMap<string, string>;

/** A wait, as it is first shown. */
export interface ShownWait {
  readonly label: string;
  readonly order: string;
  readonly untimed: boolean;
  /** Seconds since 1970. */
  readonly since: number;
  readonly holders: readonly number[];
  readonly taken: Taken;
}

/** A wait, as others see it. */
export interface SeenWait extends ShownWait {
  /** Its number: another wait of the thread has another. */
  readonly wait: number;
  readonly beat: number;
}

/** W1: returns the number of the wait. */
export function showWait(row: Int32Array, { label, order, untimed, since, holders, taken }: ShownWait): number {
  // It is odd already if a thread died here, whose row it was before.
  const writing = (load(row, SLOT_BEAT) + 1) | 1;
  store(row, SLOT_BEAT, writing);
  store(row, SLOT_UNTIMED, Number(untimed));
  store(row, SLOT_SINCE, since);
  writeOrder(row, SLOT_ORDER, order);
  writeHolders(row, holders);
  writeText(row, SLOT_LABEL, SLOT_LENGTH, label, LABEL_BYTES);
  writeTaken(row, taken);
  store(row, SLOT_WAIT, writing);
  add(row, SLOT_BEAT, 1);
  return writing;
}

/** True if it is that wait which the row shows: not one that began within it, or that has ended there. */
export function isShown(row: Int32Array, wait: number): boolean {
  return load(row, SLOT_WAIT) === wait;
}

/**
 * W2: the thread has looked, and found these holders.
 *
 * @param taken none: the places are the same
 */
export function beat(row: Int32Array, holders: readonly number[], taken?: Taken): void {
  const areSame = taken === undefined || samePlaces(row, taken);
  if (areSame && sameHolders(row, holders)) {
    add(row, SLOT_BEAT, LOOK);
    return;
  }
  add(row, SLOT_BEAT, 1);
  writeHolders(row, holders);
  if (!areSame) writeTaken(row, taken);
  add(row, SLOT_BEAT, 1);
}

/** W3. */
export function hideWait(row: Int32Array): void {
  store(row, SLOT_WAIT, 0);
}

/** What the row's thread waits for; undefined: nothing, or it is just being written. */
export function seeWait(row: Int32Array): SeenWait | undefined {
  const wait = load(row, SLOT_WAIT);
  const before = load(row, SLOT_BEAT);
  if (wait === 0 || before % 2 !== 0) return undefined;
  const seen: SeenWait = {
    wait,
    beat: before,
    untimed: load(row, SLOT_UNTIMED) === 1,
    since: load(row, SLOT_SINCE),
    order: readOrder(row, SLOT_ORDER),
    holders: readHolders(row),
    label: readText(row, SLOT_LABEL, SLOT_LENGTH),
    taken: readTaken(row),
  };
  // I1
  return load(row, SLOT_BEAT) === before && load(row, SLOT_WAIT) === wait ? seen : undefined;
}

function writeHolders(row: Int32Array, holders: readonly number[]): void {
  const shown = holders.slice(0, MOST_HOLDERS);
  shown.forEach((id, at) => {
    store(row, SLOT_HOLDERS + at, id);
  });
  store(row, SLOT_COUNT, shown.length);
}

function readHolders(row: Int32Array): number[] {
  return Array.from({ length: load(row, SLOT_COUNT) }, (_, at) => load(row, SLOT_HOLDERS + at));
}

function sameHolders(row: Int32Array, holders: readonly number[]): boolean {
  const shown = load(row, SLOT_COUNT);
  if (shown !== Math.min(holders.length, MOST_HOLDERS)) return false;
  for (let at = 0; at < shown; at++) if (load(row, SLOT_HOLDERS + at) !== holders[at]) return false;
  return true;
}

function writeOrder(row: Int32Array, at: number, order: string): void {
  const [high = 0, low = 0] = order === '' ? [] : order.split(':').map(Number);
  store(row, at, high);
  store(row, at + 1, low);
}

function readOrder(row: Int32Array, at: number): string {
  const high = load(row, at);
  return high === 0 ? '' : `${high}:${load(row, at + 1)}`;
}

function writeTaken(row: Int32Array, taken: Taken): void {
  const places = [...taken].slice(-TAKEN_ENTRIES);
  for (let entry = 0; entry < TAKEN_ENTRIES; entry++) {
    const at = SLOT_TAKEN + entry * TAKEN_WORDS;
    const [its, place] = places[entry] ?? ['', ''];
    writeOrder(row, at, its);
    writeText(row, at + TAKEN_TEXT, at + TAKEN_LENGTH, place, TAKEN_BYTES);
  }
}

function readTaken(row: Int32Array): Taken {
  const places = Array.from({ length: TAKEN_ENTRIES }, (_, entry) => {
    const at = SLOT_TAKEN + entry * TAKEN_WORDS;
    return [readOrder(row, at), readText(row, at + TAKEN_TEXT, at + TAKEN_LENGTH)] as const;
  });
  return new Map(places.filter(([order]) => order !== ''));
}

function samePlaces(row: Int32Array, taken: Taken): boolean {
  const shown = readTaken(row);
  const orders = [...taken.keys()].slice(-TAKEN_ENTRIES);
  return shown.size === orders.length && orders.every((order) => shown.has(order));
}

/** What does not fit is left out. */
function writeText(row: Int32Array, at: number, length: number, text: string, most: number): void {
  const words = new Int32Array(Math.ceil(most / 4));
  // Writes whole characters only.
  const { written } = new TextEncoder().encodeInto(text, new Uint8Array(words.buffer, 0, most));
  words.subarray(0, Math.ceil(written / 4)).forEach((word, index) => {
    plainStore(row, at + index, word); // PLAIN: I1, who reads it meanwhile throws it away
  });
  store(row, length, written);
}

function readText(row: Int32Array, at: number, length: number): string {
  const bytes = load(row, length);
  // PLAIN: I1, what was being written is thrown away
  const words = Int32Array.from({ length: Math.ceil(bytes / 4) }, (_, index) => plainLoad(row, at + index));
  return new TextDecoder().decode(new Uint8Array(words.buffer, 0, bytes));
}
