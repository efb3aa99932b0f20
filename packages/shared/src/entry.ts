import {
  Deadline,
  MutexWaiters,
  TimeoutError,
  asyncWaitOf,
  checkCanBlock,
  gaveUp,
  selfCircular,
  take,
  takeWaiting,
  threadId,
  threadName,
  timeoutOf,
  type DeadlockError,
  type Mutex,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';

/** The ways to a mutex for calls of other names than its own: each returns the number of the hold. */
export class Entry {
  readonly #mutex: Mutex;
  #waiters: MutexWaiters | undefined;

  /** @param mutex one that is taken over from the dead, and does not let its owner enter again */
  constructor(mutex: Mutex) {
    this.#mutex = mutex;
  }

  /** Undefined: it is held. Never blocks. */
  try(): number | undefined {
    return this.#mutex.tryAcquire() ? this.#mutex.number() : undefined;
  }

  /**
   * Blocks the calling thread.
   *
   * @param call for messages, as `get`
   * @param instead what the holder is to do, who would wait for itself
   * @throws TimeoutError, DeadlockError, BlockingNotAllowedError
   */
  enter(call: string, options: WaitOptions | undefined, instead: string): number {
    const mutex = this.#mutex;
    const timeout = timeoutOf(mutex, call, options);
    if (take(mutex, false)) return mutex.number();
    if (timeout === Infinity && mutex.owned) throw selfDeadlock(mutex, call, instead);
    if (timeout === 0) return this.try() ?? timedOut(mutex, call, timeout);
    checkCanBlock(mutex, call, `${call}Async()`);
    if (takeWaiting(mutex, call, Deadline.interruptible(timeout), 'give-up')) return mutex.number();
    gaveUp();
    return timedOut(mutex, call, timeout);
  }

  /** Rejects with the signal's reason when that is aborted. Returns a promise; never blocks. */
  async enterAsync(call: string, options: WaitAsyncOptions | undefined): Promise<number> {
    const wait = asyncWaitOf(this.#mutex, call, options);
    this.#waiters ??= MutexWaiters.of(this.#mutex);
    const hold = await this.#waiters.enter(wait, 'give-up', (number) => number);
    return hold ?? timedOut(this.#mutex, call, wait.timeout);
  }
}

function timedOut({ label }: Mutex, call: string, timeout: number): never {
  throw new TimeoutError(`${label}: ${call}() did not get it within ${timeout} ms`, { timeout });
}

function selfDeadlock(mutex: Mutex, call: string, instead: string): DeadlockError {
  const { label, table } = mutex;
  const who = `${label}: ${call}() by ${threadName(threadId(), table)}, which holds it already`;
  return selfCircular(mutex, table, `${who}, and would wait for itself; ${instead}`);
}
