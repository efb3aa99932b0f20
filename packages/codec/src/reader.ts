import type { ErrorClass } from './error-classes.ts';
import {
  APART, ARRAY, BIGINT, BIGINT64, BOXED, BUFFER, CONTENTS, DATE, ERROR, FALSE, FLOAT, HEAD_BYTES, INTEGER, LIKE, MAGIC, MAP,
  MOST_SHAPES, NULL, OBJECT, REFERENCE, REFERENCES, REGEXP, RESIZABLE, SET, SHORT, SMALL, SPARSE, STRING, TRUE, UNDEFINED, VIEW,
  aligned,
} from './format.ts';
import { Input } from './input.ts';
import { KnownKeys, type Keys } from './known-keys.ts';
import { addField, makeError } from './revive-error.ts';
import { fromUtf8, readAscii, readText } from './text.ts';
import { makeView } from './views.ts';

/** An array grows into a table, not into memory, when it is this much longer than what is in it. */
const SPARSE_GAP = 1024;

const NO_CLASSES: readonly ErrorClass[] = Object.freeze([]);

/** Reads messages, one after the other. What it is told, it believes only as far as there are bytes. */
export class Reader {
  readonly #section = new Input();
  readonly #known = new KnownKeys();
  /** Where the contents are. */
  #bytes: Uint8Array | undefined;
  #classes = NO_CLASSES;
  /** What references may mean; not kept, where there are none. */
  #objects: unknown[] = [];
  #counts = false;
  /** Those that have a number in this message, and how many: to change the length of an array takes longer. */
  readonly #shapes: (Keys | undefined)[] = [];
  #shapeCount = 0;
  /** Where the next of the contents begins, and where they end. */
  #next = 0;
  #end = 0;

