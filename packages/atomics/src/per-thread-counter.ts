/**
 * A count in parts: each thread adds to a cell of its own, and nobody else writes there,
 * so that adding costs no atomic operation and steals no cache line. After Java's
 * LongAdder, whose cells are shared by hash; here they are owned.
 *
 * SLOTS
 *    0  MADE            which class was made here
 *    2  REST            2 words, int64: what threads beyond the cells have added
 *   16  CELLS           64 cells of 16 words, a cache line each
 *
 * CELL
 *    0  OWNER           id of the thread that adds here; 0: of none, free to be claimed
 *    1  HIGH            how often LOW has overflowed; its lowest bit tells which LOW counts
 *    2  LOW             2 words, of which one counts
 *
 * INVARIANTS
 *   I1  HIGH and LOW are written by the owner alone.
 *   I2  The cell's count is HIGH * 2^30 + LOW[HIGH & 1]. An overflow writes the other LOW
 *       first and then HIGH: a single store commits it, whenever its thread may die.
 *   I3  A cell that is given up keeps its count, and its next owner adds to that; so does who
 *       takes one whose owner has ended without giving it up.
 *
 * HAPPENS-BEFORE  none by adding: a sum is a snapshot. It has all that was added before
 * whatever made the adder's work known to the reader: a release, a join, a message.
 */
import { load, plainLoad, plainStore, store, swap } from './atomics.ts';
import { checkInteger, labelOf } from './input.ts';
import { goneNow } from './liveness.ts';
import { perAddress } from './per-address.ts';
import { adopt, attach, create, handle, type PlacementOptions } from './placement.ts';
import { forbidPosting } from './posting.ts';
import { define } from './share.ts';
import type { Kind, Place, Shared } from './shared.ts';
import { onThreadEnd } from './thread-end.ts';
import { threadId } from './thread-id.ts';

const SLOT_REST = 2;
const FIRST_CELL = 16;
const CELLS = 64;
const CELL_WORDS = 16;
const CELL_OWNER = 0;
const CELL_HIGH = 1;
const CELL_LOW = 2;

const KIND: Kind = {
  name: 'PerThreadCounter',
  module: '@sync/atomics',
  words: FIRST_CELL + CELLS * CELL_WORDS,
  align: 8,
} as const;

/** What LOW counts up to. */
const CARRY = 2 ** 30;

/** This thread has looked for no cell yet. */
const NONE_YET = 0;
/** This thread adds to REST: there was no free cell, or its cell is given up. */
const NO_CELL = -1;

interface OwnCell {
  /** Where it begins. */
  cell: number;
}

/**
 * A count that many threads add to all the time, without disturbing each other, and that
 * is read now and then. Exact up to 2^53; what ended threads added stays in it.
 *
 * `add` returns nothing: who needs the count at each step uses {@link AtomicCounter}. With
 * more than 64 threads adding at a time, the further ones share a cell, correctly but slower.
 * No call blocks.
 *
 * @example
 * ```ts
 * const requests = new PerThreadCounter();
 * requests.add();
 * requests.sum(); // => 1
 * ```
 */
export class PerThreadCounter {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 8. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #words: Int32Array;
  readonly #rest: BigInt64Array;
  readonly #mine: OwnCell;

  /** Makes one at 0, in memory of its own or in the caller's. */
  constructor(options?: PlacementOptions) {
    this.#place = create(KIND, options);
    this.#words = this.#place.words;
    this.#rest = new BigInt64Array(this.#words.buffer, this.#words.byteOffset + SLOT_REST * 4, 1);
    // One for all objects over the memory, so that the cell is given up for all of them.
    this.#mine = perAddress('counter-cells', this.#words, 0, () => ({ cell: NONE_YET }));
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is one at 0. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): PerThreadCounter {
    return new PerThreadCounter(attach(KIND, buffer, byteOffset, options));
  }

  /** Attaches to one that another thread has shared. */
  static from(shared: Shared<PerThreadCounter>): PerThreadCounter {
    return new PerThreadCounter(adopt(KIND, shared));
  }

