/**
 * The thread tables that a thread knows: who is there, by which name, in memory that all
 * threads share. `thread-rows.ts` has their words.
 *
 * A row belongs to one thread from its first use of a primitive on. The table reaches
 * threads that are started later through the platform's environment data, and all others
 * inside every handle: a thread enters the table of a handle when it attaches, before it can
 * own anything there.
 *
 * Threads that share neither do not see each other end: those that met over bare memory alone
 * (`X.at(buffer)`), when the thread that started them had used no primitive before it did.
 * Each of them has made a table of its own. One primitive made before the threads are
 * started, or one handle that all of them have attached to, is enough: a thread asks all
 * tables that it has entered, where the platform numbers the threads.
 */
import { perThread } from './context.ts';
import { nativeThread } from './native-thread.ts';
import { hasTrustworthyThreadIds, isMainThread } from './platform.ts';
import { bequeath, inherited } from './region.ts';
import { onThreadExit } from './thread-end.ts';
import { defaultThreadName, settleThreadId, threadId } from './thread-id.ts';
import {
  DAEMON,
  DONE,
  MAIN,
  claimRow,
  drawNumber,
  findRow,
  hasFlag,
  hasRowEnded,
  idsIn,
  isMarkedGone,
  leaveRow,
  makeEmptyTable,
  makeTable,
  nameIn,
  nativeIdIn,
  publishRow,
  renameIn,
  setFlag,
  uidOfTable,
  waitWords,
} from './thread-rows.ts';

/** The id of the main thread, where the platform numbers them. */
const FIRST = 1;

/** A table, as one thread sees it: `row` is the thread's own. */
export interface ThreadTable {
  /** Travels in handles. */
  readonly buffer: SharedArrayBuffer;
  /** All of it, see `thread-rows.ts`. */
  readonly words: Int32Array;
  /** Where the calling thread's row begins; -1: it has none, as a thread that is simulated. */
  readonly row: number;
}

/** What is known of a thread. */
export interface ThreadFacts {
  /** The process does not wait for it. */
  readonly daemon: boolean;
  /** It does no more but end. */
  readonly done: boolean;
  /** The system's number of it, where that tells. */
  readonly nativeId: number | undefined;
}

/** The tables that a thread has entered: its own, and those that handles brought. */
interface Tables {
  home: ThreadTable | undefined;
  readonly byUid: Map<string, ThreadTable>;
}

function tables(): Tables {
  return perThread('tables', () => ({ home: undefined, byUid: new Map<string, ThreadTable>() }));
}

/**
 * The table of the threads that share this thread's environment, entered on first use.
 *
 * @throws RangeError it is full: 4,096 threads are alive
 */
export function homeTable(): ThreadTable {
  return (tables().home ??= tableOf(left() ?? create()));
}

/**
 * The table that came in a handle, entered on first sight.
 *
 * @throws RangeError it is full: 4,096 threads are alive
 */
export function tableOf(buffer: SharedArrayBuffer): ThreadTable {
  const { byUid } = tables();
  const uid = uidOfTable(buffer) ?? '';
  let table = byUid.get(uid);
  if (table === undefined) byUid.set(uid, (table = enter(buffer)));
  return table;
}

/** A table that nobody enters: for threads that are simulated. */
export function emptyTable(): ThreadTable {
  return seenFrom(makeEmptyTable(), -1);
}

/** Tells the tables apart, in whichever buffer object. */
export function tableUid({ buffer }: ThreadTable): string {
  return uidOfTable(buffer) ?? '';
}

/** True if the memory is a thread table of this protocol. */
export function isThreadTable(buffer: SharedArrayBuffer): boolean {
  return uidOfTable(buffer) !== undefined;
}

/**
 * Where a thread may be found: in the table that it is asked after in, and where an id means
 * the same thread in all of them, in the others that the calling thread has entered.
 */
export function tablesFor(table: ThreadTable): readonly ThreadTable[] {
  const { byUid } = tables();
  if (byUid.size <= 1 || !hasTrustworthyThreadIds()) return [table];
  return [table, ...[...byUid.values()].filter((other) => other !== table)];
}

