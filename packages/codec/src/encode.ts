import { checkTravels } from './check-travels.ts';
import { copy } from './copy.ts';
import { Message } from './message.ts';
import type { Finished } from './section.ts';
import { spare } from './spare.ts';
import { textOf } from './text-of.ts';
import { Refusal, Writer } from './writer.ts';

/** How a value is written. */
export interface EncodeOptions {
  /** What the value is called in messages, as `item` or `args[0]`. Default: `value`. */
  readonly path?: string;
  /**
   * True: of an array, only the items are written, and holes as `undefined`. For lists that the caller has made: to look
   * for other properties takes longer than to write a few items. What is in the items is written as ever.
   */
  readonly items?: boolean;
}

/**
 * The bytes of a value, in an array of their own. Never blocks.
 *
 * @throws TypeError something in it cannot travel; the message says what, where, and what to do
 */
export function encode(value: unknown, options?: EncodeOptions): Uint8Array<ArrayBuffer> {
  return whole(written(value, options));
}

/**
 * Writes a value, but for its large buffers, and tells how many bytes it takes: for those who keep
 * memory of their own. The buffers are read by `copyTo`; leave them alone until then. Never blocks.
 *
 * @throws TypeError something in it cannot travel; the message says what, where, and what to do
 */
export function prepare(value: unknown, options?: EncodeOptions): Message {
  return new Message(written(value, options));
}

/**
 * Writes a small value to where it is to be, with no object made for it: for those who write many. Returns how many bytes
 * it took; or, if there is less room, what `prepare` returns, with nothing written. Never blocks.
 *
 * @param target of any memory
 * @param at where in the target
 * @param room how many bytes it may take there
 * @throws TypeError something in it cannot travel; the message says what, where, and what to do
 * @throws RangeError the target ends before the room
 */
export function encodeInto(
  value: unknown,
  target: Uint8Array,
  at: number,
  room: number,
  options?: EncodeOptions,
): number | Message {
  if (!(at >= 0 && room <= target.length - at)) {
    throw new RangeError(`encodeInto(): there are not ${room} bytes from ${at} on, but ${target.length} in all`);
  }
  const finished = written(value, options);
  const { bytes, start, length, contents } = finished;
  if (length > room || contents.length > 0) return new Message(finished);
  copy(bytes, start, target, at, length);
  return length;
}

/**
 * The bytes of what was thrown, whatever it is: what cannot travel in it is told by its text.
 * Never throws, never blocks.
 */
export function encodeError(error: unknown): Uint8Array<ArrayBuffer> {
  try {
    return whole(written(error, undefined, true));
  } catch {
    return whole(written(new Error(textOf(error)), undefined, true));
  }
}

/** A value in whose reading another is written (by a getter) finds the thread's writer gone, and makes one. */
function written(value: unknown, options: EncodeOptions | undefined, leniently = false): Finished {
  const kept = spare();
  const writer = kept.writer ?? new Writer();
  kept.writer = undefined;
  try {
    if (options?.items === true && Array.isArray(value)) writer.items(value);
    else writer.write(value, leniently);
    return writer.section.finish();
  } catch (thrown) {
    throw thrown instanceof Refusal ? explained(thrown, value, options?.path ?? 'value') : thrown;
  } finally {
    writer.section.reset();
    kept.writer = writer;
  }
}

/** @throws TypeError what it is, and where */
function explained(refusal: Refusal, value: unknown, path: string): TypeError {
  checkTravels(value, path);
  return new TypeError(`${path} has something in it that cannot travel, but not always`, { cause: refusal });
}

function whole(finished: Finished): Uint8Array<ArrayBuffer> {
  const { bytes, start, length, contents } = finished;
  if (contents.length === 0) return bytes.slice(start, start + length);
  const message = new Message(finished);
  const all = new Uint8Array(message.byteLength);
  message.copyTo(all);
  return all;
}
