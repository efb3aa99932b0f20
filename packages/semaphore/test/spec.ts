import { BoundedSemaphore, Semaphore, type SemaphoreOptions } from '@sync/semaphore';
import { Subject, moduleUrl, until } from '@sync/testing';
import type { Here, MakeOptions, Remote, SubjectSpec } from '@sync/testing';
import { expect } from 'vitest';
import { ENTRY_NUMBER, ENTRY_THREAD, ENTRY_WANTED, HOLDS, LINE, STATE, TAKER } from './words.ts';

/** What an entry wants while its thread writes it. */
const BEING_WRITTEN = 2 ** 30 - 1;

/** Both classes are alike in what the tests of both use. */
export type AnySemaphore = Semaphore | BoundedSemaphore;

/** A class, and where its words lie. */
export interface Type {
  readonly name: string;
  readonly bounded: boolean;
  readonly robust: boolean;
  readonly inBuffer: boolean;
}

/** How a test makes and reaches one. */
export function specOf({ bounded, robust, inBuffer }: Type, permits: number): SubjectSpec {
  const Made = bounded ? BoundedSemaphore : Semaphore;
  return {
    how: { module: moduleUrl(import.meta.url, '@sync/semaphore'), export: Made.name },
    byteLength: Made.byteLength,
    byteOffset: inBuffer ? 4 * 37 : 'own',
    make: (options: MakeOptions & SemaphoreOptions) => new Made(permits, robust ? { ...options, robust } : options),
    atRest: expectNobody,
  };
}

/** Nobody waits, takes, or has left an entry behind. */
export function expectNobody(words: Int32Array): void {
  expect(Number(words[STATE]) & 1, 'nobody is in the line').toBe(0);
  expect(words[TAKER], 'nobody is taking').toBe(0);
  expect(LINE.filter((entry) => words[entry + ENTRY_THREAD] !== 0 || words[entry + ENTRY_NUMBER] !== 0), 'no entry is left').toEqual([]);
}

const type = (name: string, bounded: boolean, robust: boolean, inBuffer: boolean): Type => ({ name, bounded, robust, inBuffer });

/** Of which any thread brings permits back. */
export const OPEN: readonly Type[] = [
  type('Semaphore', false, false, false),
  type('Semaphore in a buffer', false, false, true),
  type('BoundedSemaphore', true, false, false),
  type('BoundedSemaphore in a buffer', true, false, true),
];

/** Of which each thread brings back its own. */
export const ROBUST: readonly Type[] = [
  type('robust Semaphore', false, true, false),
  type('robust BoundedSemaphore in a buffer', true, true, true),
];

/** All of them. */
export const ALL: readonly Type[] = [...OPEN, ...ROBUST];

/** One with so many permits, of which some are taken by the calling thread. */
export function make(what: Type, permits: number, { taken = 0, name }: { taken?: number; name?: string } = {}): Subject<AnySemaphore> {
  const subject = new Subject<AnySemaphore>(specOf(what, permits), name === undefined ? {} : { name });
  if (taken > 0) expect(subject.lock.tryAcquire({ count: taken })).toBe(true);
  return subject;
}

/** One without permits, to which so many may be brought. */
export function empty(what: Type, most: number): Subject<AnySemaphore> {
  return what.bounded ? make(what, most, { taken: most }) : make(what, 0);
}

/** The entries of the line that show somebody, as far as they are written. */
function shown(words: Int32Array): readonly number[] {
  const all = LINE.filter((entry) => Atomics.load(words, entry + ENTRY_NUMBER) !== 0 && Atomics.load(words, entry + ENTRY_WANTED) !== BEING_WRITTEN);
  return (Atomics.load(words, STATE) & 1) === 0 ? [] : all;
}

/** How many are in the line: threads, and those with tasks that wait. */
export function inLine({ words }: { readonly words: Int32Array }): number {
  return shown(words).length;
}

/** Polls until so many are in the line. */
export function waiting(subject: { readonly words: Int32Array }, count: number): Promise<void> {
  return until(`${count} wait`, () => inLine(subject) === count);
}

/** What a robust one has recorded. */
export function held(words: Int32Array): number {
  return HOLDS.reduce((sum, hold) => sum + Number(words[hold + 1]), 0);
}

/** The two kinds of calls. */
export const WAYS = ['sync', 'async'] as const;
/** One of them. */
export type Way = (typeof WAYS)[number];
/** Whose call it is, and whose it meets. */
export const PAIRS: readonly { readonly first: Way; readonly second: Way }[] = WAYS.flatMap((first) => WAYS.map((second) => ({ first, second })));

/** In another thread: takes so many, and says which it was in the order of all that took. */
export const TAKES = {
  sync: ({ lock, flags }: Here<AnySemaphore>, count: number): number => (lock.acquire({ count }) ? Atomics.add(flags, 0, 1) : -1),
  async: async ({ lock, flags }: Here<AnySemaphore>, count: number): Promise<number> => {
    const wait = lock.acquireAsync({ count });
    Atomics.add(flags, 1, 1);
    return (await wait) ? Atomics.add(flags, 0, 1) : -1;
  },
} as const;

/** One that waits. */
export interface Waiter {
  /** Which it was in the order of all that took; -1: the time was up. */
  readonly turn: Promise<number>;
}

/** Has a thread wait for so many, behind all that do; comes back when it is in the line. */
export async function joins(subject: Subject<AnySemaphore>, thread: Remote<AnySemaphore>, way: Way, count = 1): Promise<Waiter> {
  const { flags, words } = subject;
  const blocked = (): number => shown(words).filter((entry) => (Atomics.load(words, entry + ENTRY_THREAD) & 1) === 0).length;
  const seen = way === 'sync' ? blocked : (): number => Atomics.load(flags, 1);
  const before = seen();
  const turn = thread.run(TAKES[way], count);
  await until('it waits', () => seen() === before + 1);
  return { turn };
}

/** In another thread: brings so many. */
export const gives = ({ lock }: Here<AnySemaphore>, count: number): void => {
  lock.release(count);
};

/** Other threads, each of which has attached. */
export async function started(subject: Subject<AnySemaphore>, count: number): Promise<Remote<AnySemaphore>[]> {
  const threads = subject.threads(count);
  await Promise.all(threads.map((thread) => thread.run(() => 0)));
  return threads;
}
