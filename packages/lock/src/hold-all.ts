import {
  BlockingNotAllowedError,
  Deadline,
  Guard,
  TimeoutError,
  asyncWaitOf,
  compareOrders,
  holdable,
  isValued,
  mutex,
  show,
  timeoutOf,
  type AsyncHoldable,
  type GuardedHold,
  type Holdable,
  type Lockable,
  type Ordered,
  type OrderedAsync,
  type Subject,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';

/** So many locks are named in a message. */
const MOST_NAMED = 4;

/**
 * Takes several locks, or none of them. All threads take locks in one order, in whatever
 * order they are listed, so that no two threads wait for each other here. Any locks of this
 * package; a re-entrant one that the thread holds is entered once more. The time limit is
 * for all together. The guard releases them, the last taken first. Blocks the calling thread.
 *
 * What the thread holds already has no part in that order, nor what its tasks hold, which
 * cannot go on while it is blocked: take all that is needed by one call.
 *
 * @throws TimeoutError the time was up
 * @throws TypeError not a list of locks, or one lock twice; both sides of an RWLock are one
 * lock, too; a Guarded, whose own calls alone give its value
 * @throws what `acquire` of one of them throws; like the others, it leaves none held
 *
 * @example
 * ```ts
 * const [from, to] = [new Lock({ name: 'from' }), new Lock({ name: 'to' })];
 * using held = holdAll([from, to]);
 * [from.owned, to.owned]; // => [ true, true ]
 * ```
 */
export function holdAll(locks: readonly (Lockable | Holdable)[], options?: WaitOptions): Guard {
  const all = new Together('holdAll', locks);
  const timeout = timeoutOf(all, 'holdAll', options);
  const deadline = Deadline.after(timeout);
  try {
    for (const lock of all.inOrder) {
      all.add(lock.acquireNumbered(deadline.finite ? { timeout: deadline.remaining() } : undefined), timeout);
    }
    return new Guard(all, 0);
  } catch (error) {
    const next = all.next;
    all.releaseNumbered();
    throw error instanceof BlockingNotAllowedError && all.inOrder.every(isAwaitable)
      ? new BlockingNotAllowedError(
          `${all.label}: holdAll() would wait for ${next}, and this thread may not block; use await holdAllAsync()`,
        )
      : error;
  }
}

/**
 * As {@link holdAll}, for locks that can be awaited: not for a SpinLock. Rejects with the
 * signal's reason when that is aborted; then none is held. Returns a promise; never blocks.
 */
export async function holdAllAsync(
  locks: readonly (Lockable | AsyncHoldable)[],
  options?: WaitAsyncOptions,
): Promise<Guard> {
  const all = new Together('holdAllAsync', locks);
  const other = all.inOrder.find((lock) => !isAwaitable(lock));
  if (other !== undefined) throw new TypeError(`holdAllAsync(): ${other.label} cannot be awaited; use holdAll()`);
  const { timeout, signal, unref } = asyncWaitOf(all, 'holdAllAsync', options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  const deadline = Deadline.after(timeout);
  try {
    for (const lock of all.inOrder.filter(isAwaitable)) {
      all.add(await lock.acquireNumberedAsync({ timeout: deadline.remaining(), signal, unref }), timeout);
    }
    return new Guard(all, 0);
  } catch (error) {
    all.releaseNumbered();
    throw error;
  }
}

/** Several locks, of which the first ones are held. */
class Together implements GuardedHold, Subject {
  /** In the order in which all threads take them. */
  readonly inOrder: readonly Ordered[];
  readonly #call: string;
  /** The numbers of the holds. */
  readonly #holds: number[] = [];

  constructor(call: string, locks: unknown) {
    if (!Array.isArray(locks)) {
      throw new TypeError(`${call}() expects an array of locks, as ${call}([a, b]), not ${show(locks)}`);
    }
    this.inOrder = Array.from(locks, (lock, at) => orderedOf(call, lock, at)).sort((a, b) => compareOrders(a.words, b.words));
    this.#call = call;
    this.#checkDifferent();
  }

  /** For messages, as `Lock(a), Lock(b)`. */
  get label(): string {
    const labels = this.inOrder.slice(0, MOST_NAMED).map(({ label }) => label);
    const more = this.inOrder.length - labels.length;
    return `${labels.join(', ') || 'no locks'}${more > 0 ? ` and ${more} more` : ''}`;
  }

  /** For messages: the first one that is not held. */
  get next(): string {
    return this.inOrder[this.#holds.length]?.label ?? '';
  }

  /**
   * The next one is held, too.
   *
   * @param hold undefined: the time was up
   */
  add(hold: number | undefined, timeout: number): void {
    if (hold === undefined) {
      throw new TimeoutError(`${this.label}: ${this.#call}() did not get ${this.next} within ${timeout} ms`, { timeout });
    }
    this.#holds.push(hold);
  }

  isHeld(): boolean {
    return this.#holds.every((hold, at) => this.inOrder[at]?.isHeld(hold) === true);
  }

  /** Ends what is left of the holds, the last first. */
  releaseNumbered(): void {
    for (let hold = this.#holds.pop(); hold !== undefined; hold = this.#holds.pop()) {
      this.inOrder[this.#holds.length]?.releaseNumbered(hold);
    }
  }

  /** Locks that are the same lie side by side by now. */
  #checkDifferent(): void {
    for (const [at, { words, label }] of this.inOrder.entries()) {
      const after = this.inOrder[at + 1];
      if (after === undefined || compareOrders(words, after.words) !== 0) continue;
      const same = label === after.label ? `${label} is listed twice` : `${label} and ${after.label} are one lock`;
      throw new TypeError(`${this.#call}(): ${same}; list each lock once`);
    }
  }
}

function orderedOf(call: string, value: unknown, at: number): Ordered {
  const lock = value as Partial<Lockable & Holdable> | null | undefined;
  const its = lock?.[mutex];
  if (its !== undefined && isValued(its.words)) {
    throw new TypeError(`${call}(): ${its.label} is held by its own calls alone, which give its value; list a Lock instead`);
  }
  const ordered = its ?? lock?.[holdable];
  if (ordered !== undefined) return ordered;
  const hint = isTwoSided(value) ? '; list its reader or its writer' : '';
  throw new TypeError(`${call}(): item ${at} of the list must be a lock, not ${show(value)}${hint}`);
}

/** An RWLock. */
function isTwoSided(value: unknown): boolean {
  return (value as { reader?: Partial<Holdable> } | null | undefined)?.reader?.[holdable] !== undefined;
}

function isAwaitable(lock: Ordered): lock is OrderedAsync {
  return 'acquireNumberedAsync' in lock;
}
