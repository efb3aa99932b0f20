import { Condition } from '@sync/condition';
import { Lock, RLock } from '@sync/lock';
import { moduleUrl, mutexState, until } from '@sync/testing';
import type { Here, LockSpec, Subject } from '@sync/testing';

/**
 * The words of a condition, written down here a second time on purpose, so that a change
 * of the format is noticed.
 */
const TICKET = 1;
const USED = 3;
const MUTEX = 8;
const ENTRIES = 16;
const ENTRY_WORDS = 5;

/** A thread with one that blocks, or with a run of tasks. */
export interface Entry {
  readonly thread: number;
  readonly waiting: number;
  readonly notified: number;
}

/** The entries that are taken. */
export function entriesOf(words: Int32Array): Entry[] {
  return Array.from({ length: Atomics.load(words, USED) }, (_, at) => {
    const [thread = 0, , inside = 0, notified = 0] = words.subarray(ENTRIES + at * ENTRY_WORDS);
    return { thread, waiting: inside - notified, notified };
  }).filter(({ thread }) => thread !== 0);
}

/** How many wait and were not notified: nobody in an entry that was given up, whose thread is -1. */
export function waitingIn(words: Int32Array): number {
  return entriesOf(words).reduce((sum, { thread, waiting }) => sum + (thread > 0 ? waiting : 0), 0);
}

/** True if nothing is kept of an entry. */
export function isEmpty(words: Int32Array): boolean {
  return Atomics.load(words, USED) === 0;
}

/** Sets what the next waiter gets. */
export function setTicket(words: Int32Array, ticket: number): void {
  words[TICKET] = ticket;
}

/** Takes entries for threads that nobody knows, and in which nobody waits; returns what gives them back. */
export function crowd(words: Int32Array, count: number): () => void {
  const slots = Array.from({ length: count }, (_, at) => ENTRIES + at * ENTRY_WORDS);
  for (const slot of slots) {
    words.fill(0, slot, slot + ENTRY_WORDS);
    words[slot] = 2 ** 27 + slot;
  }
  words[USED] = count;
  return () => {
    for (const slot of slots) words[slot] = 0;
    if (entriesOf(words).length === 0) words[USED] = 0;
  };
}

/** Notifies the oldest entry as one that dies before it wakes anybody. */
export function notifyWithoutWaking(words: Int32Array): void {
  const [, first = 0, , notified = 0] = words.subarray(ENTRIES);
  words[ENTRIES + 1] = first + 1;
  words[ENTRIES + 4] = Atomics.load(words, TICKET);
  Atomics.store(words, ENTRIES + 3, notified + 1);
}

/** Its own lock, if it has one. */
export const ownLock = (words: Int32Array): Int32Array => words.subarray(MUTEX);

const ownLockAtRest = (words: Int32Array): boolean => mutexState(ownLock(words)).atRest && ownLock(words)[3] === 0;

function atRest(words: Int32Array): void {
  if (!isEmpty(words)) throw new Error(`entries are left: ${JSON.stringify(entriesOf(words))}`);
  if (!ownLockAtRest(words)) throw new Error(`its lock is left as ${JSON.stringify(mutexState(ownLock(words)))}`);
}

/** Condition() in memory of its own, which is a re-entrant lock, too. */
export const conditionSpec: LockSpec = {
  how: { module: moduleUrl(import.meta.url, '@sync/condition'), export: 'Condition' },
  byteLength: Condition.byteLength,
  byteOffset: 'own',
  make: (options) => new Condition(options),
  reentrant: true,
  waiting: (words) => mutexState(ownLock(words)).waiters,
  atRest,
};

/** Over which lock, and in which memory. */
export const KINDS: readonly { readonly name: string; readonly spec: LockSpec }[] = [
  { name: 'Condition()', spec: conditionSpec },
  { name: 'Condition() in a buffer', spec: { ...conditionSpec, byteOffset: 4 * 37 } },
  {
    name: 'Condition over a Lock, in a buffer',
    spec: { ...conditionSpec, byteOffset: 0, reentrant: false, make: (options) => new Condition(new Lock({ name: 'state' }), options) },
  },
  { name: 'Condition over an RLock', spec: { ...conditionSpec, make: (options) => new Condition(new RLock({ name: 'state' }), options) } },
];

/** Polls until so many wait, and were not notified. */
export function waiting({ words }: Subject<Condition>, count: number): Promise<void> {
  return until(`${count} wait`, () => waitingIn(words) === count);
}

/** Polls until somebody waits for the lock. */
export function waitsForTheLock({ lock }: Subject<Condition>): Promise<void> {
  return until('somebody waits for the lock', () => String(lock).includes('others waiting'));
}

/** Waits once, whatever thread it runs in. */
type Wait = (here: Here<Condition>, options?: { timeout?: number }) => boolean | Promise<boolean>;

/** Blocks. */
export const blocks: Wait = ({ lock }, options) => lock.run(() => lock.wait(options));

/** Awaits. */
export const awaits: Wait = ({ lock }, options) => lock.runAsync(() => lock.waitAsync(options));

/** Both ways to wait. */
export const WAYS: readonly { readonly way: string; readonly wait: Wait }[] = [
  { way: 'blocks', wait: blocks },
  { way: 'awaits', wait: awaits },
];

/** A task of this thread that waits, from the time of the call on. */
export function task(condition: Condition, options?: Parameters<Condition['waitAsync']>[0]): Promise<boolean> {
  condition.acquire();
  return condition.waitAsync(options).finally(() => {
    condition.release();
  });
}

/** Notifies so many, or all. */
export function notify(condition: Condition, count?: number): void {
  condition.run(() => {
    if (count === undefined) condition.notifyAll();
    else condition.notify(count);
  });
}
