import {
  add,
  load,
  notify,
  or,
  store,
  swap,
  threadId,
  type IsGone,
} from '@sync/atomics/internal';
import {
  BEHIND,
  BELL,
  LINE,
  MOST_PERMITS,
  NUMBER,
  OVERTAKEN,
  QUEUED,
  RUNG,
  SLOT_LEFT,
  SLOT_STATE,
  SLOT_TICKET,
  SLOT_USED,
  THREAD,
  WANTED,
  isBefore,
  isQueued,
} from './words.ts';

/** I5, in milliseconds: a thread that is not blocked comes sooner. */
const OVERDUE = 10;

/** An entry, as it was when somebody looked. */
interface Waiter {
  readonly entry: number;
  readonly ticket: number;
  readonly wanted: number;
  /** The ticket of its thread's next; 0: none. */
  readonly behind: number;
  readonly awaits: boolean;
}

/** One that waits, as the line shows it. */
export interface Wish {
  readonly ticket: number;
  readonly count: number;
}

/** A ticket; never 0. */
export function drawTicket(words: Int32Array): number {
  return (add(words, SLOT_TICKET, 1) + 1) | 0 || drawTicket(words);
}

/** An entry for the calling thread; undefined: none is free. */
export function claimEntry(words: Int32Array, awaits: boolean): number | undefined {
  const mine = (threadId() << 1) | (awaits ? 1 : 0);
  const at = LINE.findIndex((entry) => load(words, entry + THREAD) === 0 && swap(words, entry + THREAD, 0, mine));
  for (let used = load(words, SLOT_USED); used <= at; used = load(words, SLOT_USED)) {
    swap(words, SLOT_USED, used, at + 1);
  }
  return LINE[at];
}

/** T3: shows who waits in it. I2. */
export function show(words: Int32Array, entry: number, { ticket, count }: Wish, behind: Wish | undefined): void {
  store(words, entry + WANTED, MOST_PERMITS);
  if (load(words, entry + NUMBER) !== ticket) store(words, entry + RUNG, 0);
  store(words, entry + NUMBER, ticket);
  store(words, entry + BEHIND, behind?.ticket ?? 0);
  store(words, entry + WANTED, count);
  queue(words);
}

/** I3: whoever waits sees to it, at each look, since the one who owes it may be dead. */
export function queue(words: Int32Array): void {
  if (!isQueued(load(words, SLOT_STATE))) or(words, SLOT_STATE, QUEUED);
}

/** T6 without its T5. */
export function leave(words: Int32Array, entry: number): void {
  store(words, entry + NUMBER, 0);
  store(words, entry + THREAD, 0);
  add(words, SLOT_LEFT, 1);
  notify(words, SLOT_LEFT, Infinity);
  tidy(words);
}

/**
 * What those in the line want that are before a ticket: `Infinity` if that is not known.
 * Those that were overtaken are not counted.
 */
export function wantedBefore(words: Int32Array, ticket: number): number {
  let sum = 0;
  for (const entry of inUse(words)) {
    const waiter = lookAt(words, entry, ticket);
    if (waiter === undefined || isOvertaken(words, waiter)) continue;
    sum += waiter.wanted;
    if (waiter.behind !== 0 && isBefore(waiter.behind, ticket)) return Infinity;
  }
  return sum;
}

/** T5: for all that so many permits are enough for, with those before them. */
export function ring(words: Int32Array, permits: number): void {
  let left = permits;
  let unknownFrom: number | undefined;
  for (const waiter of inOrder(words)) {
    const { entry, ticket, wanted, behind } = waiter;
    if (unknownFrom !== undefined && isBefore(unknownFrom, ticket)) return;
    if (wanted > left) {
      if (isOvertaken(words, waiter)) continue;
      return;
    }
    if (load(words, entry + RUNG) === 0) store(words, entry + RUNG, now());
    add(words, entry + BELL, 1);
    // All: one thread sleeps there; others have left it asleep, when the entry was theirs.
    notify(words, entry + BELL, Infinity);
    if (isOvertaken(words, waiter)) continue;
    left -= wanted;
    if (behind !== 0 && (unknownFrom === undefined || isBefore(behind, unknownFrom))) unknownFrom = behind;
  }
}

