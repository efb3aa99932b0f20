/**
 * A value in shared memory, as bytes, under a mutex. There are two buffers for it: one has the value, and
 * whoever holds the mutex writes the next one into the other. One store then says which of them has the value, and
 * how long it is. So a thread that dies at any step leaves the old value or the new one, and whoever finds it dead
 * takes the mutex over without asking.
 *
 * SLOTS
 *   0   MUTEX    8 words, see `mutex-word.ts` of the floor; the first tells which class was made here
 *   8   COMMIT   bit 0: which buffer has the value; the others: its length in bytes
 *   9   MAX      the length that a value may have. Not changed once made
 *   10  APART    1: the buffers lie in memory of their own, and not behind these words
 *   11  -        reserved up to 15
 *   16           two buffers of MAX bytes, each up to a multiple of 8
 *
 * TRANSITIONS                by                 with
 *   T1  other buffer         the mutex's owner   plain writes
 *   T2  COMMIT               the same, then      store
 *
 * INVARIANTS
 *   I1  The buffer that COMMIT names is not written: it is a whole value, and of the length that is told there.
 *   I2  COMMIT and both buffers are touched by the mutex's owner alone, but for texts, which look at COMMIT.
 *
 * HAPPENS-BEFORE  as the mutex says.
 */
import {
  MUTEX_WORDS,
  Mutex,
  adopt,
  attach,
  checkCount,
  checkOptions,
  create,
  handle,
  isHandle,
  isShared,
  labelOf,
  load,
  policyWriter,
  store,
  type Kind,
  type Place,
  type PlacementOptions,
  type Shared,
} from '@sync/atomics/internal';
import { decode, prepare, type Message, type Travels } from '@sync/codec';

const SLOT_COMMIT = MUTEX_WORDS;
const SLOT_MAX = MUTEX_WORDS + 1;
const SLOT_APART = MUTEX_WORDS + 2;
const WORDS = 16;

/** What fits beside the bit in COMMIT. */
const MOST_BYTES = 2 ** 30 - 1;

/** Options of {@link SharedCell} and {@link Guarded}. */
export interface SharedValueOptions<T> extends PlacementOptions {
  /** What it begins with. */
  readonly initial: T & Travels<T>;
  /** How many bytes a value may take, as `@sync/codec` writes it. Twice as many are set aside. */
  readonly maxBytes: number;
}

/** A kind of object over a double buffer. */
export function kindOf(name: string): Kind {
  return { name, module: '@sync/shared', words: WORDS, mutex: 0, zeroIsNone: true };
}

/** The bytes that one takes in a caller's buffer. */
export function byteLengthFor({ name }: Kind, { maxBytes }: { readonly maxBytes: number }): number {
  checkMaxBytes(`${name}.byteLengthFor()`, maxBytes);
  return WORDS * 4 + 2 * roomFor(maxBytes);
}

/** The bytes of a value. */
export type Written = Pick<Message, 'byteLength' | 'copyTo'>;

/** A handle that carries the buffers, where these lie apart. */
interface WithBuffers {
  readonly buffers?: SharedArrayBuffer;
}

/** A value and its mutex, as one thread sees them. */
export class DoubleBuffer {
  /** Its owner alone reads and writes. */
  readonly mutex: Mutex;
  readonly #kind: Kind;
  readonly #place: Place;
  readonly #max: number;
  /** Both buffers. */
  readonly #bytes: Uint8Array;

