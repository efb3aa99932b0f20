import { BIGINT, BIGINT64, CONTENTS, FLOAT, HEAD_BYTES, INTEGER, LIKE, MAGIC, MOST_BLOCK, MOST_SHAPES, OBJECT, REFERENCE, REFERENCES, SHORT, SMALL, STRING } from './format.ts';
import { Output } from './output.ts';
import { Seen } from './seen.ts';
import { Shapes, type Shape } from './shapes.ts';
import { writeAscii, writeText } from './text.ts';

/** How far a message has been written. */
export interface Mark {
  readonly at: number;
  readonly seen: number;
  readonly shapes: number;
  readonly contents: number;
}

/** A message where it was written, until the next. */
export interface Finished {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly length: number;
  /** What comes behind. */
  readonly contents: readonly Uint8Array[];
}

/** The bytes of one message, and of the next when it is reset; and what those depend on that came before. */
export class Section {
  readonly #out = new Output();
  readonly #seen = new Seen();
  readonly #shapes = new Shapes();
  /** Those that have a number in this message, and how many: to change the length of an array takes longer. */
  readonly #numbered: (Shape | undefined)[] = [];
  #shapeCount = 0;
  #contents: Uint8Array[] = [];
  #bits = 0;

  /** Of no value yet. */
  constructor() {
    this.#out.cpos = HEAD_BYTES;
  }

  /** A tag. */
  tag(tag: number): void {
    this.#out.byte(tag);
  }

  /** A number of things. */
  count(count: number): void {
    this.#out.uint(count);
  }

  /** Eight bytes. */
  float(value: number): void {
    this.#out.float64(value);
  }

  /** The characters of a string. */
  text(text: string): void {
    const apart = writeText(this.#out, text);
    if (apart !== undefined) this.#contents.push(apart);
  }

  /** A string, with its tag. */
  string(text: string): void {
    const { length } = text;
    if (length < SMALL - SHORT && writeAscii(this.#out, text, SHORT + length)) return;
    this.#out.byte(STRING);
    this.text(text);
  }

  /** A number, with its tag. */
  number(value: number): void {
    const out = this.#out;
    if ((value | 0) !== value || Object.is(value, -0)) {
      out.byte(FLOAT);
      out.float64(value);
    } else if (value >= 0 && value < 256 - SMALL) {
      out.byte(SMALL + value);
    } else {
      out.byte(INTEGER);
      out.int32(value);
    }
  }

  /** A bigint, with its tag. */
  bigint(value: bigint): void {
    const out = this.#out;
    if (BigInt.asIntN(64, value) === value) {
      out.byte(BIGINT64);
      out.bigint64(value);
    } else {
      out.byte(BIGINT);
      out.byte(value < 0n ? 1 : 0);
      this.text((value < 0n ? -value : value).toString(16));
    }
  }

  /** True for an object that has begun before: then its number is written; if not, it begins now. */
  again(object: object): boolean {
    const known = this.#seen.number(object);
    if (known === -1) return false;
    this.#bits |= REFERENCES;
    this.#out.byte(REFERENCE);
    this.#out.uint(known);
    return true;
  }

  /** The keys of an object, or the number of those that were written before, with the tag of either. */
  keys(keys: readonly string[]): void {
    const out = this.#out;
    const shape = this.#shapes.find(keys, this.#numbered);
    if (shape.number !== -1) {
      out.byte(LIKE);
      out.byte(shape.number);
      return;
    }
    if (shape.bytes === undefined) this.#block(shape);
    else out.bytes(shape.bytes);
    const number = this.#shapeCount;
    if (number === MOST_SHAPES) return;
    shape.number = number;
    this.#numbered[number] = shape;
    this.#shapeCount = number + 1;
  }

  /** What goes behind the section: the bytes as they are when the message is copied. */
  append(bytes: Uint8Array): void {
    this.#contents.push(bytes);
  }

  /** Where it is, to come back to. */
  mark(): Mark {
    return { at: this.#out.cpos, seen: this.#seen.size, shapes: this.#shapeCount, contents: this.#contents.length };
  }

  /** Forgets all that was written since. */
  rewind({ at, seen, shapes, contents }: Mark): void {
    this.#out.cpos = at;
    this.#seen.truncate(seen);
    this.#forget(shapes);
    this.#contents.length = contents;
  }

  /** Begins the next message. */
  reset(): void {
    this.#out.cpos = HEAD_BYTES;
    this.#out.shrink();
    this.#seen.truncate(0);
    this.#shapes.restart();
    this.#bits = 0;
    this.#forget(0);
    // To empty what is empty takes its time, too.
    if (this.#contents.length > 0) this.#contents = [];
  }

  /** The message; nothing is copied. */
  finish(): Finished {
    const { cbuf: bytes, cpos: end } = this.#out;
    const contents = this.#contents;
    const start = contents.length > 0 ? 0 : HEAD_BYTES - 1;
    bytes[start] = MAGIC | this.#bits | (contents.length > 0 ? CONTENTS : 0);
    if (contents.length > 0) for (let i = 0; i < 4; i++) bytes[i + 1] = (end - HEAD_BYTES) >>> (8 * i);
    return { bytes, start, length: end - start, contents };
  }

  /** All shapes but the first so many have no number any more. */
  #forget(shapes: number): void {
    for (let number = shapes; number < this.#shapeCount; number++) {
      (this.#numbered[number] as Shape).number = -1;
      this.#numbered[number] = undefined;
    }
    this.#shapeCount = shapes;
  }

  /** Writes the keys of a shape, and keeps them, if they are such as may come again. */
  #block(shape: Shape): void {
    const { keys, hash } = shape;
    const out = this.#out;
    const start = out.cpos;
    const apart = this.#contents.length;
    out.byte(OBJECT);
    out.byte(hash & 255);
    out.byte(hash >> 8);
    out.byte(0);
    const block = out.cpos;
    out.uint(keys.length);
    for (const key of keys) this.text(key);
    const length = out.cpos - block;
    if (length > MOST_BLOCK || this.#contents.length > apart) return;
    out.cbuf[block - 1] = length;
    this.#shapes.keep(shape, out.cbuf.slice(start, out.cpos));
  }
}
