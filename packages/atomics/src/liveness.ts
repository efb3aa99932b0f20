import { perThread } from './context.ts';
import { threadId } from './thread-id.ts';
import { findRow, hasRowEnded, isMarkedGone, lastSeen, markGone, noteSeen } from './thread-rows.ts';
import { tablesFor, type ThreadTable } from './thread-table.ts';

/** Who tells whether threads are dead. A model checker brings its own. */
export interface Liveness {
  /** True if the thread is known to have ended. */
  isGone(id: number, table: ThreadTable): boolean;
}

/** A thread is asked after at most so often, by all others together, in milliseconds. */
const PROBE_EVERY = 100;

/** Who waits briefly asks after nobody: sooner than this no probe is made, in milliseconds. */
const FIRST_PROBE = 25;

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
  return id > 0 && id !== threadId() && perThread<Liveness>('liveness', platformLiveness).isGone(id, table);
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
      // What others have found out is known without a probe.
      if (isKnownDead(id, table) || (left <= 0 && (left = probe(id, table)) === DEAD)) {
        nextProbes.set(id, DEAD);
        return true;
      }
      if (next === undefined && nextProbes.size >= MOST_KNOWN) nextProbes.clear();
      nextProbes.set(id, now + left);
      return false;
    },
  };
}

function isKnownDead(id: number, table: ThreadTable): boolean {
  return tablesFor(table).some(({ buffer }) => isMarkedGone(new Int32Array(buffer), id));
}

/** How long nobody need ask again, in milliseconds; DEAD: it has ended. */
function probe(id: number, table: ThreadTable): number {
  for (const { buffer } of tablesFor(table)) {
    const words = new Int32Array(buffer);
    const row = findRow(words, id);
    if (row === undefined) continue;
    const now = sharedClock();
    const age = (now - lastSeen(words, row)) | 0;
    if (age >= 0 && age < PROBE_EVERY) return PROBE_EVERY - age;
    const ended = hasRowEnded(words, row, id);
    if (ended === false) noteSeen(words, row, now);
    if (ended !== true) break;
    markGone(words, id);
    return DEAD;
  }
  return PROBE_EVERY;
}

/** The same in all threads, but for what the system's clock was set by while they started; wraps around. */
function sharedClock(): number {
  return (performance.timeOrigin + performance.now()) | 0;
}
