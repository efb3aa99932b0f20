import { load, store } from './atomics.ts';
import { BlockHeap, type BlockUsage } from './block-heap.ts';
import { HEADER_BYTES, LEAST, MOST_ORDER, STORE_WORDS, orderFor } from './block-words.ts';
import { InvalidStateError } from './errors.ts';
import type { Mutex } from './mutex.ts';
import { internalMutex, takeSurely } from './mutex-surely.ts';
import { Place } from './shared.ts';
import { checkSharedMemory } from './shared-memory.ts';
import type { ThreadTable } from './thread-table.ts';

const SLOT_MARK = 0;
const MARK = 0x42_4c_4f_43;

/** So that all that lies in a store can be told by an int32. */
const MOST_BYTES = 2 ** 31 - 2 ** 16;

/** Where memory cannot grow, so much of it is taken at once, at most. */
const SET_ASIDE = 2 ** 24;

type MakeGrowable = new (byteLength: number, options: { maxByteLength: number }) => SharedArrayBuffer;

/** How large a store is, in bytes. */
export interface BlockStoreSize {
  /** To begin with. */
  readonly initialBytes: number;
  /** At most, up to nearly 2^31: so much address space is kept free for it, and no memory until it is used. */
  readonly maxBytes: number;
}

/**
 * A store of blocks, as one thread sees it: bytes of any number in shared memory that grows. Any thread may allocate, and any
 * may free what another has allocated. A block that a thread has allocated is its own, and free again some time after it
 * dies; one that was kept belongs to a structure, as a queue, and is free when that frees it.
 *
 * `block-words.ts` has the words. None of the calls sleeps for longer than others are within theirs; threads
 * that may not block can make all of them.
 */
export class BlockStore {
  /** The bytes of a store in a caller's buffer that is to have so many bytes of blocks. */
  static byteLengthFor(blockBytes: number): number {
    return STORE_WORDS * 4 + LEAST - 4 + rounded(blockBytes);
  }

  /** The bytes of the block that so many bytes are put into. */
  static blockBytesFor(byteLength: number): number {
    return 2 ** orderFor(byteLength);
  }

  /** What travels in handles. */
  readonly buffer: SharedArrayBuffer;
  /** Where in the buffer, in bytes. */
  readonly byteOffset: number;
  readonly #mutex: Mutex;
  readonly #heap: BlockHeap;

  private constructor(buffer: SharedArrayBuffer, byteOffset: number, table: ThreadTable) {
    const control = new Int32Array(buffer, byteOffset, STORE_WORDS);
    this.buffer = buffer;
    this.byteOffset = byteOffset;
    this.#mutex = internalMutex('BlockStore', new Place(control, '', table));
    this.#heap = new BlockHeap(buffer, control, table);
  }

  /**
   * Makes one in memory of its own.
   *
   * @throws RangeError the system has no memory
   */
  static create({ initialBytes, maxBytes }: BlockStoreSize, table: ThreadTable): BlockStore {
    checkSharedMemory();
    const base = baseFor(0);
    const max = Math.min(MOST_BYTES, rounded(maxBytes));
    const limit = Math.min(max, rounded(initialBytes));
    const buffer = new (SharedArrayBuffer as MakeGrowable)(base + limit, { maxByteLength: base + max });
    if ('grow' in buffer) return BlockStore.#make(buffer, 0, limit, max, table);
    const fixed = Math.max(limit, Math.min(max, SET_ASIDE));
    return BlockStore.#make(new SharedArrayBuffer(base + fixed), 0, fixed, fixed, table);
  }

  /** Makes one in zeroed memory of a caller's, of `BlockStore.byteLengthFor()` bytes. It does not grow. */
  static within(buffer: SharedArrayBuffer, byteOffset: number, byteLength: number, table: ThreadTable): BlockStore {
    const room = Math.floor((byteOffset + byteLength - baseFor(byteOffset)) / LEAST) * LEAST;
    return BlockStore.#make(buffer, byteOffset, room, room, table);
  }

  /**
   * Attaches to one.
   *
   * @throws TypeError there is none
   */
  static attach(buffer: SharedArrayBuffer, byteOffset: number, table: ThreadTable): BlockStore {
    const isThere = byteOffset + STORE_WORDS * 4 <= buffer.byteLength && load(new Int32Array(buffer, byteOffset, 1), SLOT_MARK) === MARK;
    if (!isThere) throw new TypeError('BlockStore: there is none in that memory');
    return new BlockStore(buffer, byteOffset, table);
  }

  static #make(buffer: SharedArrayBuffer, byteOffset: number, limit: number, max: number, table: ThreadTable): BlockStore {
    const control = new Int32Array(buffer, byteOffset, STORE_WORDS);
    BlockHeap.begin(buffer, control, baseFor(byteOffset), limit, max, table);
    store(control, SLOT_MARK, MARK);
    return new BlockStore(buffer, byteOffset, table);
  }

  /** So many bytes of blocks there may be. */
  get maxBytes(): number {
    return this.#heap.max;
  }

  /**
   * T1: a block that the calling thread has, for so many bytes: where these begin in the buffer, at a multiple of 8. 0: there
   * is no room. What was in it is in it still.
   */
  allocate(byteLength: number): number {
    if (byteLength > 2 ** MOST_ORDER - HEADER_BYTES) return 0;
    this.#begin();
    const block = this.#heap.allocate(orderFor(byteLength));
    this.#end();
    return block === 0 ? 0 : block + HEADER_BYTES;
  }

  /**
   * T2: it belongs to a structure from now on, which will free it.
   *
   * @param tag below 0: by which that finds out, after a death, whether it is still the same
   */
  keep(offset: number, tag = -1): void {
    this.#heap.keep(offset - HEADER_BYTES, tag);
  }

  /** The tag that it was kept with. */
  tagOf(offset: number): number {
    return this.#heap.tagOf(offset - HEADER_BYTES);
  }

  /** T3: the calling thread has it from now on. */
  take(offset: number): void {
    this.#heap.take(offset - HEADER_BYTES);
  }

  /**
   * Frees a block that a thread was keeping, or taking, when it died; if it was neither, or is free by now, or another's,
   * nothing happens. Goes through all blocks.
   */
  recover(offset: number, tag: number): void {
    this.#begin();
    this.#heap.recover(offset - HEADER_BYTES, tag);
    this.#end();
  }

  /**
   * T4.
   *
   * @throws InvalidStateError it is free already
   */
  free(offset: number): void {
    this.#begin();
    const was = this.#heap.free(offset - HEADER_BYTES);
    this.#end();
    if (!was) throw new InvalidStateError(`BlockStore: free(): the block at byte ${offset} is free already`);
  }

  /** Some bytes of the buffer. */
  view(offset: number, byteLength: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.buffer, offset, byteLength);
  }

  /** The words of the buffer, from its beginning up to that byte at least. */
  wordsUpTo(end: number): Int32Array {
    return this.#heap.wordsUpTo(end);
  }

  /** What is in it; what the dead have had is free by then. */
  usage(): BlockUsage {
    this.#begin();
    const usage = this.#heap.tidy();
    this.#end();
    return usage;
  }

  #begin(): void {
    takeSurely(this.#mutex);
    this.#heap.begin();
  }

  #end(): void {
    this.#heap.end();
    this.#mutex.release();
  }
}

/** Where blocks begin, in bytes of the buffer. */
function baseFor(byteOffset: number): number {
  return rounded(byteOffset + STORE_WORDS * 4);
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / LEAST) * LEAST;
}
