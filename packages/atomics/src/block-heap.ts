import { load, plainLoad, plainStore, store } from './atomics.ts';
import {
  FREE,
  HEADER_BYTES,
  KEPT,
  LEAST_ORDER,
  MOST_ORDER,
  NEXT,
  ORDER,
  OWNER,
  SLOT_BASE,
  SLOT_BUSY,
  SLOT_FIRST,
  SLOT_LIMIT,
  SLOT_MAX,
  TAKEN,
} from './block-words.ts';
import { isGone } from './liveness.ts';
import { threadId } from './thread-id.ts';
import type { ThreadTable } from './thread-table.ts';

/** What is in a store, in bytes of whole blocks. */
export interface BlockUsage {
  /** Nobody has them. */
  readonly free: number;
  /** A thread has them. */
  readonly taken: number;
  /** A structure has them. */
  readonly kept: number;
}

/** Shared memory that grows; what older browsers' have not. */
interface Growable {
  readonly byteLength: number;
  grow?(byteLength: number): void;
}

/** The blocks of a store, as one thread sees them. The comments name the transitions of `block-words.ts`; what is marked "within a section" keeps to I2. */
export class BlockHeap {
  /** The words of the store. */
  readonly control: Int32Array;
  readonly #buffer: SharedArrayBuffer;
  readonly #table: ThreadTable;
  readonly #base: number;
  /** Of the buffer, as far as it was when somebody asked last. */
  #words: Int32Array;

  /** @param control which has BASE already */
  constructor(buffer: SharedArrayBuffer, control: Int32Array, table: ThreadTable) {
    this.control = control;
    this.#buffer = buffer;
    this.#table = table;
    this.#base = load(control, SLOT_BASE);
    this.#words = wordsOf(buffer);
  }

  /** Writes what a store begins with. */
  static begin(buffer: SharedArrayBuffer, control: Int32Array, base: number, limit: number, max: number, table: ThreadTable): void {
    store(control, SLOT_BASE, base);
    store(control, SLOT_MAX, max);
    new BlockHeap(buffer, control, table).#lay(0, limit);
    store(control, SLOT_LIMIT, limit); // T7
  }

  /** So many bytes of blocks there may be. */
  get max(): number {
    return load(this.control, SLOT_MAX);
  }

  /** The words of the buffer, up to that byte at least. */
  wordsUpTo(end: number): Int32Array {
    if (this.#words.byteLength < end) this.#words = wordsOf(this.#buffer);
    return this.#words;
  }

  /** I2: the mutex is held. */
  begin(): void {
    this.wordsUpTo(this.#base + load(this.control, SLOT_LIMIT));
    // PLAIN: I2
    if (plainLoad(this.control, SLOT_BUSY) !== 0) this.tidy();
    plainStore(this.control, SLOT_BUSY, 1);
  }

  /** I2: before the mutex is released. */
  end(): void {
    plainStore(this.control, SLOT_BUSY, 0); // PLAIN: I2
  }

  /** T1, within a section: where the block begins; 0: there is no room. */
  allocate(order: number): number {
    return this.#split(order) || (this.#makeRoom(order), this.#split(order));
  }

  /** T4, within a section; false: it is free already. */
  free(block: number): boolean {
    const header = this.#header(block);
    if ((header & ~ORDER) === FREE) return false;
    this.#free(block, header & ORDER);
    return true;
  }

  /** T2. */
  keep(block: number, tag: number): void {
    const words = this.wordsUpTo(block + HEADER_BYTES);
    store(words, (block >> 2) + OWNER, tag);
    store(words, block >> 2, KEPT | (this.#header(block) & ORDER));
  }

  /** T3. */
  take(block: number): void {
    const words = this.wordsUpTo(block + HEADER_BYTES);
    store(words, block >> 2, TAKEN | (this.#header(block) & ORDER));
    store(words, (block >> 2) + OWNER, threadId());
  }

  /** The tag of a block that is kept. */
  tagOf(block: number): number {
    this.wordsUpTo(block + HEADER_BYTES);
    return this.#owner(block);
  }

  /** T5, within a section: if there is such a block, and it still has that tag. */
  recover(wanted: number, tag: number): void {
    this.#each((block, order, state) => {
      if (block === wanted && state !== FREE && this.#owner(block) === tag) this.#free(block, order);
    });
  }

  /** T5, T6, within a section: after it I3 holds, whoever has died. */
  tidy(): BlockUsage {
    const usage = { free: 0, taken: 0, kept: 0 };
    this.#each((block, order, state) => {
      if (state === TAKEN && this.#isOrphan(block)) this.#setHeader(block, FREE | order);
    });
    this.#each((block, order, state) => {
      if (state === FREE) this.#join(block, order);
    });
    for (let order = LEAST_ORDER; order <= MOST_ORDER; order++) this.#setFirst(order, 0);
    this.#each((block, order, state) => {
      if (state === FREE) this.#link(block, order);
      usage[state === FREE ? 'free' : state === TAKEN ? 'taken' : 'kept'] += 2 ** order;
    });
    return usage;
  }

