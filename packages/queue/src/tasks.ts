import {
  Deadline,
  asyncWaitOf,
  checkCanBlock,
  checkCount,
  gaveUp,
  timeoutOf,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
import type { Core } from './core.ts';
import { finish } from './counts.ts';
import { Waiting, type Wait } from './waiting.ts';
import { MOST_ITEMS } from './words.ts';

/** What was put and is not yet said to be done. */
export class Tasks<Parcel> {
  readonly #core: Core<Parcel>;
  readonly #waiting: Waiting;
  /** All joiners go on when one does. */
  readonly #wait: Wait<true>;

  /** @param core the queue */
  constructor(core: Core<Parcel>) {
    const areDone = (): boolean => core.unfinished === 0;
    this.#core = core;
    this.#waiting = new Waiting(core.label, core.place, core.joiners, areDone);
    this.#wait = { isLikely: areDone, attempt: () => (areDone() ? true : undefined) };
  }

  /** So many more are done. Never blocks. */
  done(count: number): void {
    const { label, words, unfinished, joiners } = this.#core;
    checkCount(`${label}: taskDone()`, 'the count', count, 1, MOST_ITEMS);
    if (!finish(words, count)) {
      throw new RangeError(`${label}: taskDone(${count}): only ${unfinished} tasks are not done; call it once for each item that was taken`);
    }
    if (this.#wait.isLikely()) joiners.ring();
  }

  /** All are done: true, or false when the time is up. Blocks the calling thread. */
  join(options: WaitOptions | undefined): boolean {
    const timeout = timeoutOf(this.#core, 'join', options);
    if (this.#wait.isLikely()) return true;
    if (timeout === 0) return false;
    checkCanBlock(this.#core, 'join', 'joinAsync()');
    return this.#waiting.wait(this.#wait, Deadline.interruptible(timeout)) ?? gaveUp();
  }

  /** The same. Returns a promise; never blocks. */
  async joinAsync(options: WaitAsyncOptions | undefined): Promise<boolean> {
    const { timeout, signal, unref } = asyncWaitOf(this.#core, 'joinAsync', options);
    if (this.#wait.isLikely()) return true;
    if (timeout === 0) return false;
    if (signal?.aborted === true) throw signal.reason;
    return (await this.#waiting.waitAsync(this.#wait, { deadline: Deadline.after(timeout), signal, unref })) ?? false;
  }
}
