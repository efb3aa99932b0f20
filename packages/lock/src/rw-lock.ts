import {
  Guard,
  adopt,
  attach,
  create,
  define,
  forbidPosting,
  handle,
  policyWriter,
  type AbandonOptions,
  type Kind,
  type PlacementOptions,
  type Shared,
} from '@sync/atomics/internal';
import type { SideCore } from './rw-lock-core.ts';
import { describeLock } from './rw-lock-messages.ts';
import { notedIfAsked } from './rw-lock-noted.ts';
import { ReaderCore } from './rw-lock-reader.ts';
import { Seat } from './rw-lock-seat.ts';
import { RWLockSide } from './rw-lock-side.ts';
import { READERS, SLOT_READERS, SLOT_WRITER, WORDS } from './rw-lock-words.ts';
import { WriterCore } from './rw-lock-writer.ts';

const KIND: Kind = {
  name: 'RWLock',
  module: '@sync/lock',
  words: WORDS,
  mutex: 0,
  parts: [
    { what: 'RWLock.writer', first: SLOT_WRITER, count: 1 },
    { what: 'RWLock.reader', first: SLOT_READERS, count: READERS },
  ],
} as const;

/** Options of {@link RWLock}. */
export interface RWLockOptions extends PlacementOptions, AbandonOptions {
  /**
   * Notes where in the source either side is taken, in all threads: a `DeadlockError` says so. For
   * development: every acquire takes a stack trace.
   */
  readonly debug?: boolean | undefined;
}

/**
 * Many readers at a time, or one writer: for what is read much more often than it is changed.
 * Readers that meet no writer do not meet each other either, so they read as fast from
 * many threads as from one.
 *
 * Both sides stand in one line, so neither starves: who comes when a writer has waited for some 50 us waits behind it.
 * Only a thread that reads already may read again by a sync call, whoever waits. An awaited
 * call waits its turn in any case, so a task should not await the reader while it holds it. At most 64 threads
 * read at a time; others wait. A reader cannot become a writer; a writer can
 * become a reader, by {@link RWLock.downgrade}.
 *
 * When a thread dies that reads, it just reads no more. When one dies that writes, all who ask for
 * either side get `AbandonedLockError` until one calls `recover`.
 *
 * What was written before the writer's release is seen by whoever acquires next.
 *
 * @example
 * ```ts
 * const rw = new RWLock({ name: 'prices' });
 * rw.reader.run(() => rw.reader.owned); // => true
 * rw.writer.run(() => rw.writer.owned); // => true
 * ```
 */
export class RWLock {
  /** Bytes that it needs when it is made in a caller's buffer, at a multiple of 4; best of 64. */
  static get byteLength(): number {
    return KIND.words * 4;
  }

  /** For those that read. */
  readonly reader: RWLockSide;
  /** For those that write. */
  readonly writer: RWLockSide;
  readonly #seat: Seat;
  readonly #readerCore: SideCore;
  readonly #writerCore: WriterCore;

  /**
   * Makes a free one: in memory of its own, or in zeroed memory of the caller's.
   *
   * @throws InvalidStateError there is something in that memory already
   * @throws SharedMemoryUnavailableError
   */
  constructor(options?: RWLockOptions) {
    this.#seat = new Seat(KIND.name, create(KIND, options, policyWriter('new RWLock()', options)));
    this.#readerCore = notedIfAsked(new ReaderCore(KIND.name, this.#seat));
    this.#writerCore = new WriterCore(KIND.name, this.#seat);
    this.reader = new RWLockSide(this.#readerCore);
    this.writer = new RWLockSide(notedIfAsked(this.#writerCore));
    forbidPosting(this);
  }

  /** Attaches to one that was made in a buffer; zeroed memory is a free one. */
  static at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): RWLock {
    return new RWLock(attach(KIND, buffer, byteOffset, options));
  }

  /**
   * Attaches to one that another thread has shared.
   *
   * @throws TypeError not what `share()` of an RWLock returned
   * @throws IncompatibleVersionError another release of the packages made it
   */
  static from(shared: Shared<RWLock>): RWLock {
    return new RWLock(adopt(KIND, shared));
  }

  /** A handle to post to other threads, for {@link RWLock.from}. Never blocks. */
  share(): Shared<RWLock> {
    return handle(KIND, this.#seat.place);
  }

  /** The name that it was made with. */
  get name(): string {
    return this.#seat.place.name;
  }

  /**
   * Makes of the calling thread's write hold a read hold, without a moment in which others could
   * write. Returns a guard of the read hold; `rw.reader.release()` ends it as well. Never blocks.
   *
   * @throws NotOwnerError the calling thread does not write
   */
  downgrade(): Guard {
    return new Guard(this.#readerCore, this.#writerCore.downgrade());
  }

  /** As `RWLock(prices)[read by Worker-3, Worker-4, others waiting]`. */
  toString(): string {
    return describeLock(this.#seat);
  }
}

define(KIND, RWLock);
