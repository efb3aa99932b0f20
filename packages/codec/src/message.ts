import { copy } from './copy.ts';
import { ALIGNMENT, aligned } from './format.ts';
import type { Finished } from './section.ts';

/** Of most messages. */
const NONE: readonly Uint8Array[] = Object.freeze([]);

/** A value, written, and ready to be copied to where it is to be. */
export class Message {
  /** How many bytes it takes. */
  readonly byteLength: number;
  /** All but large buffers. */
  readonly #head: Uint8Array<ArrayBuffer>;
  readonly #contents: readonly Uint8Array[];

  /** Made by `prepare`. */
  constructor({ bytes, start, length, contents }: Finished) {
    this.#head = contents.length === 0 ? bytes.slice(start, start + length) : withGap(bytes, start, length);
    // The next message goes on with an empty list.
    this.#contents = contents.length === 0 ? NONE : contents;
    this.byteLength = endOf(this.#head.length, contents);
  }

  /** The bytes, part after part: large buffers of the value as they are, not copied. */
  get parts(): readonly Uint8Array[] {
    const parts = [this.#head];
    let end = this.#head.length;
    for (const content of this.#contents) {
      if (end % ALIGNMENT > 0) parts.push(new Uint8Array(aligned(end) - end));
      parts.push(content as Uint8Array<ArrayBuffer>);
      end = aligned(end) + content.length;
    }
    return parts;
  }

  /**
   * Copies the bytes: the one copy that is made of large buffers. Never blocks.
   *
   * @param target of any memory
   * @param at where in the target
   * @throws RangeError there is less room
   * @throws TypeError a buffer of the value was transferred or shrunk since
   */
  copyTo(target: Uint8Array, at = 0): void {
    const head = this.#head;
    const contents = this.#contents;
    const room = target.length - at;
    if (room < this.byteLength || !(at >= 0)) {
      throw new RangeError(`copyTo(): ${this.byteLength} bytes need more room than the ${Math.max(0, room)} there are`);
    }
    if (contents.length > 0 && endOf(head.length, contents) !== this.byteLength) {
      throw new TypeError('copyTo(): a buffer of the value was transferred or shrunk since prepare()');
    }
    copy(head, 0, target, at, head.length);
    let end = head.length;
    for (const content of contents) {
      const begin = aligned(end);
      target.fill(0, at + end, at + begin);
      target.set(content, at + begin);
      end = begin + content.length;
    }
  }
}

/** What follows is aligned then. */
function withGap(bytes: Uint8Array, start: number, length: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(aligned(length));
  head.set(bytes.subarray(start, start + length));
  return head;
}

function endOf(head: number, contents: readonly Uint8Array[]): number {
  let end = head;
  for (const content of contents) end = aligned(end) + content.length;
  return end;
}
