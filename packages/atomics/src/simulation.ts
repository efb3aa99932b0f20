import { CONTEXT, context, perThread, type Context } from './context.ts';
import { uidOf } from './region.ts';
import { MAGIC, homeTable, type ThreadTable } from './thread-table.ts';

/** Who a simulated thread is. */
export interface SimulatedThread {
  readonly id: number;
  readonly canBlock: boolean;
  /** It has asked for its id. */
  onIdentity(): void;
}

/**
 * The context of a thread that a model checker plays in this one: with an id of its own,
 * without spinning and without an arena, whose words no checker could watch. It is in the
 * thread table of the real thread, but has no row there.
 */
export function simulatedContext(thread: SimulatedThread): Context {
  const { protocol, version, slots } = context();
  const { table, uid } = perThread('simulation', tableWithoutRow);
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
      ['spin', { looks: 0, rounds: 0 }],
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

function tableWithoutRow(): { table: ThreadTable; uid: string } {
  const { buffer } = homeTable();
  return { table: { buffer, row: -1 }, uid: uidOf(buffer, MAGIC) ?? '' };
}

/** Puts a context in the place of the calling thread's; returns the one that was there. */
export function swapContext(next: Context | undefined): Context | undefined {
  const scope = globalThis as { [CONTEXT]?: Context | undefined };
  const before = scope[CONTEXT];
  scope[CONTEXT] = next;
  return before;
}