/** T7: takes the entries of the dead away; true: there were some. */
export function sweep(words: Int32Array, isGone: IsGone): boolean {
  let swept = false;
  for (const entry of inUse(words)) {
    const thread = load(words, entry + THREAD);
    if (!isGone(thread >>> 1)) continue;
    const ticket = load(words, entry + NUMBER);
    // Still the dead one's, or the ticket may be that of one who came after another sweep.
    if (load(words, entry + THREAD) !== thread) continue;
    // The ticket first: who takes the free entry draws another.
    if (ticket !== 0) swap(words, entry + NUMBER, ticket, 0);
    swept = swap(words, entry + THREAD, thread, 0) || swept;
  }
  if (swept) tidy(words);
  return swept;
}

/** T9: those before a ticket that were rung, and do not come. */
export function overtake(words: Int32Array, ticket: number): void {
  for (const entry of inUse(words)) {
    if (load(words, entry + RUNG) === 0) continue;
    const waiter = lookAt(words, entry, ticket);
    if (waiter?.awaits !== true || isOvertaken(words, waiter)) continue;
    // Of that one, or of a later one.
    const rung = load(words, entry + RUNG);
    // Either way: clocks of threads that were started before and after a computer slept differ.
    if (rung === 0 || Math.abs((now() - rung) | 0) < OVERDUE) continue;
    store(words, entry + OVERTAKEN, waiter.ticket);
  }
}

/** The calling thread has come: it is waited for again. */
export function come(words: Int32Array, entry: number): void {
  for (const word of [entry + RUNG, entry + OVERTAKEN]) if (load(words, word) !== 0) store(words, word, 0);
}

/** How many threads wait, each for itself and once more for its tasks: a snapshot. */
export function lengthOf(words: Int32Array): number {
  return inUse(words).filter((entry) => load(words, entry + NUMBER) !== 0).length;
}

/** T8. I3. */
function tidy(words: Int32Array): void {
  while (lengthOf(words) === 0) {
    for (let state = load(words, SLOT_STATE); isQueued(state); state = load(words, SLOT_STATE)) {
      if (swap(words, SLOT_STATE, state, state & ~QUEUED)) break;
    }
    if (lengthOf(words) === 0) return;
    // Whoever came meanwhile may be gone again by now.
    or(words, SLOT_STATE, QUEUED);
  }
}

function isOvertaken(words: Int32Array, { entry, ticket }: Waiter): boolean {
  return load(words, entry + OVERTAKEN) === ticket;
}

/** Those that may be taken. */
function inUse(words: Int32Array): readonly number[] {
  return LINE.slice(0, load(words, SLOT_USED));
}

/** All that wait, the oldest first. */
function inOrder(words: Int32Array): Waiter[] {
  const waiters: Waiter[] = [];
  for (const entry of inUse(words)) {
    const waiter = lookAt(words, entry);
    if (waiter !== undefined) waiters.push(waiter);
  }
  return waiters.sort((one, other) => (one.ticket - other.ticket) | 0);
}

/** Who waits in an entry, if that is one before a ticket. I2. */
function lookAt(words: Int32Array, entry: number, before?: number): Waiter | undefined {
  for (;;) {
    const ticket = load(words, entry + NUMBER);
    if (ticket === 0 || (before !== undefined && !isBefore(ticket, before))) return undefined;
    const thread = load(words, entry + THREAD);
    const wanted = load(words, entry + WANTED);
    const behind = load(words, entry + BEHIND);
    if (load(words, entry + NUMBER) === ticket) return { entry, ticket, wanted, behind, awaits: (thread & 1) === 1 };
  }
}

/** The same in all threads, in milliseconds; never 0. */
function now(): number {
  return Math.trunc(performance.timeOrigin + performance.now()) | 0 || 1;
}