/** What is said of a thread's waiting; undefined: it has no row. For `waits.ts`. */
export function waitRow(id: number, table: ThreadTable): Int32Array | undefined {
  const found = find(id, table);
  return found && waitWords(found.words, found.row);
}

/** The same of the calling thread, in each table that it has entered. */
export function waitRows(): readonly Int32Array[] {
  const entered = [...tables().byUid.values()].filter(({ row }) => row >= 0);
  return entered.map(({ words, row }) => waitWords(words, row));
}

/** The ids of the threads that have rows, in whichever order; some may have ended. */
export function threadIds({ words }: ThreadTable): readonly number[] {
  return idsIn(words);
}

/** True if the thread has ended, which is asked now, however often. */
export function hasThreadEnded(id: number, { words }: ThreadTable): boolean {
  const row = findRow(words, id);
  return row === undefined || hasRowEnded(words, row, id) === true;
}

/** What a thread is called, as far as is known; `Worker-3` or `MainThread` if nobody named it. */
export function threadName(id: number, table: ThreadTable): string {
  const found = find(id, table);
  const given = found === undefined ? '' : nameIn(found.words, found.row);
  return given === '' ? defaultThreadName(id) : given;
}

/** Calls a thread so, in all tables where it is found. Never blocks. */
export function renameThread(id: number, name: string, table: ThreadTable): void {
  for (const { words } of tablesFor(table)) {
    const row = findRow(words, id);
    if (row !== undefined) renameIn(words, row, name);
  }
}

/** Says of the calling thread that the process does not wait for it. */
export function markDaemon(): void {
  const { words, row } = homeTable();
  setFlag(words, row, DAEMON);
}

/** Says of the calling thread that it has done what it was for, and does no more but end. */
export function markDone(): void {
  const { words, row } = homeTable();
  setFlag(words, row, DONE);
}

/** What else is known of a thread; undefined: it has no row. */
export function threadFacts(id: number, table: ThreadTable): ThreadFacts | undefined {
  const found = find(id, table);
  if (found === undefined) return undefined;
  const { words, row } = found;
  return { daemon: hasFlag(words, row, DAEMON), done: hasFlag(words, row, DONE), nativeId: nativeIdIn(words, row) };
}

/** The id of the thread that the runtime started first; undefined: it is not known here. */
export function mainThreadId(): number | undefined {
  if (hasTrustworthyThreadIds()) return FIRST;
  const { words } = homeTable();
  return idsIn(words).find((id) => {
    const row = findRow(words, id);
    return row !== undefined && hasFlag(words, row, MAIN);
  });
}

/** The next number to call a thread by, among those of this table: from 1. */
export function drawThreadNumber(): number {
  return drawNumber(homeTable().words);
}

/** Where a thread's row is, in whichever table. */
function find(id: number, table: ThreadTable): { words: Int32Array; row: number } | undefined {
  for (const { words } of tablesFor(table)) {
    const row = findRow(words, id);
    if (row !== undefined) return { words, row };
  }
  return undefined;
}

function create(): SharedArrayBuffer {
  const buffer = makeTable();
  bequeath('table', buffer);
  return buffer;
}

/** The table that the parent thread left. */
function left(): SharedArrayBuffer | undefined {
  const buffer = inherited('table') as SharedArrayBuffer | undefined;
  return buffer !== undefined && isThreadTable(buffer) ? buffer : undefined;
}

function seenFrom(buffer: SharedArrayBuffer, row: number): ThreadTable {
  return { buffer, words: new Int32Array(buffer), row };
}

function enter(buffer: SharedArrayBuffer): ThreadTable {
  const words = new Int32Array(buffer);
  const row = claimRow(words, nativeThread());
  settleThreadId((id) => findRow(words, id) !== undefined || isMarkedGone(words, id));
  publishRow(words, row, threadId());
  if (isMainThread) {
    setFlag(words, row, MAIN);
    // Else its id tells.
    if (!hasTrustworthyThreadIds()) renameIn(words, row, 'MainThread');
  }
  onThreadExit(() => {
    leaveRow(words, row);
  });
  return { buffer, words, row };
}
