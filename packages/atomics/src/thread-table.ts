/**
 * The thread table: who is there, by which name, in memory that all threads share.
 *
 * A row belongs to one thread from its first use of a primitive on. The table reaches
 * threads that are started later through the platform's environment data, and all others
 * inside every handle: a thread enters the table of a handle when it attaches.
 *
 * HEADER, int32 words
 *    0  -             the stamp, see `region.ts`
 *    4  -             reserved
 *    6  NEXT          where to look for a free row first
 *    7  -             reserved up to 63: a watchdog's slot and beat
 *
 * ROW, int32 words
 *    0  CLAIM         native id of the thread that claims the row, -1 where there is none
 *                     to be had, 0: free. Claimed first, so that a thread that dies while
 *                     it enters can be told from one that has entered
 *    1  ID            the thread's id, written last: it publishes the row
 *    2  STATE         ALIVE, or ENDED by a thread that left in good order
 *    3  FLAGS         reserved: daemon
 *    4  START         when the native thread started, against native ids that are used again
 *    5  -             reserved
 *    6  NAME_LENGTH   bytes
 *    7  NAME          12 words, UTF-8
 *   19  -             reserved
 *   32  WAIT          what it waits for, 96 words: see `waits.ts`
 *
 * INVARIANTS
 *   I1  A row is written by its thread alone, between CLAIM and ENDED.
 *   I2  Rows are claimed in turn, not the last freed first, so that what is said about a
 *       thread that has ended stays true for as long as possible.
 *
 * HAPPENS-BEFORE  the store of ID, then what reads a row whose ID it looked for.
 */
import { load, store, swap } from './atomics.ts';
import { perThread } from './context.ts';
import { nativeThread, type NativeThread } from './native-thread.ts';
import { bequeath, inherited, stamp, uidOf } from './region.ts';
import { allocate } from './shared-memory.ts';
import { onThreadEnd } from './thread-end.ts';
import { defaultThreadName, settleThreadId, threadId } from './thread-id.ts';
import { WAIT_WORDS } from './waits.ts';

const MAGIC = 0x53_59_4e_43;
const CAPACITY = 4096;
const HEADER_WORDS = 64;
const ROW_WORDS = 128;

const SLOT_NEXT = 6;

const ROW_CLAIM = 0;
const ROW_ID = 1;
const ROW_STATE = 2;
const ROW_START = 4;
const ROW_NAME_LENGTH = 6;
const ROW_NAME = 7;
const ROW_WAIT = 32;

const FREE = 0;
const ALIVE = 1;
const ENDED = 2;

/** A table, as one thread sees it: `me` is the number of the thread's own row. */
export interface ThreadTable {
  /** Travels in handles. */
  readonly buffer: SharedArrayBuffer;
  /** Where the calling thread's row begins; -1: the table was full. */
  readonly row: number;
}

/** The tables that a thread has entered: its own, and those that handles brought. */
interface Tables {
  home: ThreadTable | undefined;
  readonly byUid: Map<string, ThreadTable>;
}

function tables(): Tables {
  return perThread('tables', () => ({ home: undefined, byUid: new Map<string, ThreadTable>() }));
}

/** The table of the threads that share this thread's environment, entered on first use. */
export function homeTable(): ThreadTable {
  return (tables().home ??= tableOf(left() ?? create()));
}

/** The table that came in a handle, entered on first sight. */
export function tableOf(buffer: SharedArrayBuffer): ThreadTable {
  const { byUid } = tables();
  const uid = uidOf(buffer, MAGIC) ?? '';
  let table = byUid.get(uid);
  if (table === undefined) byUid.set(uid, (table = enter(buffer)));
  return table;
}

/** A table that nobody enters: for threads that are simulated. */
export function emptyTable(): ThreadTable {
  const buffer = allocate((HEADER_WORDS + ROW_WORDS) * 4);
  stamp(buffer, MAGIC);
  return { buffer, row: -1 };
}

/** Tells the tables apart, in whichever buffer object. */
export function tableUid({ buffer }: ThreadTable): string {
  return uidOf(buffer, MAGIC) ?? '';
}

/** True if the memory is a thread table of this protocol. */
export function isThreadTable(buffer: SharedArrayBuffer): boolean {
  return uidOf(buffer, MAGIC) !== undefined;
}

/** What a row says of its thread. */
export interface Row {
  readonly native: NativeThread;
  /** It left in good order, or is about to. */
  readonly ended: boolean;
}

