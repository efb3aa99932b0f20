import { show } from '@sync/atomics/internal';
import type { ErrorClass } from './error-classes.ts';
import { Reader } from './reader.ts';

/** How bytes are read. */
export interface DecodeOptions {
  /**
   * Classes of errors that this thread has: an error of a class of that name arrives as one of it. Its constructor
   * does not run.
   */
  readonly classes?: readonly ErrorClass[];
}

/**
 * The value of some bytes, which may lie in shared memory: nothing of the value does. Never blocks.
 *
 * @throws TypeError these are not the bytes of a value, or not all of them
 */
export function decode(bytes: Uint8Array, { classes = [] }: DecodeOptions = {}): unknown {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`decode(): expected a Uint8Array, not ${show(bytes)}`);
  // A Buffer's slice() is no copy.
  const { buffer, byteOffset, byteLength } = bytes;
  try {
    return new Reader(new Uint8Array(buffer, byteOffset, byteLength), classes).read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`decode(): these ${byteLength} bytes are not what encode() made: ${why}`, { cause });
  }
}

/**
 * What `encodeError` was given: for those who throw it again. Never throws: where the bytes are damaged, that is
 * the error. Never blocks.
 */
export function decodeError(bytes: Uint8Array, options?: DecodeOptions): unknown {
  try {
    return decode(bytes, options);
  } catch (damage) {
    return damage;
  }
}
