import { AsyncWaiters, load, type AsyncTask, type Awaited, type TaskLimits } from '@sync/atomics/internal';
import { claimEntry, come, drawTicket, leave, show, wantedBefore, type Wish } from './line.ts';
import type { Permits } from './permits.ts';
import { BELL, SLOT_LEFT } from './words.ts';

/** One task that waits for permits, between those that came before and after it. */
interface Task extends AsyncTask, Wish {
  older: Task | undefined;
  newer: Task | undefined;
}

/** What the line does for the semaphore that it belongs to. */
export interface Line {
  readonly words: Int32Array;
  readonly permits: Permits;
  /** T5. */
  ring(): void;
  /** Called in each slice, for one with that ticket. */
  tend(ticket: number): void;
}

/** The async waiters of one thread: an entry of the line, which shows the oldest. */
export class AsyncLine implements Awaited<Task> {
  /** Those of the semaphore. */
  readonly words: Int32Array;
  /** Who came first goes first. */
  readonly inTurn: boolean = true;
  readonly #of: Line;
  readonly #list = new AsyncWaiters<Task>(this);
  #oldest: Task | undefined;
  #newest: Task | undefined;
  #entry: number | undefined;
  /** What the entry shows. */
  #shown: readonly (Task | undefined)[] = [];

  /** @param of whose line it is */
  constructor(of: Line) {
    this.words = of.words;
    this.#of = of;
  }

  /** True if no task of this thread waits. */
  get empty(): boolean {
    return this.#oldest === undefined;
  }

  /** The bell; without an entry, what tells that one was left. */
  get index(): number {
    return this.#entry === undefined ? SLOT_LEFT : this.#entry + BELL;
  }

  /** T3. Resolves with true, or with false when the time is up. */
  enter(count: number, limits: TaskLimits): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const task: Task = {
        ticket: drawTicket(this.words),
        count,
        limits,
        older: this.#newest,
        newer: undefined,
        settle: (success) => {
          this.#leave(task);
          resolve(success);
        },
        reject: (reason) => {
          this.#leave(task);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is anything
          reject(reason);
        },
      };
      if (this.#newest === undefined) this.#oldest = task;
      else this.#newest.newer = task;
      this.#newest = task;
      this.#show();
      this.#list.add(task);
    });
  }

  /** T4. */
  claim(head: Task): boolean {
    return this.#of.permits.take(head.count, wantedBefore(this.words, head.ticket));
  }

  /** The value to sleep on; who rings after it was read is noticed. */
  announce(head: Task): number | undefined {
    const left = load(this.words, SLOT_LEFT);
    if (this.#entry === undefined) this.#show();
    if (this.#entry === undefined) return left;
    const bell = load(this.words, this.#entry + BELL);
    // After the bell: who rings from now on tells when, and this thread comes again.
    come(this.words, this.#entry);
    return this.#of.permits.has(head.count, wantedBefore(this.words, head.ticket)) ? undefined : bell;
  }

  /** I4. */
  tend(): void {
    if (this.#oldest !== undefined) this.#of.tend(this.#oldest.ticket);
  }

  /** T6. */
  #leave({ older, newer }: Task): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    this.#show();
    this.#of.ring();
  }

  /** The two oldest, if they are others than before. */
  #show(): void {
    const first = this.#oldest;
    const second = first?.newer;
    if (first === undefined) {
      if (this.#entry !== undefined) leave(this.words, this.#entry);
      this.#entry = undefined;
      return;
    }
    const isNew = this.#entry === undefined;
    this.#entry ??= claimEntry(this.words, true);
    if (this.#entry === undefined || (!isNew && this.#shown[0] === first && this.#shown[1] === second)) return;
    this.#shown = [first, second];
    show(this.words, this.#entry, first, second);
  }
}
