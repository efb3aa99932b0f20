/**
 * Those that wait for one condition, in shared memory. Everything here is changed by who
 * holds the lock; only the sleepers look without it, at NOTIFIED. So what a waiter finds
 * when it has the lock again is exact: it was notified, or it was not, whatever ended its
 * sleep. After Java's condition queues; here an entry stands for a thread, not for a
 * waiter, since shared memory is finite: its async waiters that came one after the other,
 * with no others between them, are one run. The lock's holder may die at any step, and
 * somebody else recovers the lock: so each change that concerns others takes effect by a
 * single store, and what has to be passed on is passed on first, and then taken from where
 * it was: by a death in between it may be there twice, but never lost.
 *
 * SLOTS
 *   0   MADE      which class was made here; 0 in untouched memory
 *   1   TICKET    what the next waiter gets; counts up
 *   2   LOCK      OWN, PLAIN or REENTRANT
 *   3   USED      entries from here on are free
 *   4   ASKED     when one of those who wait last looked after the others, in milliseconds
 *   5   -         reserved
 *   6   ORDER     2 words: ordering id, drawn when first needed
 *   8   MUTEX     8 words: its own lock, if it has one
 *   16  ENTRIES   64 times 5 words
 *
 * ENTRY
 *   0  THREAD     thread id; 0: free; DESERTED: as if its thread were dead
 *   1  FIRST      the ticket of the oldest that waits
 *   2  INSIDE     how many wait, or were notified and have not held the lock since
 *   3  NOTIFIED   how many of them were notified
 *   4  BEFORE     tickets before that may get those that are not taken; I4
 *
 * TRANSITIONS                       by                    then
 *   T1  INSIDE + 1                  wait()                pauses its hold, sleeps on NOTIFIED
 *   T2  NOTIFIED + n                notify(), oldest      wakes the thread
 *                                   FIRST first
 *   T3  NOTIFIED - 1, INSIDE - 1    a waiter that has     returns true (aborted: after T5,
 *                                   the lock again        rejects)
 *   T4  INSIDE - 1                  the same, if it was   returns false (aborted: rejects)
 *                                   not notified
 *   T5  as T2, FIRST < BEFORE       who finds a thread    wakes the thread
 *                                   dead, or is aborted
 *   T6  THREAD DESERTED             one who cannot get    throws; T5 by others. If others of its
 *                                   the lock again        run wait: T3, T4 by its thread, later
 *
 * INVARIANTS
 *   I1  In an entry those that were notified are older than those that were not.
 *   I2  A run grows only while nobody in it is notified, and only at the end of the line
 *       (unless entries run short: then order between threads is given up, nothing else).
 *       So the runs that wait follow each other, and to notify the oldest of the run with
 *       the least FIRST is to notify the oldest.
 *   I3  FIRST is exact while nobody in the entry is notified; then it may be too small, by
 *       those that left the run from its middle, or by those that one notified who died then.
 *   I4  A notification that is passed on goes to one that waited when it was given. Once such a
 *       one has got a newer one, the two count as swapped, and it goes as far as that: so
 *       none is lost. Of several in one entry, all go as far as the newest.
 *   I5  Who sleeps on NOTIFIED is woken by T2 or T5, or finds at the end of a slice what one
 *       has written that died before it woke anybody.
 *   I6  Tickets compare around 2^32: nobody waits while 2^31 others come and leave.
 *
 * HAPPENS-BEFORE  as the lock says.
 */
import { goneNow, load, notify, plainLoad, plainStore, store, threadId, type IsGone, type ThreadTable } from '@sync/atomics/internal';

/** What the lock is. */
export const SLOT_LOCK = 2;
/** When one has looked after the others. */
export const SLOT_ASKED = 4;
/** Where a lock of its own is. */
export const SLOT_MUTEX = 8;

const SLOT_TICKET = 1;
const SLOT_USED = 3;
const SLOT_ENTRIES = 16;

