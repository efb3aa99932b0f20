import { CONTEXT, context, perThread, type Context } from './context.ts';
import { SPIN_FOR } from './spin.ts';
import { emptyTable, tableUid, type ThreadTable } from './thread-table.ts';

/** Who a simulated thread is. */
export interface SimulatedThread {
  readonly id: number;
  readonly canBlock: boolean;
  /** It has asked for its id. */
  onIdentity(): void;
  /** It asks whether another thread is known to be dead. */
  isGone(id: number): boolean;
}

/**
 * The context of a thread that a model checker plays in this one: with an id of its own,
 * without spinning and without an arena, whose words no checker could watch. Its thread
 * table is empty.
 */
export function simulatedContext(thread: SimulatedThread): Context {
  const { protocol, version, slots } = context();
  const { table, uid } = perThread('simulation', makeTable);
  const identity = {
    get id(): number {
      thread.onIdentity();
      return thread.id;
    },
  };
  let made: Map<string, unknown> | undefined;
  const make = (): Map<string, unknown> =>
    new Map<string, unknown>([
      ['identity', identity],
      ['canBlock', thread.canBlock],
      // Bound: an arrow would be a place of its own in traces.
      ['liveness', { isGone: thread.isGone.bind(thread) }],
      ...Object.values(SPIN_FOR).map(({ slot }): [string, unknown] => [slot, { looks: -1, rounds: 0 }]),
      ['arenas', { home: null, byUid: new Map() }],
      ['tables', { home: table, byUid: new Map([[uid, table]]) }],
      ['endings', { listeners: new Set() }],
      ['classes', slots.get('classes')],
    ]);
  return {
    protocol,
    version,
    // A checker makes many, and few are looked at.
    get slots() {
      return (made ??= make());
    },
  };
}

function makeTable(): { table: ThreadTable; uid: string } {
  const table = emptyTable();
  return { table, uid: tableUid(table) };
}

/** Puts a context in the place of the calling thread's; returns the one that was there. */
export function swapContext(next: Context | undefined): Context | undefined {
  const scope = globalThis as { [CONTEXT]?: Context | undefined };
  const before = scope[CONTEXT];
  scope[CONTEXT] = next;
  return before;
}
