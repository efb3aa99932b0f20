import { load, store } from './atomics.ts';
import { checkFlag, show } from './input.ts';
import { DEBUG, SLOT_POLICY, TAKE_OVER, VALUED } from './mutex-word.ts';

/** What becomes of a lock whose holder dies. */
export interface AbandonOptions {
  /**
   * `'throw'`, the default: whoever waits for it or asks for it gets `AbandonedLockError`,
   * until somebody calls `recover()`. `'recover'`: the next in line just gets it, whatever
   * the dead one left half done. It holds for all threads, and is chosen when the lock is made.
   */
  readonly onAbandoned?: 'throw' | 'recover' | undefined;
}

/** How a mutex behaves in all threads, chosen when it is made. */
export interface MutexPolicy extends AbandonOptions {
  /** Threads note where in the source they took it. */
  readonly debug?: boolean | undefined;
  /** Its holds have a value: see `mutex-values.ts`. */
  readonly valued?: boolean | undefined;
}

/**
 * Writes the policy into a new mutex; undefined: there is nothing to write.
 *
 * @param where as `new Lock()`
 * @param mutex where the mutex is among the words
 */
export function policyWriter(
  where: string,
  options: MutexPolicy | undefined,
  mutex = 0,
): ((words: Int32Array) => void) | undefined {
  const onAbandoned: unknown = options?.onAbandoned;
  if (onAbandoned !== undefined && onAbandoned !== 'throw' && onAbandoned !== 'recover') {
    throw new TypeError(`${where}: onAbandoned must be 'throw' or 'recover', not ${show(onAbandoned)}`);
  }
  checkFlag(where, 'debug', options?.debug);
  const policy = (onAbandoned === 'recover' ? TAKE_OVER : 0) | (options?.debug === true ? DEBUG : 0) | (options?.valued === true ? VALUED : 0);
  if (policy === 0) return undefined;
  return (words) => {
    store(words, mutex + SLOT_POLICY, policy);
  };
}

/** True if its holds have a value. */
export function isValued(words: Int32Array): boolean {
  return (load(words, SLOT_POLICY) & VALUED) !== 0;
}

/** True if threads note where they took it. */
export function isDebugged(words: Int32Array): boolean {
  return (load(words, SLOT_POLICY) & DEBUG) !== 0;
}