  /** Goes through all blocks, in their order. */
  #each(visit: (block: number, order: number, state: number) => void): void {
    const limit = load(this.control, SLOT_LIMIT);
    for (let at = 0; at < limit; ) {
      const header = this.#header(this.#base + at);
      const order = header & ORDER;
      visit(this.#base + at, order, header & ~ORDER);
      at += 2 ** order;
    }
  }

  /** True if the thread is gone that has it: looked at once more, since its last act was perhaps to keep it. */
  #isOrphan(block: number): boolean {
    const owner = this.#owner(block);
    return isGone(owner, this.#table) && this.#owner(block) === owner;
  }

  /** T6, with those before it: these are as large as they can be already. */
  #join(block: number, order: number): void {
    let at = block - this.#base;
    for (let half = order; half < MOST_ORDER && (at & (2 ** half)) !== 0; half++) {
      at -= 2 ** half;
      if (this.#header(this.#base + at) !== (FREE | half)) return;
      this.#setHeader(this.#base + at, FREE | (half + 1));
    }
  }

  /** T1: of the smallest block that will do. */
  #split(order: number): number {
    let found = this.#found(order);
    if (found > MOST_ORDER) return 0;
    const block = this.#first(found);
    this.#setFirst(found, plainLoad(this.#words, (block >> 2) + NEXT)); // PLAIN: I2
    while (found > order) {
      found--;
      this.#free(block + 2 ** found, found);
    }
    store(this.#words, (block >> 2) + OWNER, threadId());
    this.#setHeader(block, TAKEN | order);
    return block;
  }

  #makeRoom(order: number): void {
    const { free } = this.tidy();
    // Who finds little, finds nothing soon, and going through all takes its time.
    const isEnough = free * 4 >= load(this.control, SLOT_LIMIT);
    if (isEnough && this.#found(order) <= MOST_ORDER) return;
    // What is new may be the other half of what was there.
    if (this.#grow(order)) this.tidy();
  }

  /** The order of the smallest free block that will do; above all: there is none. */
  #found(order: number): number {
    let found = order;
    while (found <= MOST_ORDER && this.#first(found) === 0) found++;
    return found;
  }

  /** T7: twice as large, or as much as that block needs, or as much as may be. */
  #grow(order: number): boolean {
    const limit = load(this.control, SLOT_LIMIT);
    const { max } = this;
    if (limit === max || 2 ** order > max) return false;
    const end = Math.ceil(limit / 2 ** order + 1) * 2 ** order;
    const to = Math.min(max, Math.max(limit * 2, end));
    const buffer: Growable = this.#buffer;
    try {
      // One who died had perhaps come so far.
      if (buffer.byteLength < this.#base + to) buffer.grow?.(this.#base + to);
    } catch {
      return false; // The system has no memory.
    }
    this.wordsUpTo(this.#base + to);
    this.#lay(limit, to);
    store(this.control, SLOT_LIMIT, to);
    return true;
  }

  /** Fills what there is with blocks as large as can be. I1. */
  #lay(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const aligned = at === 0 ? MOST_ORDER : 31 - Math.clz32(at & -at);
      const order = Math.min(MOST_ORDER, aligned, 31 - Math.clz32(to - at));
      this.#free(this.#base + at, order);
      at += 2 ** order;
    }
  }

  /** T4. */
  #free(block: number, order: number): void {
    this.#setHeader(block, FREE | order);
    this.#link(block, order);
  }

  #link(block: number, order: number): void {
    plainStore(this.#words, (block >> 2) + NEXT, this.#first(order)); // PLAIN: I2
    this.#setFirst(order, block);
  }

  #first(order: number): number {
    return plainLoad(this.control, SLOT_FIRST + order - LEAST_ORDER); // PLAIN: I2
  }

  #setFirst(order: number, block: number): void {
    plainStore(this.control, SLOT_FIRST + order - LEAST_ORDER, block); // PLAIN: I2
  }

  #owner(block: number): number {
    return load(this.#words, (block >> 2) + OWNER);
  }

  #header(block: number): number {
    return load(this.#words, block >> 2);
  }

  #setHeader(block: number, header: number): void {
    store(this.#words, block >> 2, header);
  }
}

/** All whole words, and no more: one that follows the memory's length is slow. */
function wordsOf(buffer: SharedArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
}
