import { perThread } from './context.ts';

type ByBuffer<T> = WeakMap<ArrayBufferLike, Map<number, T>>;

/**
 * What the calling thread keeps for one word of shared memory, made on first use: the same
 * for all typed arrays over that memory.
 */
export function perAddress<T>(name: string, words: Int32Array, index: number, make: () => T): T {
  const all = perThread<ByBuffer<T>>(name, () => new WeakMap<ArrayBufferLike, Map<number, T>>());
  let kept = all.get(words.buffer);
  if (kept === undefined) all.set(words.buffer, (kept = new Map<number, T>()));
  const address = words.byteOffset + index * 4;
  let value = kept.get(address);
  if (value === undefined) kept.set(address, (value = make()));
  return value;
}
