import { context, create, isGone, type Kind, type ThreadTable } from '@sync/atomics/internal';
import { vi } from 'vitest';
import { threads, type Thread, type ThreadOptions } from './thread.ts';

const KIND: Kind = { name: 'Lock', module: '@sync/lock', words: 8 };

/** The table of all threads of a test. */
export const table: ThreadTable = create(KIND).table;
/** The table as its words. */
export const words = new Int32Array(table.buffer);

// As the header of thread-table.ts describes it.
const FIRST_ROW = 64;
const ROW = 128;
const NEXT = 6;
export const CLAIM = 0;
export const ID = 1;
export const STATE = 2;
export const START = 4;
export const ALIVE = 1;
export const ENDED = 2;

/** Where a thread's row begins. */
export function rowOf(id: number): number {
  for (let row = FIRST_ROW; row < words.length; row += ROW) if (words[row + ID] === id) return row;
  throw new Error(`thread ${id} has no row`);
}

/** The next thread looks there first for a free row. */
export function offer(row: number): void {
  words[NEXT] = (row - FIRST_ROW) / ROW;
}

/** Asks as one that has never asked, and again when the first probe is due. */
export function probe(id: number, of: ThreadTable = table): boolean {
  context().slots.delete('liveness');
  const now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now);
  isGone(id, of);
  clock.mockReturnValue(now + 25);
  const answer = isGone(id, of);
  clock.mockRestore();
  return answer;
}

/** A thread that has a row. */
export async function entered(options?: ThreadOptions): Promise<{ readonly thread: Thread; readonly id: number }> {
  const [thread] = await threads(1, options);
  const id = await thread!.run(({ AtomicInt32, kept, threadId }) => {
    kept.int = new AtomicInt32();
    return threadId();
  });
  return { thread: thread!, id };
}
