import {
  createEncoder,
  length,
  write,
  writeBigInt64,
  writeFloat64,
  writeVarInt,
  writeVarUint,
  type Encoder,
} from 'lib0/encoding';
import {
  BIGINT, BIGINT64, FLOAT, HEAD_BYTES, INTEGER, LIKE, MAGIC, MOST_SHAPES, OBJECT, REFERENCE, SMALL,
} from './format.ts';
import { Seen } from './seen.ts';
import { writeText } from './text.ts';

/** Room that is kept from one message to the next; more is given back. */
const KEPT = 64 * 1024;

/** How far a message has been written. */
export interface Mark {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly chunks: number;
  readonly seen: number;
  readonly shapes: number;
  readonly contents: number;
}

/** The bytes of one message, and of the next when it is reset; and what those depend on that came before. */
export class Section {
  readonly #out: Encoder = createEncoder();
  readonly #seen = new Seen();
  readonly #shapes: (readonly string[])[] = [];
  #contents: Uint8Array[] = [];

  /** A tag. */
  tag(tag: number): void {
    write(this.#out, tag);
  }

  /** A number of things. */
  count(count: number): void {
    writeVarUint(this.#out, count);
  }

  /** Eight bytes. */
  float(value: number): void {
    writeFloat64(this.#out, value);
  }

  /** The characters of a string. */
  text(text: string): void {
    writeText(this.#out, text, (bytes) => this.#contents.push(bytes));
  }

  /** A number, with its tag. */
  number(value: number): void {
    const out = this.#out;
    if ((value | 0) !== value) {
      write(out, FLOAT);
      writeFloat64(out, value);
    } else if (value >= 0 && value < 256 - SMALL && !Object.is(value, -0)) {
      write(out, SMALL + value);
    } else {
      write(out, INTEGER);
      writeVarInt(out, value);
    }
  }

  /** A bigint, with its tag. */
  bigint(value: bigint): void {
    const out = this.#out;
    if (BigInt.asIntN(64, value) === value) {
      write(out, BIGINT64);
      writeBigInt64(out, value);
    } else {
      write(out, BIGINT);
      write(out, value < 0n ? 1 : 0);
      this.text((value < 0n ? -value : value).toString(16));
    }
  }

  /** True for an object that has begun before: then its number is written; if not, it begins now. */
  again(object: object): boolean {
    const known = this.#seen.number(object);
    if (known === -1) return false;
    write(this.#out, REFERENCE);
    writeVarUint(this.#out, known);
    return true;
  }

  /** The keys of an object, or the number of those that were written before, with the tag of either. */
  keys(keys: readonly string[]): void {
    const out = this.#out;
    const shapes = this.#shapes;
    for (let at = 0; at < shapes.length; at++) {
      if (!isSame(shapes[at] as readonly string[], keys)) continue;
      write(out, LIKE);
      write(out, at);
      return;
    }
    write(out, OBJECT);
    writeVarUint(out, keys.length);
    for (const key of keys) this.text(key);
    if (shapes.length < MOST_SHAPES) shapes.push(keys);
  }

  /** What goes behind the section: the bytes as they are when the message is copied. */
  append(bytes: Uint8Array): void {
    this.#contents.push(bytes);
  }

  /** Where it is, to come back to. */
  mark(): Mark {
    const { cbuf, cpos, bufs } = this.#out;
    const [seen, shapes, contents] = [this.#seen.size, this.#shapes.length, this.#contents.length];
    return { bytes: cbuf, at: cpos, chunks: bufs.length, seen, shapes, contents };
  }

  /** Forgets all that was written since. */
  rewind({ bytes, at, chunks, seen, shapes, contents }: Mark): void {
    const out = this.#out;
    out.cbuf = bytes;
    out.cpos = at;
    out.bufs.length = chunks;
    this.#seen.truncate(seen);
    this.#shapes.length = shapes;
    this.#contents.length = contents;
  }

  /** Begins the next message. */
  reset(): void {
    this.#contents = [];
    const { cbuf } = this.#out;
    const bytes = cbuf.length > KEPT ? new Uint8Array(KEPT) : cbuf;
    this.rewind({ bytes, at: 0, chunks: 0, seen: 0, shapes: 0, contents: 0 });
  }

  /** A copy of the bytes before the contents; and the contents, not copied. */
  finish(): { readonly head: Uint8Array<ArrayBuffer>; readonly contents: readonly Uint8Array[] } {
    const out = this.#out;
    const section = length(out);
    const head = new Uint8Array(HEAD_BYTES + section);
    head[0] = MAGIC;
    for (let i = 0; i < 4; i++) head[i + 1] = section >>> (8 * i);
    let at = HEAD_BYTES;
    for (const chunk of out.bufs) {
      head.set(chunk, at);
      at += chunk.length;
    }
    head.set(out.cbuf.subarray(0, out.cpos), at);
    return { head, contents: this.#contents };
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}
