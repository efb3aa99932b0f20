/**
 * Shared memory that the threads of a process find together: the thread table, the arena.
 * It is stamped, so that foreign memory is not taken for it, and has a random identity,
 * since the same memory arrives as another object with every message. The platform's
 * environment data hands it to threads that are started later, where there is such.
 *
 * STAMP, int32 words
 *   0  MAGIC    which kind of region
 *   1  LAYOUT   the protocol number
 *   2  UID      2 words, random
 *
 * HAPPENS-BEFORE  the store of MAGIC, last, then whatever a thread reads that found it.
 */
import { load, store } from './atomics.ts';
import { workerThreads } from './platform.ts';
import { PROTOCOL } from './protocol.ts';

const SLOT_MAGIC = 0;
const SLOT_LAYOUT = 1;
const SLOT_UID = 2;

/** Words of the stamp. */
export const STAMP_WORDS = 4;

/** Stamps a new region. */
export function stamp(buffer: SharedArrayBuffer, magic: number): void {
  const words = new Int32Array(buffer, 0, STAMP_WORDS);
  store(words, SLOT_LAYOUT, PROTOCOL);
  store(words, SLOT_UID, randomWord());
  store(words, SLOT_UID + 1, randomWord());
  store(words, SLOT_MAGIC, magic);
}

/** The region's identity; undefined: it is no region of this kind. */
export function uidOf(buffer: SharedArrayBuffer, magic: number): string | undefined {
  if (buffer.byteLength < STAMP_WORDS * 4) return undefined;
  const words = new Int32Array(buffer, 0, STAMP_WORDS);
  if (load(words, SLOT_MAGIC) !== magic || load(words, SLOT_LAYOUT) !== PROTOCOL) return undefined;
  return `${load(words, SLOT_UID)}:${load(words, SLOT_UID + 1)}`;
}

/** What the thread that started this one left for it. */
export function inherited(name: string): unknown {
  return workerThreads()?.getEnvironmentData(environmentKey(name));
}

/** Leaves something for the threads that this one starts. */
export function bequeath(name: string, value: unknown): void {
  workerThreads()?.setEnvironmentData(environmentKey(name), value);
}

function environmentKey(name: string): string {
  return `@sync/${name}/${PROTOCOL}`;
}

/** 32 random bits, never 0. */
export function randomWord(): number {
  return (Math.random() * 2 ** 32) | 0 || 1;
}