  private constructor(kind: Kind, place: Place, buffers: SharedArrayBuffer | undefined, where: string) {
    this.mutex = new Mutex(kind.name, place, false);
    this.#kind = kind;
    this.#place = place;
    this.#max = load(place.words, SLOT_MAX);
    const size = 2 * roomFor(this.#max);
    const at = buffers === undefined ? place.words.byteOffset + WORDS * 4 : 0;
    const memory = buffers ?? (place.words.buffer as SharedArrayBuffer);
    if (memory.byteLength < at + size) {
      throw new RangeError(`${where}: the ${kind.name} there needs ${at + size} bytes, and the buffer has ${memory.byteLength}`);
    }
    this.#bytes = new Uint8Array(memory, at, size);
  }

  /**
   * Makes one.
   *
   * @param valued its holds have a value, which is written back
   */
  static create<T>(kind: Kind, options: SharedValueOptions<T>, valued: boolean): DoubleBuffer {
    const where = `new ${kind.name}()`;
    checkOptions(where, given(options), 'initial, maxBytes, name, buffer');
    if (isHandle(options)) throw new TypeError(`${where}: that is a handle; use ${kind.name}.from()`);
    const { initial, maxBytes, buffer } = options;
    checkMaxBytes(where, maxBytes);
    const message = prepared(`${where}: initial`, initial, maxBytes);
    const policy = policyWriter(where, { onAbandoned: 'recover', valued });
    let buffers: SharedArrayBuffer | undefined;
    const begin = (words: Int32Array): void => {
      policy?.(words);
      store(words, SLOT_MAX, maxBytes);
      store(words, SLOT_APART, buffer === undefined ? 1 : 0);
      // Memory of its own, and not the arena's, which never gets anything back.
      if (buffer === undefined) buffers = new SharedArrayBuffer(2 * roomFor(maxBytes));
      // PLAIN: nobody has it yet
      message.copyTo(buffers === undefined ? new Uint8Array(words.buffer, words.byteOffset + WORDS * 4) : new Uint8Array(buffers));
      store(words, SLOT_COMMIT, message.byteLength << 1);
    };
    const words = buffer === undefined ? WORDS : byteLengthFor(kind, options) / 4;
    return new DoubleBuffer(kind, create({ ...kind, words }, options, begin), buffers, where);
  }

  /** Attaches to one in a caller's buffer. */
  static attach(kind: Kind, buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): DoubleBuffer {
    const where = `${kind.name}.at()`;
    const place = attach(kind, buffer, byteOffset, options);
    if (isApart(place)) throw new TypeError(`${where}: this one was not made in a buffer; use ${kind.name}.from()`);
    return new DoubleBuffer(kind, place, undefined, where);
  }

  /** Attaches to one that another thread has shared. */
  static adopt(kind: Kind, shared: Shared<unknown>): DoubleBuffer {
    const where = `${kind.name}.from()`;
    const place = adopt(kind, shared);
    const { buffers } = shared as WithBuffers;
    if (isApart(place) !== isShared(buffers)) throw new TypeError(`${where}: damaged handle; post what share() returned`);
    return new DoubleBuffer(kind, place, buffers, where);
  }

  /** What `share()` returns. */
  share<T>(): Shared<T> {
    const apart = isApart(this.#place) ? { buffers: this.#bytes.buffer as SharedArrayBuffer } : {};
    return { ...handle<T>(this.#kind, this.#place), ...apart };
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** The class and the name, for messages. */
  get label(): string {
    return labelOf(this.#kind.name, this.name);
  }

  /** The bytes of a value, if they are not too many. */
  prepare(value: unknown): Message {
    return prepared(`${this.label}: value`, value, this.#max);
  }

  /** The same, whatever becomes of the value meanwhile. */
  prepareCopy(value: unknown): Written {
    const message = this.prepare(value);
    const bytes = new Uint8Array(message.byteLength);
    message.copyTo(bytes);
    return {
      byteLength: bytes.length,
      copyTo: (target, at) => {
        target.set(bytes, at);
      },
    };
  }

  /** A copy of the value's bytes, for the mutex's owner. */
  copy(): Uint8Array {
    return this.#front().slice(); // PLAIN: I2
  }

  /** The value, for the mutex's owner. */
  read(): unknown {
    return decode(this.#front()); // PLAIN: I2
  }

  /** T1, T2, for the mutex's owner. */
  write(message: Written): void {
    const { words } = this.#place;
    const back = 1 - (load(words, SLOT_COMMIT) & 1);
    message.copyTo(this.#bytes, back * roomFor(this.#max)); // PLAIN: I2
    store(words, SLOT_COMMIT, (message.byteLength << 1) | back);
  }

  /** As `Guarded(jobs)[free, 17 of 1000 bytes]`. */
  toString(): string {
    return `${String(this.mutex).slice(0, -1)}, ${load(this.#place.words, SLOT_COMMIT) >>> 1} of ${this.#max} bytes]`;
  }

  #front(): Uint8Array {
    const commit = load(this.#place.words, SLOT_COMMIT);
    const at = (commit & 1) * roomFor(this.#max);
    return this.#bytes.subarray(at, at + (commit >>> 1));
  }
}

function isApart({ words }: Place): boolean {
  return load(words, SLOT_APART) === 1;
}

function roomFor(maxBytes: number): number {
  return Math.ceil(maxBytes / 8) * 8;
}

function checkMaxBytes(where: string, maxBytes: unknown): asserts maxBytes is number {
  checkCount(where, 'maxBytes', maxBytes, 1, MOST_BYTES);
}

/** @param path what the value is called in messages */
function prepared(path: string, value: unknown, max: number): Message {
  const message = prepare(value, { path });
  if (message.byteLength <= max) return message;
  throw new RangeError(`${path} takes ${message.byteLength} bytes, and maxBytes is ${max}: keep less in it, or make it with more`);
}

/** Options that there have to be. */
function given(options: unknown): unknown {
  return options ?? null;
}
