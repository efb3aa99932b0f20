import { ownedInArena } from './owned.ts';
import { fileSystem } from './platform.ts';
import { hasThreadEnded, homeTable, threadIds, threadName, waitRow, type ThreadTable } from './thread-table.ts';
import { ThreadsReport, type HoldDescription, type ThreadDescription } from './threads-report.ts';
import { seeWait, type SeenWait } from './waits.ts';

/** A class, the part that is waited for, and the name. */
const LABEL = /^(\w+)(?:\.\w+)?(\(.*)?$/s;

/** How {@link describeThreads} goes about it. */
export interface DescribeOptions {
  /** `false`: prints nothing. */
  readonly print?: boolean | undefined;
}

/**
 * What the threads do that share the calling thread's table: what each waits for and how
 * long it has, and what it holds. It is returned, and printed to the standard error: a
 * process that stands still can be asked by any thread that does not.
 *
 * A snapshot, put together while they go on. Never blocks.
 */
export function describeThreads({ print = true }: DescribeOptions = {}): ThreadsReport {
  const table = homeTable();
  const ids = [...threadIds(table)].sort((a, b) => a - b);
  const waits = new Map<number, SeenWait>();
  for (const id of ids) {
    const row = waitRow(id, table);
    const seen = row && seeWait(row);
    if (seen !== undefined) waits.set(id, seen);
  }
  const holds = holdsOf(waits);
  const report = new ThreadsReport(ids.map((id) => describe(id, table, waits.get(id), holds)));
  if (print) fileSystem()?.writeSync(2, `${String(report)}\n`);
  return report;
}

function describe(
  id: number,
  table: ThreadTable,
  wait: SeenWait | undefined,
  holds: ReadonlyMap<number, readonly HoldDescription[]>,
): ThreadDescription {
  const ended = hasThreadEnded(id, table);
  return {
    id,
    name: threadName(id, table),
    state: ended ? 'ended' : wait === undefined ? 'running' : 'blocked',
    waitsFor:
      wait === undefined || ended
        ? undefined
        : { what: wait.label, since: new Date(wait.since * 1000), untimed: wait.untimed, heldBy: wait.holders },
    holds: holds.get(id) ?? [],
  };
}

/** What is known to be held, by whom: what lies in the arena, and what others wait for, who know its name. */
function holdsOf(waits: ReadonlyMap<number, SeenWait>): ReadonlyMap<number, readonly HoldDescription[]> {
  const all = new Map<number, Map<string, HoldDescription>>();
  const itsHolds = (owner: number): Map<string, HoldDescription> => {
    const its = all.get(owner) ?? new Map<string, HoldDescription>();
    all.set(owner, its);
    return its;
  };
  const add = (owner: number, key: string, order: string, what: string): void => {
    itsHolds(owner).set(key, { what, takenAt: waits.get(owner)?.taken.get(order) });
  };
  for (const { owner, order, what } of ownedInArena()) {
    // Two that nobody waits for have no ordering ids, and are two all the same.
    add(owner, order || `unknown ${itsHolds(owner).size}`, order, what);
  }
  for (const { holders, order, label } of waits.values()) {
    const [, kind = '', name = ''] = LABEL.exec(label) ?? [];
    for (const owner of holders) {
      const its = itsHolds(owner);
      // What has no ordering id is known by its class alone; who waits for a thread's end waits for nothing that it holds.
      const key = order || ([...its].find(([, { what }]) => what === kind)?.[0] ?? '');
      const isNamed = [...its.values()].some(({ what }) => what === label);
      // One that waits for the same has its turn, no more.
      if (key === '' || isNamed || waits.get(owner)?.order === key) continue;
      add(owner, key, order, `${its.get(key)?.what ?? kind}${name}`);
    }
  }
  return new Map([...all].map(([owner, its]) => [owner, [...its.values()]]));
}
