/**
 * A latch that opens when it was counted down to zero. After Java's `CountDownLatch`, and
 * with a `reset` that theirs has not.
 *
 * SLOTS
 *   0  MADE   which class was made here; 0 in untouched memory
 *   1  BELL   what waiters sleep on; counts up with each opening
 *   2  STATE  2 words, one int64: the count in bits 0-31, and above it how often the latch
 *             was reset
 *
 * TRANSITIONS of STATE                by             with             then
 *   T1  count > 0 → less, not 0       countDown()    compareExchange  nothing
 *   T2  count > 0 → 0                 countDown()    compareExchange  rings: BELL + 1, wakes all
 *   T3  count 0 → any, resets + 1     reset()        compareExchange  nothing (0: stays open)
 *
 * INVARIANTS
 *   I1  Open is: the count is 0. Who waits has seen how often it was reset; once that is
 *       another number, the latch was open meanwhile. So nobody misses an opening, however
 *       soon a reset follows. (2^32 resets while it is looking away would be missed.)
 *   I2  Who sleeps is woken by the ring of T2, or finds at the end of a slice what T2 of a
 *       thread has done that died before it rang.
 *   I3  Two halves in one word: a count belongs to its number of resets.
 *
 * HAPPENS-BEFORE  each T1 and T2, then whoever sees the latch open.
 */
import {
  InvalidStateError,
  add,
  adopt,
  attach,
  checkCanBlock,
  checkCount,
  create,
  define,
  forbidPosting,
  handle,
  labelOf,
  load64,
  notify,
  swap64,
  timeoutOf,
  waitUntil,
  waitUntilAsync,
  type Kind,
  type Place,
  type PlacementOptions,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
  type WatchedWord,
} from '@sync/atomics/internal';

const SLOT_BELL = 1;
const SLOT_STATE = 2;

const KIND: Kind = { name: 'CountDownLatch', module: '@sync/latch', words: 4, align: 8, zeroIsNone: true } as const;

const MOST = 2 ** 31 - 1;

const RESET_SHIFT = 32n;

function stateOf(words: Int32Array): BigInt64Array {
  return new BigInt64Array(words.buffer, words.byteOffset + SLOT_STATE * 4, 1);
}

/** How many are still to come. */
function countOf(state: bigint): number {
  return Number(BigInt.asIntN(32, state));
}

function resetsOf(state: bigint): bigint {
  return state >> RESET_SHIFT;
}

/**
 * Threads wait until several things are done: it is made with their number, each counts
 * down, and it opens at zero for all who wait and for all who come later.
 *
 * For threads that meet again and again, use a Barrier; for one thing that happens, an
 * Event. To count below zero is ignored. `reset` makes an open latch a closed one again;
 * nobody who waited before misses that it was open.
 *
 * What was written before a `countDown` is seen by those whom the latch lets through.
 *
 * @example
 * ```ts
 * const loaded = new CountDownLatch(2, { name: 'loaded' });
 * loaded.countDown();
 * loaded.countDown();
 * loaded.wait(); // => true
 * ```
 */
export class CountDownLatch {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 8. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #state: BigInt64Array;
  readonly #watched: WatchedWord;

