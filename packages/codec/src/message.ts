/** A value, written, and ready to be copied to where it is to be. */
export class Message {
  /** How many bytes it takes. */
  readonly byteLength: number;
  /** The bytes, part after part: large buffers of the value as they are, not copied. */
  readonly parts: readonly Uint8Array[];

  /** Made by `prepare`. */
  constructor(head: Uint8Array, contents: readonly Uint8Array[]) {
    this.parts = [head, ...contents];
    this.byteLength = length(this.parts);
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
    if (target.length - at < this.byteLength) {
      throw new RangeError(`copyTo(): ${this.byteLength} bytes need more room than the ${Math.max(0, target.length - at)} there are`);
    }
    if (length(this.parts) !== this.byteLength) {
      throw new TypeError('copyTo(): a buffer of the value was transferred or shrunk since prepare()');
    }
    for (const part of this.parts) {
      target.set(part, at);
      at += part.length;
    }
  }
}

function length(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) sum += part.length;
  return sum;
}
