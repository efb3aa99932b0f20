import { define, type Kind, type Shared } from '@sync/atomics/internal';
import { namespaceOf } from './namespace.ts';
import { checkFunctions, type LocalOptions } from './options.ts';
import { ThreadLocal } from './thread-local.ts';

/** What handles say; the words are those of the variable behind it. */
const KIND: Kind = { name: 'local', module: '@sync/thread-local', words: 0 } as const;

/**
 * A namespace: an object whose properties are each thread's own. It begins as what `init`
 * returns there, or empty, when a thread first touches it. A property that is missing is
 * undefined, as in every object.
 *
 * Behind it is a `ThreadLocal`, which may be given instead of options: to bring an `init`
 * in another thread, or to `run` code with another object. `share()` and `receive()` take it
 * to other threads; posting it raw throws. For objects with private fields, use `value` of a
 * ThreadLocal: no namespace can reach those.
 *
 * @throws TypeError no options
 *
 * @example
 * ```ts
 * const mine = local({ init: () => ({ visits: 0 }) });
 * mine.visits++;
 * mine.visits; // => 1
 * ```
 */
export function local<T extends object>(options: (LocalOptions<T> & { readonly init: () => T }) | ThreadLocal<T>): T;
/** The same without an `init`: it begins empty. */
export function local<T extends object = Record<string, unknown>>(
  options?: LocalOptions<T> | ThreadLocal<T | undefined>,
): Partial<T>;
export function local<T extends object>(options?: LocalOptions<T> | ThreadLocal<T>): T {
  if (isVariable(options)) return namespaceOf(KIND.name, options);
  checkFunctions('local()', options, 'init, dispose, name');
  const { name, init, dispose } = options ?? {};
  return namespaceOf(KIND.name, new ThreadLocal<T>({ name, init: init as () => T, dispose }));
}

/** Of whichever copy of the package. */
function isVariable<T>(options: LocalOptions<T> | ThreadLocal<T> | undefined): options is ThreadLocal<T> {
  return typeof (options as Partial<ThreadLocal<T>> | null | undefined)?.run === 'function';
}

define(KIND, {
  prototype: {},
  from: (shared: Shared<ThreadLocal<object>>) => local(ThreadLocal.from({ ...shared, '@sync': 'ThreadLocal' })),
});
