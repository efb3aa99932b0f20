/** Shared memory of so many words, zeroed. */
export function words(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}
