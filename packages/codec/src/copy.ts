/** Up to this many bytes are copied one by one: two calls of the platform, and a view, take longer. */
const FEW = 32;

/** Copies some bytes of one array into another. */
export function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length > FEW) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number;
}
