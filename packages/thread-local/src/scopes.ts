import { checkNoPromise, makeAsyncLocal, perThread, type AsyncLocal, type Subject } from '@sync/atomics/internal';

/** What a variable is within one `run`, and in all that it awaits. */
export interface Scope {
  readonly of: Subject;
  value: unknown;
  /** False: it was deleted, and what is outside shows. */
  isSet: boolean;
  readonly outer: Scope | undefined;
}

/**
 * The runs that the thread's code is in, of all variables: one value of the platform's async
 * context, made at the first run. Where the platform has none, a run is over when its
 * function returns, and cannot be of an async one.
 */
export class Scopes {
  readonly #async: AsyncLocal<Scope> | undefined = makeAsyncLocal<Scope>();
  #sync: Scope | undefined;

  /** The thread's one. */
  static get(): Scopes {
    return perThread('thread-local-scopes', () => new Scopes());
  }

  /** The innermost run of that variable that the caller is in. */
  innermost(of: Subject): Scope | undefined {
    return within(of, this.#innermost());
  }

  /** The same, of those in which it has a value. */
  innermostSet(of: Subject): Scope | undefined {
    let scope = within(of, this.#innermost());
    while (scope?.isSet === false) scope = within(of, scope.outer);
    return scope;
  }

  /** @throws TypeError the function is async, and nothing would tell who goes on with it */
  run<R>(of: Subject, value: unknown, fn: () => R): R {
    const outer = this.#innermost();
    const scope = { of, value, isSet: true, outer };
    if (this.#async !== undefined) return this.#async.run(scope, fn);
    this.#sync = scope;
    try {
      const result = fn();
      checkNoPromise(of, result, 'run() got an async function, and this platform has no async context to follow it');
      return result;
    } finally {
      this.#sync = outer;
    }
  }

  #innermost(): Scope | undefined {
    return this.#async === undefined ? this.#sync : this.#async.getStore();
  }
}

function within(of: Subject, scope: Scope | undefined): Scope | undefined {
  while (scope !== undefined && scope.of !== of) scope = scope.outer;
  return scope;
}
