import {
  FREE,
  KEEPERS,
  Mutex,
  SLOT_STATE,
  canBlock,
  checkCanBlock,
  gaveUp,
  isGone,
  isPoisoned,
  keep,
  labelOf,
  load,
  notify,
  spinUntil,
  store,
  swap,
  takeWaiting,
  threadId,
  type Arena,
  type Deadline,
  type Inheritance,
  type Keeper,
  type Place,
  type Subject,
} from '@sync/atomics/internal';
import { BEGUN, REFUSED, quickOf, type Quick } from './rw-lock-quick.ts';
import { AWAITED, LEAVER, READERS, SLOT_DRAINED, SLOT_KEEPER, SLOT_WRITER } from './rw-lock-words.ts';
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
  readonly #arena: Arena | undefined;
  readonly #quick: Quick | undefined;
  /** Where they begin in the arena. */
  readonly #base: number;

  /** @param kind the public class */
  constructor(kind: string, place: Place) {
    this.place = place;
    this.label = labelOf(kind, place.name);
    // Whose death matters has written: that side is what one recovers.
    this.mutex = new Mutex(`${kind}.writer`, place, false, (owner) => this.#isHarmless(owner));
    this.me = threadId();
    this.reading = Reading.of(place);
    this.#arena = place.arena;
    this.#quick = quickOf(place);
    this.#base = place.words.byteOffset;
  }

  /** The async waiters of the thread. */
  get line(): RWLockWaiters {
    return (this.#line ??= RWLockWaiters.of(this));
  }

  /** The id of the thread that writes; 0: nobody. */
  get writer(): number {
    return this.#load(SLOT_WRITER);
  }

  /** T6: the calling thread owns the mutex. What it finds is nobody, or one that died. */
  beginWriting(): void {
    if (!this.#swapWriter(0, this.me)) store(this.place.words, SLOT_WRITER, this.me);
  }

  /** T5 and T6 in one, if nobody is in the way: `BEGUN`: the mutex is the calling thread's. */
  tryWriting(): number {
    if (this.#quick !== undefined) return this.#quick.w(this.#base | 0, this.mutex.me | 0, this.me | 0);
    return this.hasRoomFor(FOR_WRITER) && this.mutex.swap(FREE, this.mutex.me) ? BEGUN : REFUSED;
  }

  /** T7 and the release of the mutex in one: `BEGUN`: that is still the calling thread's. */
  tryEndWriting(): number {
    if (this.#quick !== undefined) return this.#quick.x(this.#base | 0, this.mutex.me | 0, this.me | 0);
    return this.endWriting() ? BEGUN : REFUSED;
  }

  /** T7; false: the calling thread does not write. */
  endWriting(): boolean {
    return this.#swapWriter(this.me, 0);
  }

  /** The mutex was not the calling thread's, after all. */
  resumeWriting(): void {
    this.#swapWriter(0, this.me);
  }

  /** What one left that died is taken over: the calling thread owns the mutex. */
  forgetWriter(): void {
    if (this.writer !== 0) store(this.place.words, SLOT_WRITER, 0);
  }

  /** The calling thread writes. */
  get isWriting(): boolean {
    return this.writer === this.me;
  }

  /** A writer died, and nobody has taken it over. */
  get isAbandoned(): boolean {
    return isPoisoned(this.#load(SLOT_STATE));
  }

  /** True if readers are so few that one of that kind can go on, who has the mutex. */
  hasRoomFor(keeper: Keeper): boolean {
    const { count } = this.reading.slots;
    return keeper === FOR_WRITER ? count === 0 : count < READERS;
  }

  /** A slot for the calling thread, which owns the mutex; false: all are taken. */
  enterAsOwner(): boolean {
    while (!this.reading.enterAsOwner()) if (!this.makeRoom(FOR_READER)) return false;
    return true;
  }

  /** I6, for the owner of the mutex; false: nobody writes, nor died in it. */
  makeRoom(keeper: Keeper): boolean {
    if (this.writer === 0) return false;
    const isDone = (): boolean => this.hasRoomFor(keeper);
    do this.reading.slots.forgetDead();
    while (!isDone() && !spinUntil(isDone));
    return true;
  }

  /**
   * Takes the mutex: false if the time is up. Blocks the calling thread.
   *
   * @param call of a side, for messages
   * @throws BlockingNotAllowedError
   */
  acquireMutex(side: Subject, call: string, deadline: Deadline, inheritance: Inheritance): boolean {
    if (!canBlock() && this.tryMutex(inheritance)) return true;
    checkCanBlock(side, call, `${call}Async()`);
    return takeWaiting(this.mutex, call, deadline, inheritance, side) || gaveUp();
  }

  /** Takes the mutex if it is free, or can be taken over. Never blocks. */
  tryMutex(inheritance: Inheritance): boolean {
    return inheritance === 'recover' ? this.mutex.recover({ timeout: 0 }) : this.mutex.tryAcquire();
  }

  /** T10: the calling thread owns the mutex, by an async hold. */
  keepMutex(keeper: Keeper): void {
    store(this.place.words, SLOT_KEEPER, this.me);
    keep(this.mutex, keeper);
  }

  /** T12: whoever kept the mutex, which the calling thread owns now, stands in line again. */
  tellKeeper(): void {
    const { words } = this.place;
    for (let seen = this.#load(SLOT_DRAINED); (seen & AWAITED) !== 0; seen = this.#load(SLOT_DRAINED)) {
      if (swap(words, SLOT_DRAINED, seen, (seen ^ AWAITED) + LEAVER)) notify(words, SLOT_DRAINED, Infinity);
    }
  }

  #swapWriter(expected: number, value: number): boolean {
    return this.#arena === undefined
      ? swap(this.place.words, SLOT_WRITER, expected, value)
      : this.#arena.compareExchange((this.#base + SLOT_WRITER * 4) | 0, expected | 0, value | 0) === expected;
  }

  #load(slot: number): number {
    return this.#arena === undefined ? load(this.place.words, slot) : this.#arena.load((this.#base + slot * 4) | 0);
  }

  /** I5. Of a keeper: others may go on in its stead. */
  #isHarmless(owner: number): boolean {
    if (owner !== FOR_WRITER && owner !== FOR_READER) return this.writer === 0;
    if (isGone(this.#load(SLOT_KEEPER), this.place.table)) return true; // I7
    this.reading.slots.forgetDead();
    return this.hasRoomFor(owner);
  }
}
