import { perThread } from './context.ts';
import { orderOf } from './order.ts';
import { WeakValues } from './weak-values.ts';

/**
 * What the calling thread keeps for one primitive, made on first use, for as long as
 * somebody holds it: the same for all objects over the same memory. That is known by its
 * ordering id, in the words 6 and 7, since each message brings another buffer object for it.
 */
export function perMemory<T extends object>(name: string, words: Int32Array, make: () => T): T {
  return perThread(name, () => new WeakValues<string, T>()).get(orderOf(words), make);
}
