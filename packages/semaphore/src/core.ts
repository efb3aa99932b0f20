import {
  Deadline,
  SLICE,
  SPIN_FOR,
  asyncWaitOf,
  blocked,
  checkCanBlock,
  checkCount,
  checkOptions,
  gaveUp,
  isGone,
  labelOf,
  load,
  lookInTurn,
  perMemory,
  sleepSlice,
  spinUntil,
  swap,
  timeoutOf,
  type Acquirable,
  type IsGone,
  type Runnable,
  type Place,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import { AsyncLine, type Line } from './async-line.ts';
import { claimEntry, drawTicket, leave, lengthOf, overtake, queue, ring, show, sweep, wantedBefore, type Wish } from './line.ts';
import { CountedPermits, type Permits } from './permits.ts';
import { RobustPermits } from './robust-permits.ts';
import {
  BELL,
  MOST_PERMITS,
  PERMIT,
  SLOT_ASKED,
  SLOT_BOUND,
  SLOT_LEFT,
  SLOT_STATE,
  SLOT_TICKET,
  SLOT_TOTAL,
  isQueued,
  permitsOf,
} from './words.ts';

/** How many permits a call is about. */
export interface CountOptions {
  /** 1 by default. */
  readonly count?: number | undefined;
}

/** A semaphore as one thread sees it. The comments name the transitions of `words.ts`. */
export class SemaphoreCore implements Acquirable, Line {
  /** Where they are. */
  readonly words: Int32Array;
  /** The class and the name. */
  readonly label: string;
  /** Who counts. */
  readonly permits: Permits;
  readonly #place: Place;
  readonly #robust: boolean;
  /** The most that can ever be had at once. */
  readonly #most: number;
  #asyncLine: AsyncLine | undefined;

  /** @param kind the public class, for messages */
  constructor(kind: string, place: Place) {
    this.words = place.words;
    this.label = labelOf(kind, place.name);
    this.#place = place;
    const total = load(place.words, SLOT_TOTAL);
    const bound = total === 0 ? load(place.words, SLOT_BOUND) : total;
    this.#robust = total !== 0;
    this.#most = bound === 0 ? MOST_PERMITS : bound - 1;
    this.permits = this.#robust ? new RobustPermits(this, place) : new CountedPermits(this, place.words);
  }

  /** Takes permits: true, or false when the time is up. Blocks the calling thread. */
  acquire(options?: WaitOptions & CountOptions): boolean {
    if (options === undefined && !this.#robust) {
      const state = load(this.words, SLOT_STATE);
      const isFree = permitsOf(state) > 0 && !isQueued(state);
      if (isFree && swap(this.words, SLOT_STATE, state, state - PERMIT)) return true; // T1
    }
    const timeout = timeoutOf(this, 'acquire', options);
    const count = this.countOf('acquire', options);
    if (this.#takeAtOnce(count)) return true;
    if (timeout === 0) return this.#takeFromDead(count);
    checkCanBlock(this, 'acquire', 'acquireAsync()');
    const deadline = Deadline.interruptible(timeout);
    const taken = spinUntil(() => this.#takeAtOnce(count), SPIN_FOR.event) || this.#waitInLine(count, deadline);
    return taken || gaveUp();
  }

  /** Takes permits if they are there, and enough for those that wait. Never blocks. */
  tryAcquire(options?: CountOptions): boolean {
    const count = this.countOf('tryAcquire', options);
    return this.#takeAtOnce(count) || this.#takeFromDead(count);
  }

  /** Resolves with true, or with false when the time is up. Never blocks. */
  async acquireAsync(options?: WaitAsyncOptions & CountOptions, call = 'acquireAsync'): Promise<boolean> {
    const { timeout, signal, unref } = asyncWaitOf(this, call, options);
    const count = this.countOf(call, options);
    if (timeout === 0) return this.#takeAtOnce(count) || this.#takeFromDead(count);
    if (signal?.aborted === true) throw signal.reason;
    this.#asyncLine ??= perMemory('semaphore', this.words, () => new AsyncLine(this));
    if (this.#asyncLine.empty && this.#takeAtOnce(count)) return true;
    return this.#asyncLine.enter(count, { deadline: Deadline.after(timeout), signal, unref });
  }

  /** Brings permits back. Never blocks. */
  release(count = 1): void {
    checkCount(`${this.label}: release()`, 'the count', count, 1, MOST_PERMITS);
    this.permits.give(count);
    this.ring();
  }

  /** As {@link SemaphoreCore.acquire}; the hold's number is the count. */
  acquireNumbered(options?: WaitOptions & CountOptions): number | undefined {
    return this.acquire(options) ? (options?.count ?? 1) : undefined;
  }

  /** As {@link SemaphoreCore.acquireNumbered}. */
  async acquireNumberedAsync(options?: WaitAsyncOptions & CountOptions): Promise<number | undefined> {
    return (await this.acquireAsync(options, 'holdAsync')) ? (options?.count ?? 1) : undefined;
  }

  /** For a guard, which never throws: what somebody has brought back already is not brought back again. */
  releaseNumbered(count: number): void {
    try {
      this.release(count);
    } catch {
      return;
    }
  }

  /** Permits are not told apart, so the guard itself knows. */
  isHeld(): boolean {
    return true;
  }

  /** The same with another number of permits, for what is scoped by a function. */
  weighted(call: string, options: CountOptions | undefined): Runnable {
    const count = this.countOf(call, options);
    if (count === 1) return this;
    return {
      label: this.label,
      acquire: (limits) => this.acquire({ ...limits, count }),
      release: () => {
        this.release(count);
      },
    };
  }

  /** The count of a call, checked. */
  countOf(call: string, options: CountOptions | undefined): number {
    const where = `${this.label}: ${call}()`;
    checkOptions(where, options, 'count: 2');
    const count = options?.count;
    if (count === undefined) return 1;
    checkCount(where, 'the count', count, 1, Math.max(1, this.#most));
    return count;
  }

  /** How many there are at most; `Infinity`: no bound. */
  get bound(): number {
    const bound = load(this.words, SLOT_BOUND);
    return bound === 0 ? Infinity : bound - 1;
  }

  /** As `Semaphore(doors)[2 free, 1 waiting]`. */
  describe(): string {
    const most = this.bound === Infinity ? '' : `/${this.bound}`;
    const waiting = lengthOf(this.words);
    return `${this.label}[${this.permits.free}${most} free${waiting === 0 ? '' : `, ${waiting} waiting`}]`;
  }

  /** T5. */
  ring(): void {
    if (!isQueued(load(this.words, SLOT_STATE))) return;
    const { free } = this.permits;
    if (free > 0) ring(this.words, free);
  }

  /** I3, I4, I5. */
  tend(ticket: number): void {
    queue(this.words);
    this.#lookAfterDead();
    overtake(this.words, ticket);
    // In any case: who owed it may have died.
    this.ring();
  }

  /** T7, by one of those who wait. */
  #lookAfterDead(): void {
    lookInTurn(this.words, SLOT_ASKED, this.#place.table, (isGone) => {
      this.#recover(isGone);
      return true;
    });
  }

  /** T7; true: something came back, or somebody waits no more. */
  #recover(isGone: IsGone): boolean {
    const swept = isQueued(load(this.words, SLOT_STATE)) && sweep(this.words, isGone);
    return this.permits.recover(isGone) || swept;
  }

  /** T1, or T4 of one who is behind all others. */
  #takeAtOnce(count: number): boolean {
    if (!isQueued(load(this.words, SLOT_STATE))) return this.permits.take(count, 0);
    if (!this.permits.has(count, 0)) return false;
    const ticket = (load(this.words, SLOT_TICKET) + 1) | 0;
    return this.permits.take(count, wantedBefore(this.words, ticket));
  }

  /** Nobody else may be there to find what the dead have left. */
  #takeFromDead(count: number): boolean {
    if (!this.#recover((id) => isGone(id, this.#place.table))) return false;
    const taken = this.#takeAtOnce(count);
    this.ring();
    return taken;
  }

  #waitInLine(count: number, deadline: Deadline): boolean {
    const { words } = this;
    const wish: Wish = { ticket: drawTicket(words), count };
    let entry: number | undefined;
    return blocked({ subject: this, untimed: !deadline.finite }, (shown) => {
      for (;;) {
        const left = load(words, SLOT_LEFT);
        entry ??= this.#enterLine(wish);
        // Without an entry, it waits until one is left.
        const index = entry === undefined ? SLOT_LEFT : entry + BELL;
        const value = entry === undefined ? left : load(words, index);
        const taken = this.permits.has(count, 0) && this.permits.take(count, wantedBefore(words, wish.ticket)); // T4
        if (taken || deadline.passed) {
          if (entry !== undefined) leave(words, entry); // T6
          this.ring();
          return taken;
        }
        if (sleepSlice(words, index, value, deadline, SLICE) !== 'timed-out') continue;
        shown.look();
        this.tend(wish.ticket);
      }
    });
  }

  /** T3; undefined: all entries are taken. */
  #enterLine(wish: Wish): number | undefined {
    const entry = claimEntry(this.words, false);
    if (entry !== undefined) show(this.words, entry, wish, undefined);
    return entry;
  }
}
