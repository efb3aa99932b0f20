import { Deadline, TimeoutError, asyncWaitOf, type AsyncWait, type WaitAsyncOptions } from '@sync/atomics/internal';
import { untilWoken } from './awaiting.ts';
import { blockUntil } from './blocking.ts';
import type { FutureCore } from './future-core.ts';
import type { Future } from './future.ts';
import { FUTURES, Gathering } from './gathering.ts';

const CALL = 'asCompleted';

/** Futures, one after the other as they are settled: by `for`, which blocks, or by `for await`, which never does. */
export interface Completions<AnyFuture> extends Iterable<AnyFuture>, AsyncIterable<AnyFuture> {
  /** Each step blocks the calling thread. */
  [Symbol.iterator](): Iterator<AnyFuture, undefined>;
  /** Each step returns a promise. */
  [Symbol.asyncIterator](): AsyncIterator<AnyFuture, undefined>;
}

/**
 * The same futures, each once, as they are settled, however: first those that are already. They
 * may be of several pools. They can be gone through once; who leaves the loop lets go of the rest.
 *
 * The time limit is for all of it, from this call on: when it is up, those that are settled are
 * still given, and then there is a TimeoutError. `signal` and `unref` are for `for await`. Never
 * blocks itself.
 */
export function asCompleted<AnyFuture extends Future<unknown>>(
  futures: Iterable<AnyFuture>,
  options?: WaitAsyncOptions,
): Completions<AnyFuture> {
  const completed = new Completed(futures, asyncWaitOf(FUTURES, CALL, options));
  const end = (): { done: true; value: undefined } => {
    completed.end();
    return OVER;
  };
  return {
    [Symbol.iterator]: () => ({ next: () => completed.next() as IteratorResult<AnyFuture, undefined>, return: end }),
    [Symbol.asyncIterator]: () => ({
      next: () => completed.nextAsync() as Promise<IteratorResult<AnyFuture, undefined>>,
      return: async () => Promise.resolve(end()),
    }),
  };
}

type Step = IteratorResult<Future<unknown>, undefined>;

const OVER = { done: true, value: undefined } as const;

class Completed {
  /** Settled, and not given yet. */
  readonly #ready = new Set<FutureCore>();
  readonly #gathering: Gathering;
  readonly #total: number;
  readonly #limits: AsyncWait;
  readonly #deadline: Deadline;

  constructor(futures: Iterable<Future<unknown>>, limits: AsyncWait) {
    this.#limits = limits;
    this.#deadline = Deadline.after(limits.timeout);
    this.#gathering = new Gathering(CALL, futures, (future) => {
      this.#ready.add(future);
    });
    this.#total = this.#gathering.all.size;
  }

  next(): Step {
    const gathering = this.#gathering;
    return this.#given() ?? this.#ending(() => {
      blockUntil(() => this.#ready.size > 0, gathering, this.#deadline.remaining(), {
        subject: FUTURES,
        call: CALL,
        instead: `${CALL}() in a loop of for await`,
      });
      return this.#given() ?? this.#late();
    });
  }

  async nextAsync(): Promise<Step> {
    const { signal, unref } = this.#limits;
    const gathering = this.#gathering;
    try {
      for (;;) {
        if (signal?.aborted === true && gathering.size > 0) throw signal.reason;
        const step = this.#given();
        if (step !== undefined) return step;
        if (this.#deadline.passed) return this.#late();
        await untilWoken({ deadline: this.#deadline, signal, unref }, (wake) => gathering.onChange(wake));
        // Its time may be up while the thread was busy, and results there.
        gathering.poll();
      }
    } catch (error) {
      this.end();
      throw error;
    }
  }

  end(): void {
    this.#gathering.end();
    this.#ready.clear();
  }

  /** The next step, if it need not be waited for. */
  #given(): Step | undefined {
    for (const core of this.#ready) {
      this.#ready.delete(core);
      return { done: false, value: core.future };
    }
    return this.#gathering.size === 0 ? OVER : undefined;
  }

  #late(): never {
    const message = `${this.#gathering.size} (of ${this.#total}) futures unfinished`;
    throw new TimeoutError(message, { timeout: this.#limits.timeout });
  }

  /** Who gets an error gets nothing more. */
  #ending<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.end();
      throw error;
    }
  }
}
