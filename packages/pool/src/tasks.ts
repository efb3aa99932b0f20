import { functionOf, missingVariable, retold } from '@sync/thread/internal';
import { perThread, type AsyncLocal } from '@sync/atomics/internal';
import type { Call } from './call.ts';
import type { Initializer } from './setup.ts';

/** What a worker's module exports, or serves. */
export type TaskFunctions = Readonly<Record<string, unknown>>;

/** A task's function. */
export interface Found {
  readonly fn: (...args: never[]) => unknown;
  /** It is an async function: what it does goes on in what it awaits. */
  readonly isAsync: boolean;
}

/** Async contexts of this thread's, by the names that the pool has for them. */
export type Contexts = Map<string, Pick<AsyncLocal<unknown>, 'run'>>;

/** The calling worker's: filled by its module. */
export function contextsHere(): Contexts {
  return perThread<Contexts>('pool-contexts', () => new Map());
}

/** Finds the functions of tasks. */
export class Tasks {
  readonly #functions: TaskFunctions;
  readonly #what: string;
  readonly #named = new Map<string, Found>();
  readonly #texts = new Map<string, Found>();
  readonly #async = new Set<string>();

  /** @param what where they come from, for messages */
  constructor(functions: TaskFunctions, what: string) {
    this.#functions = functions;
    this.#what = what;
  }

  /**
   * The function of a call.
   *
   * @throws TypeError there is none of that name
   */
  find({ name, text }: Pick<Call, 'name' | 'text'>): Found {
    const known = text === undefined ? this.#named.get(name) : this.#texts.get(text);
    if (known !== undefined) return known;
    const found = foundOf(text === undefined ? this.#exported(name) : functionOf(text));
    if (text === undefined) this.#named.set(name, found);
    else this.#texts.set(text, found);
    return found;
  }

  /** Whether a task is known to return promises, before it was ever run: it says so, or did when it ran. */
  isAsync({ name, text }: Pick<Call, 'name' | 'text'>): boolean {
    return this.#async.has(name) || (text === undefined ? isAsync(this.#functions[name]) : /^async\b/.test(text));
  }

  /** It does. */
  noteAsync(name: string): void {
    this.#async.add(name);
  }

  /** Calls a function within the submitter's async context. */
  inContext(values: Readonly<Record<string, unknown>> | undefined, fn: () => unknown): unknown {
    if (values === undefined) return fn();
    const contexts = contextsHere();
    return Object.entries(values).reduce<() => unknown>((inner, [name, value]) => {
      const context = contexts.get(name);
      return context === undefined ? inner : () => context.run(value, inner);
    }, fn)();
  }

  /** Calls what is to be called before the first task. */
  async initialize(initializer: Initializer): Promise<void> {
    try {
      await this.find(initializer).fn(...(initializer.args as never[]));
    } catch (error) {
      throw this.explained(error, initializer.name);
    }
  }

  /** Of a function that misses what was around it: the error says so. */
  explained(error: unknown, name: string): unknown {
    const missing = this.#texts.size > 0 ? missingVariable(error) : undefined;
    if (missing === undefined || this.#named.has(name)) return error;
    return retold(
      error as Error,
      `${(error as Error).message}: a function that is submitted travels as its text, without what is around it, such as ${missing}; ` +
        "pass it as an argument, import it inside, or make it a task of the pool's module",
    );
  }

  #exported(name: string): Found['fn'] {
    const found = this.#functions[name];
    if (typeof found === 'function') return found as Found['fn'];
    const names = Object.keys(this.#functions).filter((key) => typeof this.#functions[key] === 'function');
    const there = names.length === 0 ? 'no functions' : names.join(', ');
    const what = found === undefined ? `there is no task '${name}'` : `'${name}' is no function`;
    throw new TypeError(`${what}; ${this.#what} ${there}`);
  }
}

function foundOf(fn: Found['fn']): Found {
  return { fn, isAsync: isAsync(fn) };
}

function isAsync(fn: unknown): boolean {
  return Object.prototype.toString.call(fn) === '[object AsyncFunction]';
}
