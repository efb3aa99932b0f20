/**
 * Something that happens, in one word: a count of changes, so that who waits sees that it
 * was set even if it was cleared before he could look.
 *
 * SLOTS
 *   0  MADE     which class was made here; 0 in untouched memory
 *   1  CHANGES  odd: set, even: clear; counts up with each change
 *
 * TRANSITIONS          by               with             then
 *   T1  even → odd     set()            compareExchange  wakes all
 *   T2  odd → even     clear()          compareExchange  nothing
 *
 * INVARIANTS
 *   I1  Who waits has seen an even word. It is released when the word is another: there
 *       was a T1 since. (2^31 sets while it is looking away would be missed.)
 *   I2  Who sleeps on an even word is woken by the T1 that ends it, or finds the other
 *       word at the end of a slice.
 *
 * HAPPENS-BEFORE  T1, then whoever reads that word.
 */
import {
  adopt,
  attach,
  create,
  define,
  forbidPosting,
  handle,
  labelOf,
  load,
  notify,
  swap,
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

const SLOT_CHANGES = 1;

const KIND: Kind = { name: 'Event', module: '@sync/event', words: 2 } as const;

/** A word of {@link SLOT_CHANGES}. */
function isSet(changes: number): boolean {
  return (changes & 1) === 1;
}

/**
 * Something that threads wait for: once it is set, all who wait go on, and who comes later
 * does not wait.
 *
 * To let one thread go on at a time, use a Semaphore; to wait for several things to be
 * done, a CountDownLatch. A waiter that `set` has released returns true, even if `clear`
 * follows at once.
 *
 * What was written before `set` is seen by those whom it releases.
 *
 * @example
 * ```ts
 * const ready = new Event({ name: 'ready' });
 * ready.set();
 * ready.wait(); // => true
 * ```
 */
export class Event {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  readonly #place: Place;
  readonly #watched: WatchedWord;

  /**
   * Makes one that is not set: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: PlacementOptions) {
    this.#place = create(KIND, options);
    const { words, name } = this.#place;
    this.#watched = { subject: { label: labelOf(KIND.name, name) }, words, index: SLOT_CHANGES };
    forbidPosting(this);
  }

  /** Attaches to an event that was made in a buffer; zeroed memory is one that is not set. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Event {
    return new Event(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to an event that another thread has shared.
   *
   * @throws TypeError not what `share()` of an Event returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<Event>): Event {
    return new Event(adopt(KIND, shared));
  }

  /** A handle to post to other threads, for {@link Event.from}. Never blocks. */
  share(): Shared<Event> {
    return handle(KIND, this.#place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#place.name;
  }

  /** True if it is set: a snapshot. */
  get isSet(): boolean {
    return isSet(this.#load());
  }

  /** Sets it: all who wait go on. Does nothing if it is set. Never blocks. */
  set(): void {
    const { words } = this.#place;
    for (let changes = this.#load(); !isSet(changes); changes = this.#load()) {
      if (!swap(words, SLOT_CHANGES, changes, (changes + 1) | 0)) continue; // T1
      notify(words, SLOT_CHANGES, Infinity);
      return;
    }
  }

  /** Clears it: who waits from now on, waits for the next `set`. Never blocks. */
  clear(): void {
    for (let changes = this.#load(); isSet(changes); changes = this.#load()) {
      if (swap(this.#place.words, SLOT_CHANGES, changes, (changes + 1) | 0)) return; // T2
    }
  }

  /**
   * Waits until it is set: true, or false when the time is up. Blocks the calling thread.
   *
   * @throws BlockingNotAllowedError it is not set, and this thread may not block
   */
  wait(options?: WaitOptions): boolean {
    const first = this.#load();
    if (options === undefined && isSet(first)) return true;
    return waitUntil(this.#watched, isOver(first), options);
  }

  /**
   * Waits until it is set: true, or false when the time is up. Rejects with the signal's
   * reason when that is aborted. Returns a promise; never blocks.
   */
  waitAsync(options?: WaitAsyncOptions): Promise<boolean> {
    return waitUntilAsync(this.#watched, isOver(this.#load()), options);
  }

  /** As `Event(ready)[set]`. */
  toString(): string {
    return `${this.#watched.subject.label}[${this.isSet ? 'set' : 'not set'}]`;
  }

  #load(): number {
    return load(this.#place.words, SLOT_CHANGES);
  }
}

/** I1: it is set, or was since. */
function isOver(first: number): (changes: number) => boolean {
  return (changes) => isSet(changes) || changes !== first;
}

define(KIND, Event);
