import { DONE, type FutureCore, type Observer } from './future-core.ts';
import type { Future } from './future.ts';
import { callPrinting } from './unobserved.ts';

/** Settles a promise as the future was settled. */
export class Promised implements Observer {
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  /** @param resolve the promise's, as `reject` is */
  constructor(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** See {@link Observer}. */
  settled(future: FutureCore): void {
    if (future.state === DONE) this.#resolve(future.value);
    else this.#reject(future.error);
  }
}

/** Calls somebody's function. */
export class DoneCallback implements Observer {
  readonly #fn: (future: Future<unknown>) => unknown;

  /** @param fn may throw, which is printed */
  constructor(fn: (future: Future<unknown>) => unknown) {
    this.#fn = fn;
  }

  /** See {@link Observer}. */
  settled({ label, origin, future }: FutureCore): void {
    callPrinting(`Exception in a done callback of ${label} of ${origin.label}`, this.#fn, future);
  }
}

/** Calls a function that does not throw. */
export class Told implements Observer {
  /** See {@link Observer}. */
  readonly settled: () => void;

  /** @param fn told once */
  constructor(fn: () => void) {
    this.settled = fn;
  }
}
