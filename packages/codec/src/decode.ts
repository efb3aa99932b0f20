import { show } from '@sync/atomics/internal';
import type { ErrorClass } from './error-classes.ts';
import { Reader } from './reader.ts';
import { spare } from './spare.ts';

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
export function decode(bytes: Uint8Array, options?: DecodeOptions): unknown {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`decode(): expected a Uint8Array, not ${show(bytes)}`);
  return read('decode', bytes, 0, bytes.length, options);
}

/**
 * The value of a part of some bytes: for those who read many small ones out of memory of their own, without
 * a view for each. Never blocks.
 *
 * @param at where they begin
 * @param byteLength how many they are
 * @throws RangeError there are not as many
 * @throws TypeError these are not the bytes of a value, or not all of them
 */
export function decodeFrom(bytes: Uint8Array, at: number, byteLength: number, options?: DecodeOptions): unknown {
  const { length } = bytes;
  if (!(at >= 0 && byteLength >= 0 && byteLength <= length - at)) {
    throw new RangeError(`decodeFrom(): there are not ${byteLength} bytes from ${at} on, but ${length} in all`);
  }
  return read('decodeFrom', bytes, at, byteLength, options);
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

function read(where: string, bytes: Uint8Array, at: number, length: number, options: DecodeOptions | undefined): unknown {
  const kept = spare();
  const reader = kept.reader ?? new Reader();
  kept.reader = undefined;
  try {
    return reader.read(bytes, at, length, options?.classes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${where}(): these ${length} bytes are not what encode() made: ${why}`, { cause });
  } finally {
    reader.reset();
    kept.reader = reader;
  }
}
