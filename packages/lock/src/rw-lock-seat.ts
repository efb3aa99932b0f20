import {
  KEEPERS,
  Mutex,
  labelOf,
  load,
  notify,
  store,
  swap,
  type Arena,
  type Deadline,
  type Inheritance,
  type Keeper,
  type Place,
} from '@sync/atomics/internal';
import { AWAITED, LEAVER, READERS, SLOT_DRAINED, SLOT_WRITER } from './rw-lock-words.ts';
import { RWLockWaiters } from './rw-lock-waiters.ts';
import { Reading } from './reading.ts';

/** Who keeps the mutex for a writer that awaits the end of all readers. */
export const FOR_WRITER: Keeper = KEEPERS[0];
/** Who keeps it for a reader that awaits a slot. */
export const FOR_READER: Keeper = KEEPERS[1];

/** An RWLock as one thread sees it: what both of its sides work on. */
export class Seat {
  /** Where it is. */
  readonly place: Place;
  /** The class and the name. */
  readonly label: string;
  /** The line that all stand in. */
  readonly mutex: Mutex;
  /** What the thread reads. */
  readonly reading: Reading;
  /** The thread's id. */
  readonly me: number;
  #line: RWLockWaiters | undefined;
  readonly #load: Arena['load'] | undefined;
  readonly #writerAddress: number;

  /** @param kind the public class */
  constructor(kind: string, place: Place) {
    this.place = place;
    this.label = labelOf(kind, place.name);
    this.mutex = new Mutex(kind, place, false, (owner) => this.#isHarmless(owner));
    this.me = this.mutex.me >>> 4;
    this.reading = Reading.of(place);
    this.#load = place.arena?.load;
    this.#writerAddress = place.words.byteOffset + SLOT_WRITER * 4;
  }

  /** The async waiters of the thread. */
  get line(): RWLockWaiters {
    return (this.#line ??= RWLockWaiters.of(this));
  }

  /** The id of the thread that writes; 0: nobody. */
  get writer(): number {
    return this.#load === undefined ? load(this.place.words, SLOT_WRITER) : this.#load(this.#writerAddress);
  }

  /** T6, T7. */
  set writer(id: number) {
    store(this.place.words, SLOT_WRITER, id);
  }

  /** The calling thread writes. */
  get isWriting(): boolean {
    return this.writer === this.me;
  }

  /** True if readers are so few that one of that kind can go on, who has the mutex. */
  hasRoomFor(keeper: Keeper): boolean {
    const { count } = this.reading.slots;
    return keeper === FOR_WRITER ? count === 0 : count < READERS;
  }

  /** Takes the mutex: false if the time is up. Blocks the calling thread. */
  acquireMutex(deadline: Deadline, inheritance: Inheritance): boolean {
    const limit = deadline.finite ? { timeout: deadline.remaining() } : undefined;
    return inheritance === 'recover' ? this.mutex.recover(limit) : this.mutex.acquire(limit);
  }

  /** Takes the mutex if it is free, or can be taken over. Never blocks. */
  tryMutex(inheritance: Inheritance): boolean {
    return inheritance === 'recover' ? this.mutex.recover({ timeout: 0 }) : this.mutex.tryAcquire();
  }

  /** T12: whoever kept the mutex, which the calling thread owns now, stands in line again. */
  tellKeeper(): void {
    const { words } = this.place;
    for (let seen = load(words, SLOT_DRAINED); (seen & AWAITED) !== 0; seen = load(words, SLOT_DRAINED)) {
      if (swap(words, SLOT_DRAINED, seen, (seen ^ AWAITED) + LEAVER)) notify(words, SLOT_DRAINED, Infinity);
    }
  }

  /** I5. Of a keeper: others may go on in its stead. */
  #isHarmless(owner: number): boolean {
    if (owner !== FOR_WRITER && owner !== FOR_READER) return this.writer === 0;
    this.reading.slots.forgetDead();
    return this.hasRoomFor(owner);
  }
}
