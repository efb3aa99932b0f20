import { Decoder, readBigInt64, readVarUint } from 'lib0/decoding';
import { copy } from './copy.ts';

/** Room that is kept for the next message: of longer ones, each has its own. */
const KEPT = 4096;

/**
 * Bytes being read: a copy of their own, which nobody else writes to, and which a TextDecoder takes. Behind the end there may be
 * those of another message, which are none of this.
 */
export class Input extends Decoder<ArrayBuffer> {
  /** Where the bytes end. */
  end = 0;
  readonly #kept: Uint8Array<ArrayBuffer>;
  readonly #keptView: DataView;
  #view: DataView;

  /** Of no bytes yet. */
  constructor() {
    const kept = new Uint8Array(KEPT);
    super(kept);
    this.#kept = kept;
    this.#view = this.#keptView = new DataView(kept.buffer);
  }

  /** Begins with a copy of some bytes. */
  begin(from: Uint8Array, start: number, length: number): void {
    this.pos = 0;
    this.end = length;
    if (length > KEPT) {
      this.arr = new Uint8Array(length);
      this.#view = new DataView(this.arr.buffer);
    }
    copy(from, start, this.arr, 0, length);
  }

  /** Keeps none that was made for one message. */
  release(): void {
    this.arr = this.#kept;
    this.#view = this.#keptView;
  }

  /** A byte. */
  byte(): number {
    if (this.pos >= this.end) throw new RangeError('they end within a value');
    return this.arr[this.pos++] as number;
  }

  /** A natural number. */
  uint(): number {
    const byte = this.byte();
    if (byte < 128) return byte;
    this.pos--;
    return readVarUint(this);
  }

  /** An integer of 32 bits. */
  int32(): number {
    return this.#view.getInt32(this.past(4), true);
  }

  /** Any number. */
  float64(): number {
    return this.#view.getFloat64(this.past(8), true);
  }

  /** An integer of 64 bits. */
  bigint64(): bigint {
    return readBigInt64(this) as bigint;
  }

  /** Where the next so many bytes begin. */
  past(length: number): number {
    const { pos } = this;
    if (length > this.end - pos) throw new RangeError('they end within a value');
    this.pos = pos + length;
    return pos;
  }
}
