import {
  AsyncWaiters,
  Deadline,
  MutexWaiters,
  SLOT_STATE,
  freeKept,
  isKept,
  or,
  perMemory,
  take,
  takeKept,
  type AsyncTask,
  type AsyncWait,
  type Awaited,
  type Glance,
  type Inheritance,
  type Keeper,
} from '@sync/atomics/internal';
import type { Seat } from './rw-lock-seat.ts';
import { AWAITED, SLOT_DRAINED } from './rw-lock-words.ts';

/** A side, as its tasks need it. */
export interface Entrant {
  /** Who keeps the mutex while one of these awaits room. */
  readonly keeper: Keeper;
  /** Goes on if there is room; the calling thread owns the mutex. */
  begin(): boolean;
}

/** One that waits for its side. */
interface SideTask extends AsyncTask {
  readonly side: Entrant;
  /** What it does if the owner of the mutex is dead. */
  readonly inheritance: Inheritance;
}

/**
 * The async waiters of the calling thread, those that read and those that write in one line. The head takes
 * the mutex as one of `MutexWaiters` does. If it finds too many readers, the mutex is kept
 * (T10) while it awaits their end: owned by this thread, whose event loop may be blocked, it
 * would hold up all others.
 */
export class RWLockWaiters implements Awaited<SideTask> {
  /** Those of the lock. */
  readonly words: Int32Array;
  /** All wait for the same mutex. */
  readonly inTurn: boolean = true;
  readonly #seat: Seat;
  readonly #mutexWaiters: MutexWaiters;
  readonly #list = new AsyncWaiters<SideTask>(this);
  /** The head had the mutex, and found too many readers. */
  #keeps = false;

  private constructor(seat: Seat) {
    this.words = seat.place.words;
    this.#seat = seat;
    this.#mutexWaiters = MutexWaiters.of(seat.mutex);
  }

  /** The thread's one line, for whichever object over the memory. */
  static of(seat: Seat): RWLockWaiters {
    return perMemory('rw-waiters', seat.place.words, () => new RWLockWaiters(seat));
  }

  /** True if no task of this thread waits. */
  get empty(): boolean {
    return this.#list.size === 0;
  }

  /** What the head waits for: the mutex, or that readers leave. */
  get index(): number {
    return this.#keeps ? SLOT_DRAINED : SLOT_STATE;
  }

  /** Goes on without waiting, if nobody is in the line; false: it has to enter that, now. */
  tryNow(side: Entrant): boolean {
    return take(this.#seat.mutex, false) && this.#begin(side);
  }

  /** Waits in line; `result` makes the promise's value, at the moment in which the wait ends. */
  enter<T>(
    side: Entrant,
    { timeout, signal, unref }: AsyncWait,
    inheritance: Inheritance,
    result: (success: boolean) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#list.add({
        side,
        inheritance,
        limits: { deadline: Deadline.after(timeout), signal, unref },
        settle: (success) => {
          resolve(result(success));
          if (!success) this.#goOn();
        },
        reject: (reason) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
          reject(reason);
          this.#goOn();
        },
      });
    });
  }

  /** T4, T5, or T10. */
  claim(task: SideTask, glance: Glance): boolean {
    const { mutex } = this.#seat;
    if (this.#keeps) {
      if (isKept(mutex) && !this.#seat.hasRoomFor(task.side.keeper)) return false;
      this.#keeps = false;
      if (!takeKept(mutex)) return this.claim(task, glance);
    } else if (!this.#mutexWaiters.claim(task, glance)) {
      return false;
    }
    return this.#begin(task.side);
  }

  /** I3, or as a waiter of the mutex. */
  announce(task: SideTask, glance: Glance): number | undefined {
    if (!this.#keeps) return this.#mutexWaiters.announce(task, glance);
    const seen = or(this.words, SLOT_DRAINED, AWAITED) | AWAITED;
    return isKept(this.#seat.mutex) && !this.#seat.hasRoomFor(task.side.keeper) ? seen : undefined;
  }

  /** A wake-up of the mutex. */
  passOn(): void {
    this.#mutexWaiters.passOn();
  }

  /** Those of DRAINED are for all. */
  passOnOld(index: number): void {
    if (index === SLOT_STATE) this.#mutexWaiters.passOn();
  }

  /** The last task has left. */
  abandon(): void {
    if (this.#keeps) freeKept(this.#seat.mutex);
    this.#keeps = false;
    this.#mutexWaiters.abandon();
  }

  /** T9. */
  tend(): void {
    if (this.#keeps) this.#seat.reading.slots.forgetDead();
  }

  /** The calling thread owns the mutex. T10. */
  #begin(side: Entrant): boolean {
    if (side.begin()) return true;
    this.#seat.keepMutex(side.keeper);
    this.#keeps = true;
    return false;
  }

  /** One has left: it may have been the head, and the next wait for less. */
  #goOn(): void {
    if (this.#keeps) this.#list.look();
  }
}
