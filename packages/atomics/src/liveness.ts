import { perThread } from './context.ts';
import { hasEnded } from './native-thread.ts';
import { threadId } from './thread-id.ts';
import { rowOf, type ThreadTable } from './thread-table.ts';

/** Who tells whether threads are dead. A model checker brings its own. */
export interface Liveness {
  /** True if the thread is known to have ended. */
  isGone(id: number, table: ThreadTable): boolean;
}

/** A thread is asked after at most so often, in milliseconds. */
const PROBE_EVERY = 100;

/** Who waits briefly asks after nobody: sooner than this no probe is made, in milliseconds. */
const FIRST_PROBE = 25;

/** Instead of the time of the next probe: who is dead stays so, and ids are not used again. */
const DEAD = -1;

/** So many threads are remembered at a time: as many as a table has rows. */
const MOST_KNOWN = 4096;

/**
 * True if the thread is known to have ended: no code of it runs any more, whatever it held.
 * False: it lives, as the calling one does, or it is nobody (0), or nobody knows. Cheap enough to be asked in each slice of a wait: the
 * kernel is asked every 100 ms at most. Never blocks.
 */
export function isGone(id: number, table: ThreadTable): boolean {
  return id > 0 && id !== threadId() && perThread<Liveness>('liveness', platformLiveness).isGone(id, table);
}

/** By the thread table and the kernel. */
function platformLiveness(): Liveness {
  const byTable = new WeakMap<ThreadTable, Map<number, number>>();
  return {
    isGone(id, table) {
      let nextProbes = byTable.get(table);
      if (nextProbes === undefined) byTable.set(table, (nextProbes = new Map<number, number>()));
      const now = performance.now();
      const next = nextProbes.get(id);
      if (next === DEAD) return true;
      if (next !== undefined && now >= next) {
        const dead = isDead(id, table);
        nextProbes.set(id, dead ? DEAD : now + PROBE_EVERY);
        return dead;
      }
      if (next === undefined) {
        if (nextProbes.size >= MOST_KNOWN) nextProbes.clear();
        nextProbes.set(id, now + FIRST_PROBE);
      }
      return false;
    },
  };
}

function isDead(id: number, table: ThreadTable): boolean {
  const row = rowOf(id, table);
  if (row === undefined) return false;
  // One that is about to end may still be working, in what runs when it exits.
  return row.native.id > 0 ? hasEnded(row.native) : row.ended;
}
