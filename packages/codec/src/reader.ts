import {
  createDecoder,
  hasContent,
  readBigInt64,
  readFloat64,
  readUint8,
  readVarInt,
  readVarUint,
  type Decoder,
} from 'lib0/decoding';
import type { ErrorClass } from './error-classes.ts';
import {
  ARRAY, BIGINT, BIGINT64, BOXED, BUFFER, DATE, ERROR, FALSE, FLOAT, HEAD_BYTES, INTEGER, LIKE, MAGIC, MAP,
  MOST_SHAPES, NULL, OBJECT, REFERENCE, REGEXP, RESIZABLE, SET, SMALL, SPARSE, STRING, TRUE, UNDEFINED, VIEW,
} from './format.ts';
import { addField, makeError } from './revive-error.ts';
import { readText } from './text.ts';
import { makeView } from './views.ts';

/** An array grows into a table, not into memory, when it is this much longer than what is in it. */
const SPARSE_GAP = 1024;

/** Reads one message. What it is told, it believes only as far as there are bytes. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #section: Decoder;
  readonly #classes: readonly ErrorClass[];
  readonly #objects: unknown[] = [];
  readonly #shapes: (readonly string[])[] = [];
  /** Where the next of the contents begins. */
  #next: number;

  /** @param bytes of any memory: they are read once each, and copied from first */
  constructor(bytes: Uint8Array, classes: readonly ErrorClass[]) {
    if (bytes.length < HEAD_BYTES || bytes[0] !== MAGIC) throw new RangeError('they begin otherwise');
    let section = 0;
    for (let i = 0; i < 4; i++) section += (bytes[i + 1] as number) * 2 ** (8 * i);
    this.#bytes = bytes;
    this.#classes = classes;
    this.#next = HEAD_BYTES + section;
    if (this.#next > bytes.length) throw new RangeError('they end too early');
    // Of our own: others may write to shared memory, and a TextDecoder refuses it in browsers.
    this.#section = createDecoder(bytes.slice(HEAD_BYTES, this.#next));
  }

  /** Reads the value, and that nothing comes after it. */
  read(): unknown {
    const value = this.#value();
    if (hasContent(this.#section) || this.#next !== this.#bytes.length) throw new RangeError('they go on after the end');
    return value;
  }

  #value(): unknown {
    const from = this.#section;
    const tag = readUint8(from);
    if (tag >= SMALL) return tag - SMALL;
    switch (tag) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case INTEGER:
        return readVarInt(from);
      case FLOAT:
        return readFloat64(from);
      case STRING:
        return this.#text();
      case BIGINT64:
        return readBigInt64(from);
      case BIGINT: {
        const negative = readUint8(from) === 1;
        const size = BigInt(`0x${this.#text()}`);
        return negative ? -size : size;
      }
      case REFERENCE:
        return this.#reference();
      default:
        return this.#object(tag);
    }
  }

  #reference(): unknown {
    const number = readVarUint(this.#section);
    const object = this.#objects[number];
    if (object === undefined) throw new RangeError('they speak of an object that was not there');
    return object;
  }

  #object(tag: number): unknown {
    switch (tag) {
      case OBJECT:
        return this.#plain(this.#newKeys());
      case LIKE:
        return this.#plain(this.#knownKeys());
      case ARRAY:
        return this.#array();
      case SPARSE:
        return this.#sparse();
      case MAP: {
        const map = this.#begun(new Map<unknown, unknown>());
        for (let left = this.#count(); left > 0; left--) map.set(this.#value(), this.#value());
        return map;
      }
      case SET: {
        const set = this.#begun(new Set<unknown>());
        for (let left = this.#count(); left > 0; left--) set.add(this.#value());
        return set;
      }
      case DATE:
        return this.#begun(new Date(readFloat64(this.#section)));
      case REGEXP:
        return this.#begun(new RegExp(this.#text(), this.#text()));
      case BOXED:
        return this.#boxed();
      case BUFFER:
      case RESIZABLE:
        return this.#buffer(tag);
      case VIEW:
        return this.#view();
      case ERROR:
        return this.#error();
      default:
        throw new RangeError('they end within a value, or have a tag that means nothing');
    }
  }

  #begun<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  /** A number of things: where there are fewer, they end with the bytes. Nothing is made for those to come. */
  #count(): number {
    return readVarUint(this.#section);
  }

  #text(): string {
    return readText(this.#section, (length) => this.#contents(length));
  }

  /** A copy of the next contents. */
  #contents(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#next;
    if (length > this.#bytes.length - start) throw new RangeError('they end too early');
    this.#next += length;
    return this.#bytes.slice(start, this.#next);
  }

  #newKeys(): readonly string[] {
    const keys: string[] = [];
    for (let left = this.#count(); left > 0; left--) keys.push(this.#text());
    if (this.#shapes.length < MOST_SHAPES) this.#shapes.push(keys);
    return keys;
  }

  #knownKeys(): readonly string[] {
    const keys = this.#shapes[readUint8(this.#section)];
    if (keys === undefined) throw new RangeError('they speak of keys that were not there');
    return keys;
  }

  #plain(keys: readonly string[]): object {
    const object = this.#begun<Record<string, unknown>>({});
    for (const key of keys) set(object, key, this.#value());
    return object;
  }

  #array(): unknown[] {
    const array = this.#begun<unknown[]>([]);
    for (let left = this.#count(); left > 0; left--) array.push(this.#value());
    return array;
  }

  #sparse(): unknown[] {
    const array = this.#begun<unknown[]>([]);
    const length = readVarUint(this.#section);
    if (length > SPARSE_GAP) {
      array[length - 1] = undefined;
      Reflect.deleteProperty(array, length - 1);
    }
    array.length = length;
    for (let left = this.#count(); left > 0; left--) {
      const key = this.#text();
      // It would be as long as it is told after all.
      if (key === 'length') throw new RangeError('they have two lengths of an array');
      set(array as never, key, this.#value());
    }
    return array;
  }

  #boxed(): unknown {
    const number = this.#objects.push(undefined) - 1;
    return (this.#objects[number] = Object(this.#value()));
  }

  #buffer(tag: number): ArrayBuffer {
    const length = readVarUint(this.#section);
    if (tag === BUFFER) return this.#begun(this.#contents(length).buffer);
    const maxByteLength = readVarUint(this.#section);
    const bytes = this.#contents(length);
    const Resizable = ArrayBuffer as new (length: number, options: object) => ArrayBuffer;
    const buffer = this.#begun(new Resizable(length, { maxByteLength }));
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }

  #view(): unknown {
    const number = this.#objects.push(undefined) - 1;
    const name = this.#text();
    const byteOffset = readVarUint(this.#section);
    const byteLength = readVarUint(this.#section);
    return (this.#objects[number] = makeView(name, this.#value() as ArrayBuffer, byteOffset, byteLength));
  }

  #error(): Error {
    const [base, name, message] = [this.#text(), this.#text(), this.#value()];
    const error = this.#begun(makeError({ base, name, message: message as string | undefined }, this.#classes));
    for (let left = this.#count(); left > 0; left--) {
      addField(error, this.#text(), readUint8(this.#section) === TRUE, this.#value());
    }
    return error;
  }
}

/** Not always an assignment: a key may be called __proto__. */
function set(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}
