/**
 * Items as bytes: those that are small are in the slot, others in a block of the store, written before the put lock is
 * taken, and read after the get lock was released.
 *
 * SLOT
 *   0  LENGTH  in bytes
 *   1  BLOCK   in bytes of the store; 0: they are here
 *   2  BYTES   120 of them
 */
import { show, type BlockStore } from '@sync/atomics/internal';
import { decode, prepare } from '@sync/codec';
import { pathOf, slotWordsOf, type Format } from './format.ts';
import { noMemory } from './messages.ts';

const SLOT_LENGTH = 0;
const SLOT_BLOCK = 1;
const SLOT_BYTES = 2;
const MOST_WORDS = slotWordsOf('bytes') - SLOT_BYTES;
const MOST_INLINE = MOST_WORDS * 4;

/** So many parcels are kept to be used again. */
const SPARE = 64;

/** Bytes, ready to be copied. */
interface Written {
  readonly byteLength: number;
  copyTo(target: Uint8Array): void;
}

/** An item on its way. */
export class Parcel {
  /** Of its bytes. */
  byteLength = 0;
  /** Where they are; 0: here. */
  block = 0;
  /** The bytes, if they are few. */
  readonly words: Int32Array<ArrayBuffer> = new Int32Array(MOST_WORDS);
  /** The same. */
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(this.words.buffer);
}

/** Items as bytes, over a store. */
export class ByteFormat implements Format<Parcel> {
  /** {@link Format.slotWords} */
  readonly slotWords: number = slotWordsOf('bytes');
  readonly #store: BlockStore;
  readonly #write: (item: unknown, where: string) => Written;
  readonly #read: (bytes: Uint8Array) => unknown;
  readonly #spare: Parcel[] = [];

  /** @param store for items that do not fit in a slot */
  constructor(codec: 'structured' | 'bytes', store: BlockStore) {
    this.#store = store;
    this.#write = codec === 'bytes' ? ofBytes : ofValue;
    this.#read = codec === 'bytes' ? copyOf : decode;
  }

  /** {@link Format.pack} */
  pack(item: unknown, name: string, index?: number): Parcel {
    const where = pathOf(name, index);
    const written = this.#write(item, where);
    const { byteLength } = written;
    const parcel = this.#spare.pop() ?? new Parcel();
    parcel.byteLength = byteLength;
    parcel.block = 0;
    if (byteLength <= MOST_INLINE) {
      written.copyTo(parcel.bytes);
      return parcel;
    }
    parcel.block = this.#store.allocate(byteLength);
    if (parcel.block === 0) throw noMemory(where, byteLength, this.#store.maxBytes);
    try {
      written.copyTo(this.#store.view(parcel.block, byteLength));
    } catch (error) {
      this.drop(parcel);
      throw error;
    }
    return parcel;
  }

  /** {@link Format.blockOf} */
  blockOf({ block }: Parcel): number {
    return block;
  }

  /** {@link Format.write} */
  write({ byteLength, block, words: mine }: Parcel, words: Int32Array, at: number): void {
    words[at + SLOT_LENGTH] = byteLength;
    words[at + SLOT_BLOCK] = block;
    if (block !== 0) return;
    const count = (byteLength + 3) >> 2;
    for (let word = 0; word < count; word++) words[at + SLOT_BYTES + word] = mine[word] as number;
  }

  /** {@link Format.sent} */
  sent(parcel: Parcel): void {
    if (this.#spare.length < SPARE) this.#spare.push(parcel);
  }

  /** {@link Format.drop} */
  drop(parcel: Parcel): void {
    if (parcel.block !== 0) this.#store.free(parcel.block);
    this.sent(parcel);
  }

  /** {@link Format.read} */
  read(words: Int32Array, at: number): Parcel {
    const parcel = this.#spare.pop() ?? new Parcel();
    parcel.byteLength = words[at + SLOT_LENGTH] as number;
    parcel.block = words[at + SLOT_BLOCK] as number;
    if (parcel.block !== 0) return parcel;
    const count = (parcel.byteLength + 3) >> 2;
    for (let word = 0; word < count; word++) parcel.words[word] = words[at + SLOT_BYTES + word] as number;
    return parcel;
  }

  /** {@link Format.unpack} */
  unpack(parcel: Parcel): unknown {
    const { byteLength, block, bytes } = parcel;
    try {
      return this.#read(block === 0 ? bytes.subarray(0, byteLength) : this.#store.view(block, byteLength));
    } finally {
      this.drop(parcel);
    }
  }
}

function ofValue(item: unknown, where: string): Written {
  return prepare(item, { path: where });
}

function ofBytes(item: unknown, where: string): Written {
  if (!(item instanceof Uint8Array)) throw new TypeError(`${where}: expected a Uint8Array, not ${show(item)}`);
  return {
    byteLength: item.length,
    copyTo: (target) => {
      target.set(item);
    },
  };
}

function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
