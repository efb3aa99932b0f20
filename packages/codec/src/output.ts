import { Encoder, writeBigInt64, writeVarUint } from 'lib0/encoding';
import { copy } from './copy.ts';

/** Room that is kept from one message to the next; more is given back. */
const KEPT = 64 * 1024;
/** What there is in the beginning: a guess at most messages. */
const FIRST = 1024;
/** What a number may take, however it is written. */
const NUMBER = 10;

/**
 * Bytes being written, in one piece, which grows. What lib0 writes, it finds room for, and begins no other piece;
 * what every small value needs is written here, without a call.
 */
export class Output extends Encoder {
  #view: DataView;

  /** Of no bytes yet. */
  constructor() {
    super();
    this.#view = this.#use(new Uint8Array(FIRST));
  }

  /** Makes sure that there is room for so many bytes. */
  room(bytes: number): void {
    const { cbuf, cpos } = this;
    if (cbuf.length - cpos >= bytes) return;
    const more = new Uint8Array(2 * (cbuf.length + bytes));
    more.set(cbuf);
    this.#view = this.#use(more);
  }

  /** A byte. */
  byte(byte: number): void {
    this.room(1);
    this.cbuf[this.cpos++] = byte;
  }

  /** A natural number. */
  uint(value: number): void {
    this.room(NUMBER);
    if (value < 128) this.cbuf[this.cpos++] = value;
    else writeVarUint(this, value);
  }

  /** An integer of 32 bits. */
  int32(value: number): void {
    this.room(4);
    this.#view.setInt32(this.cpos, value, true);
    this.cpos += 4;
  }

  /** Any number. */
  float64(value: number): void {
    this.room(8);
    this.#view.setFloat64(this.cpos, value, true);
    this.cpos += 8;
  }

  /** An integer of 64 bits. */
  bigint64(value: bigint): void {
    this.room(NUMBER);
    writeBigInt64(this, value);
  }

  /** Bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.room(bytes.length);
    copy(bytes, 0, this.cbuf, this.cpos, bytes.length);
    this.cpos += bytes.length;
  }

  /** Gives back what is too much to keep. */
  shrink(): void {
    if (this.cbuf.length > KEPT) this.#view = this.#use(new Uint8Array(FIRST));
  }

  #use(bytes: Uint8Array<ArrayBuffer>): DataView {
    this.cbuf = bytes;
    return new DataView(bytes.buffer);
  }
}