  /**
   * Reads the value of some bytes, of any memory: they are read once each, and copied from first.
   *
   * @throws RangeError they are not those of a value, and no more
   */
  read(bytes: Uint8Array, start: number, length: number, classes: readonly ErrorClass[] | undefined): unknown {
    const head = length === 0 ? 0 : (bytes[start] as number);
    if ((head & ~(CONTENTS | REFERENCES)) !== MAGIC) throw new RangeError('they begin otherwise');
    this.#classes = classes ?? NO_CLASSES;
    this.#counts = (head & REFERENCES) !== 0;
    this.#next = this.#end = 0;
    if ((head & CONTENTS) === 0) this.#section.begin(bytes, start + 1, length - 1);
    else this.#split(bytes, start, length);
    const value = this.#value();
    if (this.#section.pos !== this.#section.end || this.#next !== this.#end) throw new RangeError('they go on after the end');
    return value;
  }

  /** Forgets the message, and what it was made into. */
  reset(): void {
    this.#bytes = undefined;
    this.#classes = NO_CLASSES;
    this.#section.release();
    if (this.#counts) this.#objects = [];
    while (this.#shapeCount > 0) this.#shapes[--this.#shapeCount] = undefined;
  }

  /** Finds the contents behind the section. */
  #split(bytes: Uint8Array, start: number, length: number): void {
    if (length < HEAD_BYTES) throw new RangeError('they end too early');
    let section = 0;
    for (let i = 1; i < HEAD_BYTES; i++) section = section * 256 + (bytes[start + HEAD_BYTES - i] as number);
    if (section > length - HEAD_BYTES) throw new RangeError('they end too early');
    this.#section.begin(bytes, start + HEAD_BYTES, section);
    // The slice() of a Buffer is no copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
    this.#next = HEAD_BYTES + section;
    this.#end = length;
  }

  #value(): unknown {
    const from = this.#section;
    const tag = from.byte();
    if (tag >= SMALL) return tag - SMALL;
    if (tag >= SHORT) return readAscii(from.arr, from.past(tag - SHORT), tag - SHORT);
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
        return from.int32();
      case FLOAT:
        return from.float64();
      case STRING:
        return this.#text();
      case BIGINT64:
        return from.bigint64();
      case BIGINT: {
        const negative = from.byte() === 1;
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
    const number = this.#section.uint();
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
        return this.#begun(new Date(this.#section.float64()));
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
    if (this.#counts) this.#objects.push(object);
    return object;
  }

  /** The number of an object that has yet to be made. */
  #begin(): number {
    return this.#counts ? this.#objects.push(undefined) - 1 : 0;
  }

  /** It is made. */
  #made<T>(number: number, object: T): T {
    if (this.#counts) this.#objects[number] = object;
    return object;
  }

  /** A number of things: where there are fewer, they end with the bytes. Nothing is made for those to come. */
  #count(): number {
    return this.#section.uint();
  }

  #text(): string {
    const head = this.#section.uint();
    return head % 4 === APART ? fromUtf8(this.#contents(Math.floor(head / 4))) : readText(this.#section, head);
  }

  /** A copy of the next contents. */
  #contents(length: number): Uint8Array<ArrayBuffer> {
    const start = aligned(this.#next);
    if (this.#bytes === undefined || length > this.#end - start) throw new RangeError('they end too early');
    this.#next = start + length;
    return this.#bytes.slice(start, this.#next);
  }

  #newKeys(): Keys {
    const from = this.#section;
    const hash = from.byte() + from.byte() * 256;
    const length = from.byte();
    const keys = this.#known.find(from, hash, length) ?? this.#readKeys(hash, length);
    if (this.#shapeCount < MOST_SHAPES) this.#shapes[this.#shapeCount++] = keys;
    return keys;
  }

  #readKeys(hash: number, length: number): Keys {
    const from = this.#section;
    const { pos: start } = from;
    const next = this.#next;
    const list: string[] = [];
    for (let left = this.#count(); left > 0; left--) list.push(this.#text());
    const keys = { keys: list, assignable: !list.includes('__proto__') };
    if (length === 0) return keys;
    if (from.pos !== start + length || this.#next !== next) throw new RangeError('they have keys other than they say');
    this.#known.keep(keys, hash, from.arr.slice(start, from.pos));
    return keys;
  }

  #knownKeys(): Keys {
    const keys = this.#shapes[this.#section.byte()];
    if (keys === undefined) throw new RangeError('they speak of keys that were not there');
    return keys;
  }

  #plain({ keys, assignable }: Keys): object {
    const object = this.#begun<Record<string, unknown>>({});
    if (assignable) for (const key of keys) object[key] = this.#value();
    else for (const key of keys) set(object, key, this.#value());
    return object;
  }

  #array(): unknown[] {
    const array = this.#begun<unknown[]>([]);
    for (let left = this.#count(); left > 0; left--) array.push(this.#value());
    return array;
  }

  #sparse(): unknown[] {
    const array = this.#begun<unknown[]>([]);
    const length = this.#section.uint();
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
    const number = this.#begin();
    return this.#made(number, Object(this.#value()));
  }

  #buffer(tag: number): ArrayBuffer {
    const length = this.#section.uint();
    if (tag === BUFFER) return this.#begun(this.#contents(length).buffer);
    const maxByteLength = this.#section.uint();
    const bytes = this.#contents(length);
    const Resizable = ArrayBuffer as new (length: number, options: object) => ArrayBuffer;
    const buffer = this.#begun(new Resizable(length, { maxByteLength }));
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }

  #view(): unknown {
    const number = this.#begin();
    const name = this.#text();
    const byteOffset = this.#section.uint();
    const byteLength = this.#section.uint();
    return this.#made(number, makeView(name, this.#value() as ArrayBuffer, byteOffset, byteLength));
  }

  #error(): Error {
    const [base, name, message] = [this.#text(), this.#text(), this.#value()];
    const error = this.#begun(makeError({ base, name, message: message as string | undefined }, this.#classes));
    for (let left = this.#count(); left > 0; left--) {
      addField(error, this.#text(), this.#section.byte() === TRUE, this.#value());
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
