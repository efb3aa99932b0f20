import { AtomicInt32 } from '@sync/atomics';
import { context, create, isGone, type Kind, type ThreadTable } from '@sync/atomics/internal';
import { vi } from 'vitest';
import { threads, type Thread, type ThreadOptions } from './thread.ts';

export const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

/** The table of all threads of a test. */
export const table: ThreadTable = create(KIND).table;
/** The table as its words. */
export const words = new Int32Array(table.buffer);

// As the header of thread-rows.ts describes it.
const UID = 2;
const ROWS = 4;
const NEXT = 6;
const IDS = 64;
const ROW = 128;
const GONE = 65_536;
export const CLAIM = 0;
export const COMPARED = 1;
export const STATE = 2;
export const START = 4;
export const SEEN = 5;
export const NAME_LENGTH = 6;
export const NAME = 7;
export const WAIT = 32;
export const ALIVE = 1;
export const ENDED = 2;

/** Where a row begins, by its number. */
export function rowAt(index: number, of: Int32Array = words): number {
  return IDS + of[ROWS]! + index * ROW;
}

/** Where the id of a thread is. */
export function idSlot(id: number, of: Int32Array = words): number {
  const index = of.subarray(IDS, IDS + of[ROWS]!).indexOf(id);
  if (index < 0) throw new Error(`thread ${id} has no row`);
  return IDS + index;
}

/** Where a thread's row begins. */
export function rowOf(id: number, of: Int32Array = words): number {
  return rowAt(idSlot(id, of) - IDS, of);
}

/** Who has rows, in their order; 0: nobody. */
export function idsIn(of: Int32Array): number[] {
  return [...of.subarray(IDS, IDS + of[ROWS]!)];
}

/** The next thread looks there first for a row. */
export function offer(row: number, of: Int32Array = words): void {
  of[NEXT] = (row - rowAt(0, of)) / ROW;
}

/** A table with fewer rows, as the floor would make one, and a handle that brings it. */
export function smallTable(rows: number): { words: Int32Array; table: ThreadTable; handle: any } {
  const buffer = new SharedArrayBuffer((IDS + rows + rows * ROW + GONE) * 4);
  const small = new Int32Array(buffer);
  small.set(words.subarray(0, ROWS));
  small[UID] = (Math.random() * 2 ** 32) | 0;
  small[ROWS] = rows;
  return { words: small, table: { buffer, words: small, row: -1 }, handle: { ...new AtomicInt32().share(), table: buffer } };
}

/** Asks as one that has never asked, and again when the first probe is due, whoever has asked in between. */
export function probe(id: number, of: ThreadTable = table): boolean {
  const all = new Int32Array(of.buffer);
  if (idsIn(all).includes(id)) for (const slot of [SEEN, COMPARED]) all[rowOf(id, all) + slot] = 0;
  context().slots.delete('liveness');
  const now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now);
  const first = isGone(id, of);
  clock.mockReturnValue(now + 25);
  const answer = isGone(id, of);
  clock.mockRestore();
  if (first && !answer) throw new Error(`thread ${id} was gone, and is not any more`);
  return answer;
}

/** A thread that has a row: in the table of all, or in that of a handle. */
export async function entered(options?: ThreadOptions, handle?: object): Promise<{ readonly thread: Thread; readonly id: number }> {
  const [thread] = await threads(1, options);
  return { thread: thread!, id: await enter(thread!, handle) };
}

/** Lets a thread enter a table; returns its id. */
export function enter(thread: Thread, handle?: object): Promise<number> {
  return thread.run(({ AtomicInt32, kept, threadId }, handle: any) => {
    kept.int = handle === undefined ? new AtomicInt32() : AtomicInt32.from(handle);
    return threadId();
  }, handle);
}
