import { copy } from './copy.ts';
import type { Finished } from './section.ts';

/** A value, written, and ready to be copied to where it is to be. */
export class Message {
  /** How many bytes it takes. */
  readonly byteLength: number;
  /** All but large buffers. */
  readonly #head: Uint8Array<ArrayBuffer>;
  readonly #contents: readonly Uint8Array[];

  /** Made by `prepare`. */
  constructor({ bytes, start, length, contents }: Finished) {
    this.#head = bytes.slice(start, start + length);
    this.#contents = contents;
    this.byteLength = length + sum(contents);
  }

  /** The bytes, part after part: large buffers of the value as they are, not copied. */
  get parts(): readonly Uint8Array[] {
    return [this.#head, ...this.#contents];
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
    if (contents.length > 0 && head.length + sum(contents) !== this.byteLength) {
      throw new TypeError('copyTo(): a buffer of the value was transferred or shrunk since prepare()');
    }
    copy(head, 0, target, at, head.length);
    at += head.length;
    for (const part of contents) {
      target.set(part, at);
      at += part.length;
    }
  }
}

function sum(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}
