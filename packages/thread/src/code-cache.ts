/**
 * What the first thread of a process has compiled of the script with which Node's threads begin, for the others: they
 * start in a fraction of the time. It travels in the job, from each thread to those that it starts.
 *
 * SLOTS, int32 words
 *    0  STATE   EMPTY; WRITING: by a thread that is about to end; READY, for good
 *    1  LENGTH  bytes
 *    2  -       what the engine calls cached data. It is of that script alone, and the engine refuses what it cannot use
 *
 * TRANSITIONS                by                              with
 *   T1  EMPTY → WRITING      a thread that compiled itself   compareExchange
 *   T2  WRITING → READY      the same                        store
 *
 * HAPPENS-BEFORE  T2, then whoever reads READY. One that dies in between leaves it WRITING, and all compile for themselves.
 */
import { load, perThread, store, swap } from '@sync/atomics/internal';

const SLOT_STATE = 0;
const SLOT_LENGTH = 1;
const DATA_AT = 8;

const EMPTY = 0;
const WRITING = 1;
const READY = 2;

/** Twice what it takes (measured on Node 20). Pages that nobody writes to are no memory. */
const ROOM = 2 ** 19;

/** What a job says of it. */
export interface CodeCache {
  readonly words: Int32Array;
  /** Undefined: there is none yet. */
  readonly data: Uint8Array | undefined;
}

interface Slot {
  words: Int32Array | undefined;
}

function slot(): Slot {
  return perThread('code-cache', () => ({ words: undefined }));
}

/** For a thread that the calling one starts. */
export function codeCache(): CodeCache {
  const words = (slot().words ??= new Int32Array(new SharedArrayBuffer(ROOM)));
  const isReady = load(words, SLOT_STATE) === READY;
  return { words, data: isReady ? new Uint8Array(words.buffer, DATA_AT, load(words, SLOT_LENGTH)) : undefined };
}

/** In a thread that was started: for those that it starts. */
export function inheritCode({ words }: CodeCache): void {
  slot().words = words;
}

/** In a thread that has compiled the script itself: for those that are started from now on. */
export function leaveCode({ words }: CodeCache, compiled: () => Uint8Array): void {
  if (load(words, SLOT_STATE) !== EMPTY || !swap(words, SLOT_STATE, EMPTY, WRITING)) return; // T1
  const data = compiled();
  if (DATA_AT + data.length > words.byteLength) return;
  new Uint8Array(words.buffer, DATA_AT).set(data);
  store(words, SLOT_LENGTH, data.length);
  store(words, SLOT_STATE, READY); // T2
}
