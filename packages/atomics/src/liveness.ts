import { load, store, swap } from './atomics.ts';
import { perThread } from './context.ts';
import { threadId } from './thread-id.ts';
import { COMPARED, SEEN, findRow, hasRowEnded, isMarkedGone, markGone, noteTime, timeIn } from './thread-rows.ts';
import { tablesFor, type ThreadTable } from './thread-table.ts';

/** Tells whether the thread with an id is known to have ended. */
export type IsGone = (id: number) => boolean;

/** A look at several. */
interface Look {
  readonly isGone: IsGone;
  /** Of one of them nothing could be told. */
  isBlind: boolean;
}

/** Who tells whether threads are dead. A model checker brings its own. */
export interface Liveness {
  /** True if the thread is known to have ended. */
  isGone(id: number, table: ThreadTable): boolean;
  /** The same for several, asked now; a checker, which has no time, has no use for it. */
  look?(table: ThreadTable): Look;
}

/** A thread is asked after at most so often, by all others together, in milliseconds. */
const PROBE_EVERY = 100;

/** Who waits briefly asks after nobody: sooner than this no probe is made, in milliseconds. */
const FIRST_PROBE = 25;

/**
 * What the kernel gives a number to is looked at so often, in milliseconds; in between it is
 * enough that it has the number, which costs a third.
 */
const COMPARE_EVERY = 1000;

/** Of those who wait for the same, one asks after the others so often: each second slice, in milliseconds. */
const TURN_EVERY = 75;

/** Instead of a time: who is dead stays so, and ids are not used again. */
const DEAD = -1;

/** So many threads are remembered at a time: as many as a table has rows. */
const MOST_KNOWN = 4096;

/**
 * True if the thread is known to have ended: no code of it runs any more, whatever it held,
 * and whoever has its row by now. False: it lives, as the calling one does, or it is nobody
 * (0), or nobody knows. Cheap enough to be asked in each slice of a wait: the system is asked
 * every 100 ms at most, by one of those who wait. Never blocks.
 */
export function isGone(id: number, table: ThreadTable): boolean {
  return id > 0 && id !== threadId() && liveness().isGone(id, table);
}

/**
 * {@link isGone} for who asks after many, or does not come again: the system is asked after
 * each, whenever it was asked last.
 */
export function goneNow(table: ThreadTable): IsGone {
  return liveness().look?.(table).isGone ?? ((id) => isGone(id, table));
}

/**
 * Looks after others in turn, for who is asked to do so in each slice: of those who wait for the
 * same one does it, every 75 ms or so, and the rest rely on that.
 *
 * @param index a word of theirs that is there for this alone: when somebody had the turn last
 * @param look tells whether it could do what was to be done; if not, somebody looks in the next slice
 */
export function lookInTurn(words: Int32Array, index: number, table: ThreadTable, look: (isGone: IsGone) => boolean): void {
  const platform = liveness();
  if (platform.look === undefined) {
    look((id) => isGone(id, table));
    return;
  }
  const last = load(words, index);
  const now = sharedClock();
  const age = (now - last) | 0;
  if ((age >= 0 && age < TURN_EVERY) || !swap(words, index, last, now)) return;
  const mine = platform.look(table);
  // One of whom this thread knows nothing may be known to others.
  if (!look(mine.isGone) || mine.isBlind) store(words, index, (now - TURN_EVERY) | 0);
}

function liveness(): Liveness {
  return perThread<Liveness>('liveness', platformLiveness);
}

/** By the thread tables and the system. */
function platformLiveness(): Liveness {
  const byTable = new WeakMap<ThreadTable, Map<number, number>>();
  return {
    isGone(id, table) {
      let nextProbes = byTable.get(table);
      if (nextProbes === undefined) byTable.set(table, (nextProbes = new Map<number, number>()));
      const next = nextProbes.get(id);
      if (next === DEAD) return true;
      const now = performance.now();
      let left = next === undefined ? FIRST_PROBE : next - now;
      const tables = tablesFor(table);
      // What others have found out is known without a probe.
      if (isKnownDead(id, tables) || (left <= 0 && (left = probe(id, tables)) === DEAD)) {
        nextProbes.set(id, DEAD);
        return true;
      }
      if (next === undefined && nextProbes.size >= MOST_KNOWN) nextProbes.clear();
      nextProbes.set(id, now + left);
      return false;
    },
    look(table) {
      const me = threadId();
      const tables = tablesFor(table);
      const look: Look = {
        isBlind: false,
        isGone: (id) => {
          if (id <= 0 || id === me) return false;
          const ended = isKnownDead(id, tables) || ask(id, tables);
          if (ended === undefined) look.isBlind = true;
          return ended === true;
        },
      };
      return look;
    },
  };
}

function isKnownDead(id: number, tables: readonly ThreadTable[]): boolean {
  for (const { words } of tables) if (isMarkedGone(words, id)) return true;
  return false;
}

/** How long nobody need ask again, in milliseconds; DEAD: it has ended. */
function probe(id: number, tables: readonly ThreadTable[]): number {
  for (const { words } of tables) {
    const row = findRow(words, id);
    if (row === undefined) continue;
    const age = (sharedClock() - timeIn(words, row, SEEN)) | 0;
    if (age >= 0 && age < PROBE_EVERY) return PROBE_EVERY - age;
    return askIn(words, row, id) === true ? DEAD : PROBE_EVERY;
  }
  return PROBE_EVERY;
}

/** Whether it has ended; undefined: nobody knows. */
function ask(id: number, tables: readonly ThreadTable[]): boolean | undefined {
  for (const { words } of tables) {
    const row = findRow(words, id);
    if (row !== undefined) return askIn(words, row, id);
  }
  return undefined;
}

/** Asks the system, and tells all others. */
function askIn(words: Int32Array, row: number, id: number): boolean | undefined {
  const now = sharedClock();
  const age = (now - timeIn(words, row, COMPARED)) | 0;
  const byNumber = age >= 0 && age < COMPARE_EVERY;
  const ended = hasRowEnded(words, row, id, byNumber);
  if (ended === true) markGone(words, id);
  if (ended === false) {
    noteTime(words, row, SEEN, now);
    if (!byNumber) noteTime(words, row, COMPARED, now);
  }
  return ended;
}

/** The same in all threads, but for what the system's clock was set by while they started; wraps around. */
function sharedClock(): number {
  return (performance.timeOrigin + performance.now()) | 0;
}
