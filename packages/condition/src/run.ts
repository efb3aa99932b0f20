import {
  AsyncWaiters,
  load,
  type AsyncTask,
  type Awaited,
  type Mutex,
  type TaskLimits,
} from '@sync/atomics/internal';
import { desert, extend, free, isCrowded, join, mayGrow, nextTicket, notifiedSlot, passOn, quit, setFirst, take } from './line.ts';

/** One async waiter. */
export interface Waiter extends AsyncTask {
  readonly ticket: number;
  /** It is one of those that were notified. */
  notified: boolean;
}

/** How a sleep ended: woken or out of time, or by an abort. */
export type SleepEnd = { readonly reason: unknown } | undefined;

/** The async waiters of the calling thread in one entry of the line. */
export class Run implements Awaited<Waiter> {
  /** Those of `line.ts`. */
  readonly words: Int32Array;
  /** The entry's word that is slept on. */
  readonly index: number;
  /** The oldest is notified first. */
  readonly inTurn: boolean = true;
  /** Called in each slice. */
  readonly tend: () => void;
  readonly #entry: number;
  readonly #list = new AsyncWaiters<Waiter>(this);
  /** Those that were not notified yet, the oldest first, also if they are about to leave. */
  readonly #waiting = new Set<Waiter>();
  /** Those that could not get the lock again: they are counted still. */
  readonly #deserters: Waiter[] = [];
  /** How many have entered, and neither left nor deserted. */
  #inside = 0;
  /** How many of NOTIFIED are known to their waiters. */
  #told = 0;
  #lastTicket = 0;

  private constructor(words: Int32Array, entry: number, tend: () => void) {
    this.words = words;
    this.index = notifiedSlot(entry);
    this.tend = tend;
    this.#entry = entry;
  }

  /**
   * T1: the run that one more waiter belongs to. Undefined: the line is full.
   *
   * @param runs those of the thread, the oldest first; a new one is added
   */
  static join(mutex: Mutex, words: Int32Array, runs: Set<Run>, tend: () => void): Run | undefined {
    const newest = [...runs].at(-1);
    const grows = newest !== undefined && (newest.isInOrder || isCrowded(words));
    const entry = grows ? undefined : join(words, mutex.table);
    if (entry === undefined) return newest?.grow();
    const run = new Run(words, entry, tend);
    runs.add(run);
    return run;
  }

  /** I2: it may grow, and nobody else has come since the last of it. */
  get isInOrder(): boolean {
    const isNext = ((this.#lastTicket + 1) | 0) === nextTicket(this.words);
    return isNext && mayGrow(this.words, this.#entry);
  }

  /** T1. */
  grow(): this {
    extend(this.words, this.#entry);
    return this;
  }

  /** A place in the run, for one for whom T1 was made. */
  enter(limits: TaskLimits): { waiter: Waiter; sleep: () => Promise<SleepEnd> } {
    let end: (how: SleepEnd) => void = () => undefined;
    const ended = new Promise<SleepEnd>((resolve) => (end = resolve));
    const waiter: Waiter = {
      ticket: (nextTicket(this.words) - 1) | 0,
      notified: false,
      limits,
      settle: () => {
        end(undefined);
      },
      reject: (reason) => {
        end({ reason });
      },
    };
    this.#lastTicket = waiter.ticket;
    this.#inside++;
    this.#waiting.add(waiter);
    const sleep = (): Promise<SleepEnd> => {
      this.#list.add(waiter);
      return ended;
    };
    return { waiter, sleep };
  }

  /** T3 or T4, holding the lock; returns whether it was notified. */
  leave(waiter: Waiter, aborted: boolean): boolean {
    this.#inside--;
    this.dropDeserters();
    return this.#leave(waiter, aborted);
  }

  /** Some have deserted, who may have been notified since. */
  get hasDeserters(): boolean {
    return this.#deserters.length > 0;
  }

  /** T3 or T4 for those who have deserted, holding the lock. */
  dropDeserters(): void {
    this.#tell();
    for (const deserter of this.#deserters.splice(0)) this.#leave(deserter, true);
    this.#setFirst();
  }

  /** T6: leaves without the lock. True: nobody is left, and the run is over. */
  desert(waiter: Waiter): boolean {
    this.#inside--;
    this.#deserters.push(waiter);
    if (this.#inside > 0) return false;
    desert(this.words, this.#entry);
    return true;
  }

  #leave(waiter: Waiter, aborted: boolean): boolean {
    const { words } = this;
    if (waiter.notified) {
      if (aborted) passOn(words, this.#entry); // T5
      take(words, this.#entry);
      this.#told--;
    } else {
      this.#waiting.delete(waiter);
      quit(words, this.#entry);
    }
    return waiter.notified;
  }

  /** Gives the entry back, if nobody is left in it; true: it did. */
  end(): boolean {
    this.#tell();
    this.#setFirst();
    if (this.#waiting.size > 0 || this.#told > 0) return false;
    free(this.words, this.#entry);
    return true;
  }

  /** I3. */
  #setFirst(): void {
    const [oldest] = this.#waiting;
    if (oldest !== undefined) setFirst(this.words, this.#entry, oldest.ticket);
  }

  /** For the oldest of those that sleep. */
  claim(head: Waiter): boolean {
    this.#tell();
    return head.notified;
  }

  /** The value to sleep on. */
  announce(): number | undefined {
    const notified = load(this.words, this.index);
    return notified === this.#told ? notified : undefined;
  }

  /** I1. */
  #tell(): void {
    const notified = load(this.words, this.index);
    for (const waiter of this.#waiting) {
      if (this.#told >= notified) return;
      this.#told++;
      waiter.notified = true;
      this.#waiting.delete(waiter);
    }
  }
}
