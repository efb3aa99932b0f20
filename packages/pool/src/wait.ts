import { Deadline, asyncWaitOf, show, timeoutOf, type WaitAsyncOptions, type WaitOptions } from '@sync/atomics/internal';
import { untilWoken } from './awaiting.ts';
import { blockUntil } from './blocking.ts';
import { FAILED, type FutureCore } from './future-core.ts';
import type { Future } from './future.ts';
import { FUTURES, Gathering, coresOf } from './gathering.ts';

const UNTIL = ['all', 'first', 'exception'] as const;

/**
 * When enough is settled: all; the first one, however; or the first that has failed, or else
 * all. One that was cancelled has not failed.
 */
export type WaitUntil = (typeof UNTIL)[number];

/** What a blocking wait for futures waits for. */
export interface WaitForOptions extends WaitOptions {
  /** `'all'`, unless told. */
  readonly until?: WaitUntil | undefined;
}

/** What an awaited wait for futures waits for. */
export interface WaitForAsyncOptions extends WaitAsyncOptions {
  /** `'all'`, unless told. */
  readonly until?: WaitUntil | undefined;
}

/** The futures of a wait: the same objects, each once, in the order in which they were given. */
export interface Waited<AnyFuture> {
  /** Those that are done, have failed, or were cancelled. */
  readonly done: Set<AnyFuture>;
  /** The others. */
  readonly pending: Set<AnyFuture>;
}

/**
 * Waits for futures, of one pool or several, until enough of them are settled, or the time is
 * up; which is no error. Blocks the calling thread.
 *
 * @throws BlockingNotAllowedError too few are settled, and this thread may not block
 */
export function wait<AnyFuture extends Future<unknown>>(futures: Iterable<AnyFuture>, options?: WaitForOptions): Waited<AnyFuture> {
  const until = untilOf('wait', options);
  const timeout = timeoutOf(FUTURES, 'wait', options);
  const waiting = new Waiting('wait', futures, until);
  try {
    blockUntil(() => waiting.isOver, waiting.gathering.origins, timeout, { subject: FUTURES, call: 'wait', instead: 'waitAsync()' });
    return waiting.outcome();
  } finally {
    waiting.gathering.end();
  }
}

/** As {@link wait}; rejects with the signal's reason. Returns a promise; never blocks. */
export async function waitAsync<AnyFuture extends Future<unknown>>(
  futures: Iterable<AnyFuture>,
  options?: WaitForAsyncOptions,
): Promise<Waited<AnyFuture>> {
  const until = untilOf('waitAsync', options);
  const { timeout, signal, unref } = asyncWaitOf(FUTURES, 'waitAsync', options);
  if (signal?.aborted === true && timeout > 0) throw signal.reason;
  const waiting = new Waiting('waitAsync', futures, until);
  const { gathering } = waiting;
  try {
    if (!waiting.isOver && timeout > 0) {
      await untilWoken({ deadline: Deadline.after(timeout), signal, unref }, (wake) =>
        gathering.onChange(() => {
          if (waiting.isOver) wake();
        }),
      );
      // Its time may be up while the thread was busy, and results there.
      gathering.poll();
    }
    return waiting.outcome();
  } finally {
    gathering.end();
  }
}

/** One call of the two. */
class Waiting {
  readonly gathering: Gathering;
  readonly #futures: ReadonlySet<FutureCore>;
  readonly #until: WaitUntil;
  #isEnough = false;

  constructor(call: string, futures: Iterable<Future<unknown>>, until: WaitUntil) {
    this.#until = until;
    this.#futures = coresOf(call, futures);
    this.gathering = new Gathering(this.#futures, ({ state }) => {
      this.#isEnough ||= this.#until === 'first' || (this.#until === 'exception' && state === FAILED);
    });
  }

  get isOver(): boolean {
    return this.#isEnough || this.gathering.size === 0;
  }

  outcome<AnyFuture extends Future<unknown>>(): Waited<AnyFuture> {
    const waited = { done: new Set<AnyFuture>(), pending: new Set<AnyFuture>() };
    for (const { isSettled, future } of this.#futures) waited[isSettled ? 'done' : 'pending'].add(future as AnyFuture);
    return waited;
  }
}

function untilOf(call: string, options: WaitForOptions | undefined): WaitUntil {
  const { until = 'all' } = options ?? {};
  if (UNTIL.includes(until)) return until;
  throw new TypeError(`${FUTURES.label}: ${call}(): until must be 'all', 'first' or 'exception', not ${show(until)}`);
}
