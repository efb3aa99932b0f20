import { Deadline, TimeoutError, asyncWaitOf, type AsyncWait, type WaitAsyncOptions } from '@sync/atomics/internal';
import { untilWoken } from './awaiting.ts';
import { blockUntil } from './blocking.ts';
import type { FutureCore } from './future-core.ts';
import type { Future } from './future.ts';
import { FUTURES, Gathering, coresOf } from './gathering.ts';

const CALL = 'asCompleted';

/**
 * A future as the loops give it: the very same, which need not be awaited any more, but asked for its
 * `result()`. TypeScript takes it that `for await` awaits what it is given, and would say that this is
 * the result; so to TypeScript it is no promise.
 */
export type Completed<AnyFuture> = AnyFuture & { readonly then: never };

/** Futures, one after the other as they are settled: by `for`, which blocks, or by `for await`, which never does. */
export interface Completions<AnyFuture> {
  /** Each step blocks the calling thread. */
  [Symbol.iterator](): IterableIterator<Completed<AnyFuture>, undefined>;
  /** Each step returns a promise. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Completed<AnyFuture>, undefined>;
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
  return new Completing(futures, asyncWaitOf(FUTURES, CALL, options));
}

type Step<AnyFuture> = IteratorResult<Completed<AnyFuture>, undefined>;

const OVER = { done: true, value: undefined } as const;

class Completing<AnyFuture extends Future<unknown>> implements Completions<AnyFuture> {
  /** Settled, and not given yet. */
  readonly #ready = new Set<FutureCore>();
  readonly #gathering: Gathering;
  readonly #total: number;
  readonly #limits: AsyncWait;
  readonly #deadline: Deadline;

  constructor(futures: Iterable<AnyFuture>, limits: AsyncWait) {
    this.#limits = limits;
    this.#deadline = Deadline.after(limits.timeout);
    const all = coresOf(CALL, futures);
    this.#total = all.size;
    this.#gathering = new Gathering(all, (future) => {
      this.#ready.add(future);
    });
  }

  [Symbol.iterator](): IterableIterator<Completed<AnyFuture>, undefined> {
    const steps = {
      next: () => this.#next(),
      return: () => this.#end(),
      [Symbol.iterator]: () => steps,
    };
    return steps;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Completed<AnyFuture>, undefined> {
    const steps = {
      next: () => this.#nextAsync(),
      return: () => Promise.resolve(this.#end()),
      [Symbol.asyncIterator]: () => steps,
    };
    return steps;
  }

  #next(): Step<AnyFuture> {
    const gathering = this.#gathering;
    const step = this.#given();
    if (step !== undefined) return step;
    try {
      // A callback may take what is there, or leave.
      blockUntil(() => this.#ready.size > 0 || gathering.size === 0, gathering.origins, this.#deadline.remaining(), {
        subject: FUTURES,
        call: CALL,
        instead: `${CALL}() in a loop of for await`,
      });
      return this.#given() ?? this.#late();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  async #nextAsync(): Promise<Step<AnyFuture>> {
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
      this.#end();
      throw error;
    }
  }

  /** Who gets an error, or leaves, gets nothing more. */
  #end(): typeof OVER {
    this.#gathering.end();
    this.#ready.clear();
    return OVER;
  }

  /** The next step, if it need not be waited for. */
  #given(): Step<AnyFuture> | undefined {
    for (const core of this.#ready) {
      this.#ready.delete(core);
      return { done: false, value: core.future as Completed<AnyFuture> };
    }
    return this.#gathering.size === 0 ? OVER : undefined;
  }

  #late(): never {
    const message = `${this.#gathering.size} (of ${this.#total}) futures unfinished`;
    throw new TimeoutError(message, { timeout: this.#limits.timeout });
  }
}
