/** What a thread leaves behind, as bytes in its shared memory. */
import { load, store } from '@sync/atomics/internal';
import { CONTROL_WORDS, SLOT_LENGTH } from './control.ts';

/** Room for the reason of a stop, in bytes: an error, its causes, and their stacks. */
export const REASON_BYTES = 16_384;

const REASON_AT = CONTROL_WORDS * 4;
const LEFT_AT = REASON_AT + REASON_BYTES;

/**
 * What is larger goes by the starter's port: this much address space is kept free for each
 * thread, and no memory until it is used.
 */
const MOST = 2 ** 24;

/** What older browsers' have not. */
interface Growable {
  readonly byteLength: number;
  readonly maxByteLength?: number;
  grow?(byteLength: number): void;
}

type MakeGrowable = new (byteLength: number, options: { maxByteLength: number }) => SharedArrayBuffer;

/** Memory for a thread. */
export function makeMemory(): SharedArrayBuffer {
  return new (SharedArrayBuffer as MakeGrowable)(LEFT_AT, { maxByteLength: MOST });
}

/** Leaves bytes; false: they are too many for the memory. */
export function leave(words: Int32Array, bytes: Uint8Array): boolean {
  const buffer = words.buffer as Growable;
  const size = LEFT_AT + bytes.byteLength;
  if (size > buffer.byteLength) {
    if (buffer.grow === undefined || size > (buffer.maxByteLength ?? 0)) return false;
    buffer.grow(size);
  }
  new Uint8Array(words.buffer, LEFT_AT, bytes.byteLength).set(bytes);
  store(words, SLOT_LENGTH, bytes.byteLength);
  return true;
}

/** The bytes that were left. */
export function left(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, LEFT_AT, load(words, SLOT_LENGTH));
}

/** Where the reason of a stop is written. */
export function reasonBytes(words: Int32Array, length: number): Uint8Array {
  return new Uint8Array(words.buffer, REASON_AT, length);
}