/** Nobody's id. */
const DESERTED = -1;

const ENTRIES = 64;
const ENTRY_WORDS = 5;

const THREAD = 0;
const FIRST = 1;
const INSIDE = 2;
const NOTIFIED = 3;
const BEFORE = 4;

/** All words. */
export const WORDS: number = SLOT_ENTRIES + ENTRIES * ENTRY_WORDS;

/** What SLOT_LOCK says. */
export const OWN = 1;
/** Of another class, entered once. */
export const PLAIN = 2;
/** Of another class, entered again. */
export const REENTRANT = 3;

// PLAIN, all plain accesses below: the calling thread holds the lock, and nobody else writes then.

/** The word that the waiters of an entry sleep on. */
export function notifiedSlot(entry: number): number {
  return entry + NOTIFIED;
}

/** The ticket that the next waiter gets. */
export function nextTicket(words: Int32Array): number {
  return plainLoad(words, SLOT_TICKET);
}

/** True if entries should be saved. */
export function isCrowded(words: Int32Array): boolean {
  let taken = 0;
  for (const entry of entries(words)) if (load(words, entry + THREAD) !== 0) taken++;
  return taken > ENTRIES / 2;
}

/** T1, in an entry of its own; undefined: none is free. */
export function join(words: Int32Array, table: ThreadTable): number | undefined {
  const entry = freeEntry(words) ?? (sweep(words, table) ? freeEntry(words) : undefined);
  if (entry === undefined) return undefined;
  plainStore(words, entry + FIRST, nextTicket(words));
  store(words, entry + INSIDE, 0);
  store(words, entry + NOTIFIED, 0);
  store(words, entry + THREAD, threadId());
  extend(words, entry);
  return entry;
}

/** T1, in an entry that the thread has. */
export function extend(words: Int32Array, entry: number): void {
  plainStore(words, SLOT_TICKET, (nextTicket(words) + 1) | 0);
  store(words, entry + INSIDE, plainLoad(words, entry + INSIDE) + 1);
}

/** I2. */
export function mayGrow(words: Int32Array, entry: number): boolean {
  return load(words, entry + NOTIFIED) === 0;
}

/** T5: the notification of one of the entry that has no use for it, and leaves by T3. */
export function passOn(words: Int32Array, entry: number): void {
  notifyBefore(words, 1, plainLoad(words, entry + BEFORE));
}

/** T3. */
export function take(words: Int32Array, entry: number): void {
  store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) - 1);
  quit(words, entry);
}

/** T4. */
export function quit(words: Int32Array, entry: number): void {
  store(words, entry + INSIDE, plainLoad(words, entry + INSIDE) - 1);
}

/** I3: the ticket of the oldest that waits, which its thread knows exactly. */
export function setFirst(words: Int32Array, entry: number, ticket: number): void {
  plainStore(words, entry + FIRST, ticket);
}

/** Gives an entry back. */
export function free(words: Int32Array, entry: number): void {
  store(words, entry + THREAD, 0);
  let used = load(words, SLOT_USED);
  while (used > 0 && load(words, entryAt(used - 1) + THREAD) === 0) used--;
  store(words, SLOT_USED, used);
}

/** T6: gives an entry up without the lock, so that the next sweep frees it. */
export function desert(words: Int32Array, entry: number): void {
  store(words, entry + THREAD, DESERTED);
}

/** T2. */
export function notifyOldest(words: Int32Array, count: number): void {
  notifyBefore(words, count, nextTicket(words));
}

/** How many wait: a snapshot, for who does not hold the lock. */
export function waitingIn(words: Int32Array): number {
  let waiting = 0;
  for (const entry of entries(words)) waiting += Math.max(0, waitingAt(words, entry));
  return waiting;
}

/** True if one of the threads in the line is dead, or has deserted; for who does not hold the lock. */
export function hasDead(words: Int32Array, isGone: IsGone): boolean {
  for (const entry of entries(words)) if (isDead(words, entry, isGone)) return true;
  return false;
}

