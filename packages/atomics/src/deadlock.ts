/**
 * Circles of threads that wait for each other without a time limit. Each blocked thread
 * shows in its row whom it waits for (`waits.ts`), and in each slice follows what others
 * show. What it reads is of different times, so a circle that was read may never have been
 * one. It is one if it stands still while every thread of it looks again:
 *
 *   1. The circle is found (A), and the rows are read once more (B): the same waits.
 *   2. Later, all threads have looked twice since B, and found the same holders (C).
 *   3. The rows are read once more (D): still the same waits.
 *
 * Between A and D none of the threads ran anything but its wait. The second look of each
 * since B began after B, and found its lock in the hands of the next one, which could not let it
 * go from A to D. So between C and D all of them held and waited: nobody but one of
 * them can end it. (After Chandy, Misra and Haas's edge chasing; the double reading is that of a
 * consistent snapshot by Ho and Ramamoorthy's two-phase detection, which is wrong without
 * numbers of waits.)
 *
 * The one with the highest id in a circle gives up, and so looks only for circles in which
 * it is that one: exactly one does, whoever finds the circle first.
 */
import { LOOK, MOST_HOLDERS, TAKEN_ENTRIES, seeWait, type SeenWait, type Taken } from './waits.ts';

/** A thread of a circle, as it was read. */
export interface CircleStep {
  readonly thread: number;
  readonly seen: SeenWait;
}

/** Where the row of a thread is; undefined: it has none. */
export type RowOf = (id: number) => Int32Array | undefined;

/** Looks for circles in which one thread is the one to give up. */
export class CircleSearch {
  readonly #me: number;
  readonly #rowOf: RowOf;
  #suspected: readonly CircleStep[] | undefined;

  /** @param me the thread that gives up */
  constructor(me: number, rowOf: RowOf) {
    this.#me = me;
    this.#rowOf = rowOf;
  }

  /** Called after each look of the thread itself: a circle that is certain, beginning with it. */
  find(): readonly CircleStep[] | undefined {
    const before = this.#suspected;
    const now = before && this.#again(before);
    if (before === undefined || now === undefined) {
      const found = this.#from([this.#me], new Set());
      this.#suspected = found && this.#again(found); // A, B
      return undefined;
    }
    const looked = now.every(({ seen }, at) => ((seen.beat - (before[at]?.seen.beat ?? 0)) | 0) >= 2 * LOOK);
    return looked ? this.#again(now) : undefined; // C, D
  }

  /** The holders; if a row has not room for all, those first through whom a circle goes. */
  mostOf(holders: readonly number[]): readonly number[] {
    if (holders.length <= MOST_HOLDERS) return holders;
    const closing = holders.filter((holder) => this.#closing([holder]).length > 0);
    return [...closing, ...holders.filter((holder) => !closing.includes(holder))];
  }

  /** The places; if a row has not room for all, those last of what is wanted of the thread in a circle. */
  mostPlaces(taken: Taken, holders: readonly number[]): Taken {
    if (taken.size <= TAKEN_ENTRIES) return taken;
    const wanted = new Set(this.#closing(holders).map(({ order }) => order));
    return new Map([...taken].sort(([one], [other]) => Number(wanted.has(one)) - Number(wanted.has(other))));
  }

  /** What those show who wait for the thread, and are waited for by it, however indirectly. */
  #closing(holders: readonly number[]): readonly SeenWait[] {
    const reached = new Map<number, SeenWait | undefined>([[this.#me, undefined]]);
    const reach = (thread: number): void => {
      if (reached.has(thread)) return;
      const seen = this.#see(thread);
      reached.set(thread, seen);
      seen?.holders.forEach(reach);
    };
    holders.forEach(reach);
    return [...reached.values()].filter((seen) => seen !== undefined).filter((seen) => seen.holders.includes(this.#me));
  }

  /** The same circle, read once more; undefined: it is none any more. */
  #again(circle: readonly CircleStep[]): readonly CircleStep[] | undefined {
    const again: CircleStep[] = [];
    for (const [at, { thread, seen: before }] of circle.entries()) {
      const seen = this.#see(thread);
      const next = circle[(at + 1) % circle.length]?.thread ?? 0;
      if (seen?.wait !== before.wait || !seen.holders.includes(next)) return undefined;
      again.push({ thread, seen });
    }
    return again;
  }

  /** Goes on from the last of a path, through threads with lower ids, back to the first. */
  #from(path: readonly number[], dead: Set<number>): readonly CircleStep[] | undefined {
    const thread = path.at(-1) ?? 0;
    const seen = this.#see(thread);
    for (const next of seen?.holders ?? []) {
      if (next === this.#me) return this.#steps(path);
      if (next > this.#me || path.includes(next) || dead.has(next)) continue;
      const circle = this.#from([...path, next], dead);
      if (circle !== undefined) return circle;
      dead.add(next);
    }
    return undefined;
  }

  #steps(path: readonly number[]): readonly CircleStep[] | undefined {
    const steps = path.map((thread) => ({ thread, seen: this.#see(thread) }));
    return steps.every((step): step is CircleStep => step.seen !== undefined) ? steps : undefined;
  }

  #see(thread: number): SeenWait | undefined {
    const row = this.#rowOf(thread);
    const seen = row && seeWait(row);
    return seen?.untimed === true ? seen : undefined;
  }
}