  /** A handle to post to other threads. */
  share(): Shared<PerThreadCounter> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /**
   * Adds an integer, which may be negative; 1 by default.
   *
   * @throws TypeError, RangeError not an integer of at most 53 bits
   */
  add(amount = 1): void {
    const { cell } = this.#mine;
    if (cell > 0) {
      // PLAIN: I1; readers take a snapshot, and an int32 is never torn
      const low = cell + CELL_LOW + (plainLoad(this.#words, cell + CELL_HIGH) & 1);
      const sum = plainLoad(this.#words, low) + amount;
      // Also false for what is no integer, which addSlow refuses.
      if ((sum | 0) === sum && sum < CARRY && sum > -CARRY && (amount | 0) === amount) {
        plainStore(this.#words, low, sum); // PLAIN: I1
        return;
      }
    }
    this.#addSlow(amount);
  }

  /** The sum of what all threads have added. A snapshot while others add. */
  sum(): number {
    let sum = Number(Atomics.load(this.#rest, 0));
    for (let cell = FIRST_CELL; cell < KIND.words; cell += CELL_WORDS) sum += this.#cellSum(cell);
    return sum;
  }

  /** As `PerThreadCounter(requests)[7]`. */
  toString(): string {
    return `${labelOf(KIND.name, this.name)}[${this.sum()}]`;
  }

  #cellSum(cell: number): number {
    for (;;) {
      const high = load(this.#words, cell + CELL_HIGH);
      const low = load(this.#words, cell + CELL_LOW + (high & 1));
      if (load(this.#words, cell + CELL_HIGH) === high) return high * CARRY + low;
    }
  }

  #addSlow(amount: number): void {
    checkInteger(`${labelOf(KIND.name, this.name)}: add()`, amount);
    if (this.#mine.cell === NONE_YET) this.#claim();
    if (this.#mine.cell === NO_CELL) {
      Atomics.add(this.#rest, 0, BigInt(amount));
      return;
    }
    const { cell } = this.#mine;
    const high = load(this.#words, cell + CELL_HIGH);
    // In two parts: low + amount may be beyond what a number holds exactly.
    const carries = Math.trunc(amount / CARRY);
    const sum = load(this.#words, cell + CELL_LOW + (high & 1)) + (amount - carries * CARRY);
    const more = Math.trunc(sum / CARRY);
    this.#commit(cell, high, sum - more * CARRY, carries + more);
  }

  /** I2. */
  #commit(cell: number, high: number, low: number, carry: number): void {
    if (carry === 0) {
      store(this.#words, cell + CELL_LOW + (high & 1), low);
    } else if (carry % 2 === 0) {
      // The lowest bit would stay the same: in two steps, each a commit of its own.
      this.#commit(cell, high, low + CARRY, carry - 1);
      this.#commit(cell, high + carry - 1, low, 1);
    } else {
      store(this.#words, cell + CELL_LOW + ((high + carry) & 1), low);
      store(this.#words, cell + CELL_HIGH, high + carry);
    }
  }

  /** This thread's cell: the one it has already, else a free one, else one of a thread that has ended. */
  #claim(): void {
    const me = threadId();
    this.#mine.cell = NO_CELL;
    const isMine = (owner: number): boolean => owner === me;
    const isFree = (owner: number): boolean => owner === 0;
    for (const isToBeHad of [isMine, isFree, goneNow(this.#place.table)]) {
      for (let cell = FIRST_CELL; cell < KIND.words; cell += CELL_WORDS) {
        const owner = load(this.#words, cell + CELL_OWNER);
        if (isToBeHad(owner) && swap(this.#words, cell + CELL_OWNER, owner, me)) {
          this.#mine.cell = cell;
          onThreadEnd(() => {
            this.#mine.cell = NO_CELL;
            swap(this.#words, cell + CELL_OWNER, me, 0); // I3
          });
          return;
        }
      }
    }
  }
}

define(KIND, PerThreadCounter);