/** Frees the entries of the dead, and passes on what they were notified of (T5). */
export function sweep(words: Int32Array, table: ThreadTable): boolean {
  const isGone = goneNow(table);
  let swept = false;
  for (const entry of entries(words)) {
    if (!isDead(words, entry, isGone)) continue;
    // So that it gets none of its own.
    desert(words, entry);
    notifyBefore(words, load(words, entry + NOTIFIED), plainLoad(words, entry + BEFORE));
    free(words, entry);
    swept = true;
  }
  return swept;
}

/** T2, T5: for the oldest that have tickets before that. */
function notifyBefore(words: Int32Array, count: number, before: number): void {
  let left = count;
  while (left > 0) {
    const entry = oldest(words, before);
    if (entry === undefined) return;
    const first = plainLoad(words, entry + FIRST);
    const now = Math.min(left, waitingAt(words, entry), (before - first) | 0);
    left -= now;
    plainStore(words, entry + BEFORE, reach(words, first, before));
    store(words, entry + NOTIFIED, load(words, entry + NOTIFIED) + now);
    plainStore(words, entry + FIRST, (first + now) | 0);
    // All: one thread sleeps there; others have left it asleep, when the entry was theirs.
    notify(words, entry + NOTIFIED, Infinity);
  }
}

/** I4: how far one goes that the waiter with that ticket gets, and with it those that it could have got. */
function reach(words: Int32Array, ticket: number, before: number): number {
  let newest = before;
  for (const entry of entries(words)) {
    if (!hasOneFor(words, entry, ticket)) continue;
    const other = plainLoad(words, entry + BEFORE);
    if (isOlder(newest, other)) newest = other;
  }
  for (const entry of entries(words)) {
    if (hasOneFor(words, entry, ticket)) plainStore(words, entry + BEFORE, newest);
  }
  return newest;
}

/** One is on its way there that the waiter with that ticket could have got. */
function hasOneFor(words: Int32Array, entry: number, ticket: number): boolean {
  const isOnItsWay = load(words, entry + THREAD) !== 0 && load(words, entry + NOTIFIED) > 0;
  return isOnItsWay && isOlder(ticket, plainLoad(words, entry + BEFORE));
}

/** The entry with the oldest that waits. */
function oldest(words: Int32Array, before: number): number | undefined {
  let found: number | undefined;
  let first = before;
  for (const entry of entries(words)) {
    if (waitingAt(words, entry) === 0) continue;
    const ticket = plainLoad(words, entry + FIRST);
    if (!isOlder(ticket, first)) continue;
    first = ticket;
    found = entry;
  }
  return found;
}

/** How many wait there, and were not notified: none where nobody is who could wake. */
function waitingAt(words: Int32Array, entry: number): number {
  const isThere = load(words, entry + THREAD) > 0;
  return isThere ? load(words, entry + INSIDE) - load(words, entry + NOTIFIED) : 0;
}

/** I6. */
function isOlder(ticket: number, other: number): boolean {
  return ((ticket - other) | 0) < 0;
}

function isDead(words: Int32Array, entry: number, isGone: IsGone): boolean {
  const thread = load(words, entry + THREAD);
  return thread === DESERTED || isGone(thread);
}

function freeEntry(words: Int32Array): number | undefined {
  for (let at = 0; at < ENTRIES; at++) {
    if (load(words, entryAt(at) + THREAD) !== 0) continue;
    if (at >= load(words, SLOT_USED)) store(words, SLOT_USED, at + 1);
    return entryAt(at);
  }
  return undefined;
}

function entryAt(at: number): number {
  return SLOT_ENTRIES + at * ENTRY_WORDS;
}

/** Those that may be taken. */
function* entries(words: Int32Array): Iterable<number> {
  const used = load(words, SLOT_USED);
  for (let at = 0; at < used; at++) yield entryAt(at);
}
