import { perThread } from '@sync/atomics/internal';
import { checkTravels } from './check-travels.ts';
import { Message } from './message.ts';
import { textOf } from './text-of.ts';
import { Refusal, Writer } from './writer.ts';

declare const __SYNC_VERSION__: string | undefined;

/** Another copy of this package, of another version, may have another writer. */
const SLOT = `codec ${typeof __SYNC_VERSION__ === 'undefined' ? 'source' : __SYNC_VERSION__}`;

/** How a value is written. */
export interface EncodeOptions {
  /** What the value is called in messages, as `item` or `args[0]`. Default: `value`. */
  readonly path?: string;
}

/**
 * The bytes of a value, in an array of their own. Never blocks.
 *
 * @throws TypeError something in it cannot travel; the message says what, where, and what to do
 */
export function encode(value: unknown, options?: EncodeOptions): Uint8Array<ArrayBuffer> {
  return whole(prepare(value, options));
}

/**
 * Writes a value, but for its large buffers, and tells how many bytes it takes: for those who keep
 * memory of their own. The buffers are read by `copyTo`; leave them alone until then. Never blocks.
 *
 * @throws TypeError something in it cannot travel; the message says what, where, and what to do
 */
export function prepare(value: unknown, { path = 'value' }: EncodeOptions = {}): Message {
  try {
    return written(value, false);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    checkTravels(value, path);
    throw new TypeError(`${path} has something in it that cannot travel, but not always`, {
      cause: thrown,
    });
  }
}

/**
 * The bytes of what was thrown, whatever it is: what cannot travel in it is told by its text.
 * Never throws, never blocks.
 */
export function encodeError(error: unknown): Uint8Array<ArrayBuffer> {
  try {
    return whole(written(error, true));
  } catch {
    return whole(written(new Error(textOf(error)), true));
  }
}

/** A value in whose reading another is written (by a getter) finds the thread's writer gone, and makes one. */
function written(value: unknown, leniently: boolean): Message {
  const spare = perThread(SLOT, () => [new Writer()]);
  const writer = spare.pop() ?? new Writer();
  try {
    writer.write(value, leniently);
    const { head, contents } = writer.section.finish();
    return new Message(head, contents);
  } finally {
    writer.section.reset();
    if (spare.length === 0) spare.push(writer);
  }
}

function whole(message: Message): Uint8Array<ArrayBuffer> {
  const [first] = message.parts;
  // Its own already.
  if (first?.length === message.byteLength) return first as Uint8Array<ArrayBuffer>;
  const bytes = new Uint8Array(message.byteLength);
  message.copyTo(bytes);
  return bytes;
}
