import { checkFunction, checkOptions, type PlacementOptions } from '@sync/atomics/internal';

/** What each thread has to bring, since functions do not cross threads. */
export interface ThreadFunctions<T> {
  /** Makes the value of a thread, when it is first touched there. */
  readonly init?: (() => T) | undefined;
  /**
   * Called with each value that the variable drops: when its thread ends, by `delete`, and
   * when another is set. `true`: the value's own `Symbol.dispose`.
   */
  readonly dispose?: ((value: T) => void) | true | undefined;
}

/** Options of a new variable. */
export interface ThreadLocalOptions<T> extends PlacementOptions, ThreadFunctions<T> {}

/** Options of a namespace. */
export interface LocalOptions<T> extends ThreadFunctions<T> {
  /** Shown in messages, also in other threads. */
  readonly name?: string | undefined;
}

/**
 * Refuses what are no functions.
 *
 * @param where as `new ThreadLocal()`
 */
export function checkFunctions<T>(where: string, options: ThreadFunctions<T> | undefined, such: string): void {
  checkOptions(where, options, such);
  const { init, dispose } = options ?? {};
  if (init !== undefined) checkFunction({ label: where }, 'init', init);
  if (dispose !== undefined && dispose !== true) checkFunction({ label: where }, 'dispose', dispose);
}