  /**
   * Makes one that opens after so many: in memory of its own, or in zeroed memory of the
   * caller's.
   *
   * @param count 0 to 2^31 - 1; with 0 it is open
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(count: number, options?: PlacementOptions) {
    checkCount(`new ${KIND.name}()`, 'the count', count, 0, MOST);
    this.#place = create(KIND, options, (words) => {
      swap64(stateOf(words), 0, 0n, BigInt(count));
    });
    const { words, name } = this.#place;
    this.#state = stateOf(words);
    this.#watched = { subject: { label: labelOf(KIND.name, name) }, words, index: SLOT_BELL };
    forbidPosting(this);
  }

  /**
   * Attaches to a latch that was made in a buffer.
   *
   * @throws TypeError there is none
   */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): CountDownLatch {
    return new CountDownLatch(0, attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to a latch that another thread has shared.
   *
   * @throws TypeError not what `share()` of a CountDownLatch returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<CountDownLatch>): CountDownLatch {
    return new CountDownLatch(0, adopt(KIND, shared));
  }

  /** A handle to post to other threads, for {@link CountDownLatch.from}. Never blocks. */
  share(): Shared<CountDownLatch> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** How many are still to come: a snapshot. */
  get count(): number {
    return countOf(this.#load());
  }

  /** True if it is open: a snapshot. */
  get isOpen(): boolean {
    return this.count === 0;
  }

  /**
   * Counts down by `n`, but not below zero, where it opens: all who wait go on. Never
   * blocks.
   *
   * @param n 0 to 2^31 - 1
   */
  countDown(n = 1): void {
    checkCount(`${this.#watched.subject.label}: countDown()`, 'the number', n, 0, MOST);
    this.#countDown(n);
  }

  /**
   * Waits until it is open: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws BlockingNotAllowedError it is closed, and this thread may not block
   */
  wait(options?: WaitOptions): boolean {
    if (options === undefined && this.isOpen) return true;
    return waitUntil(this.#watched, this.#isOver(this.#load()), options);
  }

  /**
   * Waits until it is open: true, or false when the time is up. Rejects with the signal's
   * reason when that is aborted. Returns a promise; never blocks.
   */
  waitAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return waitUntilAsync(this.#watched, this.#isOver(this.#load()), options);
  }

  /**
   * Counts down by one, and waits until it is open: true, or false when the time is up.
   * Blocks the calling thread. To await it, call `waitAsync` first and `countDown` then: between
   * the two others may open and reset it.
   *
   * @throws BlockingNotAllowedError it stays closed, and this thread may not block; then
   * nothing was counted
   */
  arriveAndWait(options?: WaitOptions): boolean {
    const { subject } = this.#watched;
    const timeout = timeoutOf(subject, 'arriveAndWait', options);
    const before = this.#countDown(1, (count) => {
      // This one opens it, or will have to wait.
      if (timeout > 0 && count > 1) checkCanBlock(subject, 'arriveAndWait', 'waitAsync(), called before countDown()');
    });
    return waitUntil(this.#watched, this.#isOver(before), options);
  }

  /**
   * Closes an open latch until so many have counted down. Never blocks.
   *
   * @param count 0 to 2^31 - 1; with 0 it stays open
   * @throws InvalidStateError it is not open; nothing was changed
   */
  reset(count: number): void {
    const { label } = this.#watched.subject;
    checkCount(`${label}: reset()`, 'the count', count, 0, MOST);
    for (;;) {
      const state = this.#load();
      if (countOf(state) > 0) {
        throw new InvalidStateError(`${label}: reset(), but it is not open: ${countOf(state)} to come; wait for it first`);
      }
      const resets = BigInt.asIntN(32, resetsOf(state) + 1n);
      if (swap64(this.#state, 0, state, (resets << RESET_SHIFT) | BigInt(count))) return; // T3
    }
  }

  /** As `CountDownLatch(loaded)[2 to come]`. */
  toString(): string {
    const { count } = this;
    return `${this.#watched.subject.label}[${count === 0 ? 'open' : `${count} to come`}]`;
  }

  /** T1 or T2; returns the state that it came from. `before` may refuse by what it was. */
  #countDown(n: number, before?: (count: number) => void): bigint {
    for (;;) {
      const state = this.#load();
      const count = countOf(state);
      before?.(count);
      const less = Math.min(n, count);
      if (less > 0 && !swap64(this.#state, 0, state, state - BigInt(less))) continue;
      if (less > 0 && less === count) this.#ring();
      return state;
    }
  }

  #ring(): void {
    add(this.#place.words, SLOT_BELL, 1);
    notify(this.#place.words, SLOT_BELL, Infinity);
  }

  /** I1: for one that has seen that state. */
  #isOver(seen: bigint): () => boolean {
    const resets = resetsOf(seen);
    return () => {
      const state = this.#load();
      return countOf(state) === 0 || resetsOf(state) !== resets;
    };
  }

  #load(): bigint {
    return load64(this.#state, 0);
  }
}

define(KIND, CountDownLatch);
