/** The bytes of a slot: a call, and then its result in the same place. */
import { plainLoad, plainStore, type BlockStore } from '@sync/atomics/internal';
import { decode, decodeFrom, encodeInto, type EncodeOptions } from '@sync/codec';
import type { CallBytes } from './call-bytes.ts';
import { INLINE_BYTES, SLOT_BYTES, SLOT_FLAGS, SLOT_LENGTH, SLOT_PLACE } from './words.ts';

/** Of a result: it is an error. */
export const FAILED = 1;
/** It comes by a port. */
export const POSTED = 2;
/** Shared memory in it is named by numbers; see `shared-objects.ts`. */
export const NUMBERED = 4;
/** Of a result: the worker stopped running it when it was told that the task was cancelled. */
export const STOPPED = 8;

/** Reads and writes the bytes of slots. Whoever has the slot does: its lane's owner, or the worker that has taken it. */
export class Payloads {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #store: BlockStore;

  /** @param store for what does not fit into slots */
  constructor(words: Int32Array, store: BlockStore) {
    this.#words = words;
    this.#bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    this.#store = store;
  }

  /**
   * Writes the bytes of a slot.
   *
   * @param at of the slot
   * @returns false: there is no room for so many
   */
  write(at: number, message: CallBytes | undefined, flags: number): boolean {
    const length = message?.byteLength ?? 0;
    let place = 0;
    if (message !== undefined) {
      if (length <= INLINE_BYTES) {
        message.copyTo(this.#bytes, (at + SLOT_BYTES) * 4);
      } else {
        place = this.#store.allocate(length);
        if (place === 0) return false;
        message.copyTo(this.#store.view(place, length));
      }
    }
    this.#set(at, length, place, flags);
    // Last: who dies before that has the block, which is free again; who dies within is found out by the tag.
    if (place !== 0) this.#store.keep(place, tagOf(at));
    return true;
  }

  /**
   * Writes a value as the bytes of a slot, straight into it if they are few. Returns true; or the bytes, if there is no
   * room for so many.
   *
   * @throws TypeError something in it cannot travel
   */
  encode(at: number, value: unknown, flags: number, options: EncodeOptions): CallBytes | true {
    const written = encodeInto(value, this.#bytes, (at + SLOT_BYTES) * 4, INLINE_BYTES, options);
    if (typeof written !== 'number') return this.write(at, written, flags) || written;
    this.#set(at, written, 0, flags);
    return true;
  }

  /** See the constants. */
  flags(at: number): number {
    return plainLoad(this.#words, at + SLOT_FLAGS); // PLAIN: the slot's state came before
  }

  /** The value of a slot's bytes; without any, undefined. */
  read(at: number): unknown {
    const length = plainLoad(this.#words, at + SLOT_LENGTH); // PLAIN: the same
    if (length === 0) return undefined;
    const place = plainLoad(this.#words, at + SLOT_PLACE); // PLAIN: the same
    return place === 0 ? decodeFrom(this.#bytes, (at + SLOT_BYTES) * 4, length) : decode(this.#store.view(place, length));
  }

  /** A copy of a slot's bytes. */
  copy(at: number): Uint8Array {
    const length = plainLoad(this.#words, at + SLOT_LENGTH); // PLAIN: the same
    const place = plainLoad(this.#words, at + SLOT_PLACE); // PLAIN: the same
    if (place !== 0) return this.#store.view(place, length).slice();
    const from = (at + SLOT_BYTES) * 4;
    return this.#bytes.slice(from, from + length);
  }

  /** Its bytes take no room any more. */
  clear(at: number): void {
    const place = plainLoad(this.#words, at + SLOT_PLACE); // PLAIN: the same
    plainStore(this.#words, at + SLOT_LENGTH, 0);
    if (place === 0) return;
    // First: of who dies between the two, it is found out that the block is free, or another's.
    this.#store.free(place);
    plainStore(this.#words, at + SLOT_PLACE, 0);
  }

  /** The same, where somebody had the slot who has died, perhaps while writing or clearing it. Goes through all blocks. */
  recover(at: number): void {
    const place = plainLoad(this.#words, at + SLOT_PLACE); // PLAIN: nobody has the slot any more
    if (place === 0) return;
    plainStore(this.#words, at + SLOT_PLACE, 0);
    this.#store.recover(place, tagOf(at));
  }

  #set(at: number, length: number, place: number, flags: number): void {
    // PLAIN: the slot's state comes after
    plainStore(this.#words, at + SLOT_LENGTH, length);
    plainStore(this.#words, at + SLOT_PLACE, place);
    plainStore(this.#words, at + SLOT_FLAGS, flags);
  }
}

/** By which a block is known to be a slot's: below 0, and no other slot's. */
function tagOf(at: number): number {
  return -1 - at;
}
