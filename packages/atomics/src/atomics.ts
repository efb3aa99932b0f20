/**
 * The one seam between these packages and the platform's `Atomics`: every other package
 * calls these functions. They look the global up at each call, so that a model checker
 * can stand in for it, and cost nothing once compiled.
 *
 * All of them are sequentially consistent, as every operation of `Atomics` is, but for the
 * two plain ones, for words that only one thread can touch at the time.
 */

/** Reads a word. */
export function load(words: Int32Array, index: number): number {
  return Atomics.load(words, index);
}

/** Writes a word. */
export function store(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value);
}

/** Adds to a word; returns what it was. */
export function add(words: Int32Array, index: number, value: number): number {
  return Atomics.add(words, index, value);
}

/** Writes a word; returns what it was. */
export function exchange(words: Int32Array, index: number, value: number): number {
  return Atomics.exchange(words, index, value);
}

/** Sets bits of a word; returns what it was. */
export function or(words: Int32Array, index: number, bits: number): number {
  return Atomics.or(words, index, bits);
}

/** Writes a word if it is what was expected; returns what it was. */
export function compareExchange(words: Int32Array, index: number, expected: number, value: number): number {
  return Atomics.compareExchange(words, index, expected, value);
}

/** True if the word was what was expected, and so was written. */
export function swap(words: Int32Array, index: number, expected: number, value: number): boolean {
  return Atomics.compareExchange(words, index, expected, value) === expected;
}

/** Reads 64 bits. */
export function load64(words: BigInt64Array, index: number): bigint {
  return Atomics.load(words, index);
}

/** True if the 64 bits were what was expected, and so were written. */
export function swap64(words: BigInt64Array, index: number, expected: bigint, value: bigint): boolean {
  return Atomics.compareExchange(words, index, expected, value) === expected;
}

/** Wakes at most `count` of those that sleep on a word; returns how many it woke. */
export function notify(words: Int32Array, index: number, count: number): number {
  return Atomics.notify(words, index, count);
}

/** Tells the processor that this is a spin loop, where there is a way to. */
export function pause(): void {
  (Atomics as { pause?: () => void }).pause?.();
}

/** Reads a word without an order; who calls it says why no other thread writes it now. */
export function plainLoad(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** Writes a word without an order; who calls it says why no other thread reads it now. */
export function plainStore(words: Int32Array, index: number, value: number): void {
  words[index] = value;
}
