import { AsyncLocalStorage } from 'node:async_hooks';
import type { JavaScriptContender } from '../lock-shapes.ts';
import type { VariableShape } from '../variable-shape.ts';
import { packageVersion } from './package-version.ts';

const PACKAGE = '@sync/thread-local';

function own(prepare: (variable: VariableShape) => void = () => undefined): JavaScriptContender {
  return {
    version: () => packageVersion(PACKAGE),
    create: async () => {
      const { ThreadLocal } = await import('@sync/thread-local');
      return new ThreadLocal<number>({ init: () => 1 }).share();
    },
    attach: async (shared) => {
      const { ThreadLocal } = await import('@sync/thread-local');
      const variable = ThreadLocal.from<number>(shared as never, { init: () => 1 });
      prepare(variable);
      return { variable };
    },
  };
}

/** `variable.value`, `variable.run(value, fn)`. */
export const syncThreadLocal: JavaScriptContender = own();

/** `variable.value` of one that `run` was used with: it has to look whether it is in a run. */
export const syncThreadLocalAfterRun: JavaScriptContender = own((variable) => {
  variable.run(0, () => undefined);
});

/** `local().value`. */
export const syncLocal: JavaScriptContender = {
  version: () => packageVersion(PACKAGE),
  create: () => Promise.resolve(undefined),
  attach: async () => ({ variable: (await import('@sync/thread-local')).local({ init: () => ({ value: 1, run: called }) }) }),
};

/** A property of a plain object: a module's own variable is each thread's, too. */
export const plainProperty: JavaScriptContender = {
  version: () => Promise.resolve(process.version),
  create: () => Promise.resolve(undefined),
  attach: () => Promise.resolve({ variable: { value: 1, run: called } }),
};

/** `storage.getStore()`, `storage.enterWith(value)`, `storage.run(value, fn)`. */
export const asyncLocalStorage: JavaScriptContender = {
  version: () => Promise.resolve(process.version),
  create: () => Promise.resolve(undefined),
  attach: () => Promise.resolve({ variable: new Stored() }),
};

class Stored implements VariableShape {
  readonly #storage = new AsyncLocalStorage<number>();

  get value(): number {
    return this.#storage.getStore() ?? 1;
  }

  set value(value: number) {
    this.#storage.enterWith(value);
  }

  run<R>(value: number, fn: () => R): R {
    return this.#storage.run(value, fn);
  }
}

function called<R>(_: number, fn: () => R): R {
  return fn();
}
