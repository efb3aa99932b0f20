import {
  Deadline,
  InvalidStateError,
  checkCanBlock,
  checkNoPromise,
  gaveUp,
  load,
  lookInTurn,
  pauseHold,
  perMemory,
  putValueAway,
  resumeHold,
  resumeHoldAsync,
  watch,
  type AsyncWait,
  type Mutex,
  type Subject,
  type WatchedWord,
} from '@sync/atomics/internal';
import { SLOT_ASKED, desert, free, hasDead, join, notifiedSlot, sweep } from './line.ts';
import { Run } from './run.ts';

/** How the calling thread waits for a condition whose lock it holds. */
export class Waiting {
  readonly #subject: Subject;
  readonly #words: Int32Array;
  readonly #mutex: Mutex;
  /** Those of the calling thread's async waiters, in the order in which they began. */
  #runs: Set<Run> | undefined;

  /** @param words those of `line.ts` */
  constructor(subject: Subject, words: Int32Array, mutex: Mutex) {
    this.#subject = subject;
    this.#words = words;
    this.#mutex = mutex;
  }

  /** Gives the hold up until it is notified or the time is up: whether it was notified. Blocks. */
  wait(call: string, deadline: Deadline): boolean {
    checkCanBlock(this.#subject, call, `${call}Async()`);
    const words = this.#words;
    const mutex = this.#mutex;
    putValueAway(mutex, call);
    const entry = join(words, mutex.table);
    if (entry === undefined) throw this.#full(call);
    const index = notifiedSlot(entry);
    const isNotified = (): boolean => load(words, index) > 0;
    const watched: WatchedWord = { subject: this.#subject, words, index, tend: this.#tend };
    const hold = pauseHold(mutex);
    watch(watched, isNotified, deadline);
    try {
      resumeHold(mutex, hold);
    } catch (error) {
      desert(words, entry); // T6
      throw error;
    }
    const notified = isNotified();
    free(words, entry); // T3 or T4
    return notified || gaveUp();
  }

  /** As {@link Waiting.wait}; rejects with the signal's reason, once the lock is held again. */
  async waitAsync(call: string, { timeout, signal, unref }: AsyncWait): Promise<boolean> {
    if (signal?.aborted === true && timeout > 0) throw signal.reason;
    const words = this.#words;
    const mutex = this.#mutex;
    putValueAway(mutex, call);
    const runs = (this.#runs ??= perMemory('condition', words, () => new Set<Run>()));
    const run = Run.join(mutex, words, runs, this.#tend);
    if (run === undefined) throw this.#full(call);
    const { waiter, sleep } = run.enter({ deadline: Deadline.after(timeout), signal, unref });
    const hold = pauseHold(mutex);
    const aborted = await sleep();
    try {
      await resumeHoldAsync(mutex, hold, unref);
    } catch (error) {
      if (run.desert(waiter)) runs.delete(run);
      throw error;
    }
    const notified = run.leave(waiter, aborted !== undefined);
    if (run.end()) runs.delete(run);
    if (aborted !== undefined) throw aborted.reason;
    return notified;
  }

  /** Waits until the predicate gives something true, or the time is up: what it gave last. Blocks. */
  waitFor<T>(call: string, predicate: () => T, deadline: Deadline): T {
    for (let turn = 0; ; turn++) {
      const value = this.#ask(call, predicate);
      if (value) return value;
      if (turn > 0 && deadline.passed) {
        gaveUp();
        return value;
      }
      this.wait(call, deadline);
    }
  }

  /** As {@link Waiting.waitFor}; rejects as {@link Waiting.waitAsync}. */
  async waitForAsync<T>(call: string, predicate: () => T, { timeout, signal, unref }: AsyncWait): Promise<T> {
    const deadline = Deadline.after(timeout);
    for (let turn = 0; ; turn++) {
      const value = this.#ask(call, predicate);
      if (value || (turn > 0 && deadline.passed)) return value;
      await this.waitAsync(call, { timeout: deadline.remaining(), signal, unref });
    }
  }

  #ask<T>(call: string, predicate: () => T): T {
    const value = predicate();
    checkNoPromise(this.#subject, value, call, '() got an async predicate; it has to tell at once');
    return value;
  }

  /** Looks after the dead, and after those of its own that left without the lock: in each slice, without the lock. */
  readonly #tend = (): void => {
    const deserted = [...(this.#runs ?? [])].filter(({ hasDeserters }) => hasDeserters);
    if (deserted.length > 0) this.#clear(deserted);
    else lookInTurn(this.#words, SLOT_ASKED, this.#mutex.table, (isGone) => !hasDead(this.#words, isGone) || this.#clear([]));
  };

  /** What the dead have left, and these; false: somebody has the lock. */
  #clear(deserted: readonly Run[]): boolean {
    if (!this.#mutex.tryFree()) return false;
    sweep(this.#words, this.#mutex.table);
    for (const run of deserted) run.dropDeserters();
    this.#mutex.release();
    return true;
  }

  #full(call: string): InvalidStateError {
    return new InvalidStateError(`${this.#subject.label}: ${call}(): 64 threads wait already; no more can`);
  }
}