/** The row of a thread; undefined: it never entered, or others have its row by now. */
export function rowOf(id: number, table: ThreadTable): Row | undefined {
  const words = new Int32Array(table.buffer);
  const row = findRow(words, id);
  if (row === undefined) return undefined;
  const found: Row = {
    native: { id: load(words, row + ROW_CLAIM), start: load(words, row + ROW_START) },
    ended: load(words, row + ROW_STATE) === ENDED,
  };
  // Who claims a row takes the id away first: what was read is of one thread, or of nobody.
  return load(words, row + ROW_ID) === id ? found : undefined;
}

/** What is said of a thread's waiting; undefined: it has no row. For `waits.ts`. */
export function waitRow(id: number, { buffer }: ThreadTable): Int32Array | undefined {
  const row = findRow(new Int32Array(buffer), id);
  return row === undefined ? undefined : waitWords(buffer, row);
}

/** The same of the calling thread, in each table that it has entered. */
export function waitRows(): readonly Int32Array[] {
  const { home, byUid } = tables();
  const entered = [...new Set([...(home ? [home] : []), ...byUid.values()])];
  return entered.filter(({ row }) => row >= 0).map(({ buffer, row }) => waitWords(buffer, row));
}

function waitWords(buffer: SharedArrayBuffer, row: number): Int32Array {
  return new Int32Array(buffer, (row + ROW_WAIT) * 4, WAIT_WORDS);
}

/** The ids of all threads that have entered, in whichever order. */
export function threadIds({ buffer }: ThreadTable): readonly number[] {
  const words = new Int32Array(buffer);
  const ids: number[] = [];
  for (let row = HEADER_WORDS; row < words.length && load(words, row + ROW_CLAIM) !== FREE; row += ROW_WORDS) {
    if (load(words, row + ROW_ID) !== 0) ids.push(load(words, row + ROW_ID));
  }
  return ids;
}

/** What a thread is called, as far as the table knows. */
export function threadName(id: number, table: ThreadTable): string {
  const words = new Int32Array(table.buffer);
  const row = findRow(words, id);
  return (row === undefined ? '' : readName(words, row)) || defaultThreadName(id);
}

function create(): SharedArrayBuffer {
  const buffer = allocate((HEADER_WORDS + CAPACITY * ROW_WORDS) * 4);
  stamp(buffer, MAGIC);
  bequeath('table', buffer);
  return buffer;
}

/** The table that the parent thread left. */
function left(): SharedArrayBuffer | undefined {
  const buffer = inherited('table') as SharedArrayBuffer | undefined;
  return buffer !== undefined && isThreadTable(buffer) ? buffer : undefined;
}

function enter(buffer: SharedArrayBuffer): ThreadTable {
  const words = new Int32Array(buffer);
  const native = nativeThread();
  const row = claimRow(words, native.id);
  const table: ThreadTable = { buffer, row };
  if (row < 0) return table;
  store(words, row + ROW_STATE, ALIVE);
  store(words, row + ROW_NAME_LENGTH, 0);
  store(words, row + ROW_START, native.start);
  settleThreadId((id) => findRow(words, id) !== undefined);
  store(words, row + ROW_ID, threadId());
  onThreadEnd(() => {
    store(words, row + ROW_STATE, ENDED);
  });
  return table;
}

/** The next row that is free, or whose thread left in good order; -1: there is none. I2. */
function claimRow(words: Int32Array, claim: number): number {
  const first = load(words, SLOT_NEXT);
  for (let turn = 0; turn < CAPACITY; turn++) {
    const index = (first + turn) % CAPACITY;
    const row = HEADER_WORDS + index * ROW_WORDS;
    if (!swap(words, row + ROW_CLAIM, FREE, claim) && !swap(words, row + ROW_STATE, ENDED, ALIVE)) continue;
    store(words, row + ROW_ID, 0);
    store(words, row + ROW_CLAIM, claim);
    store(words, SLOT_NEXT, (index + 1) % CAPACITY);
    return row;
  }
  return -1;
}

function findRow(words: Int32Array, id: number): number | undefined {
  for (let index = 0; index < CAPACITY; index++) {
    const row = HEADER_WORDS + index * ROW_WORDS;
    if (load(words, row + ROW_ID) === id) return row;
    // Rows are taken in turn, so an unclaimed one ends the part that was ever used.
    if (load(words, row + ROW_CLAIM) === FREE) return undefined;
  }
  return undefined;
}

function readName(words: Int32Array, row: number): string {
  // PLAIN: a name that is being changed may come out mixed, in a message.
  const bytes = new Uint8Array(words.buffer, (row + ROW_NAME) * 4, load(words, row + ROW_NAME_LENGTH));
  return new TextDecoder().decode(bytes.slice());
}
