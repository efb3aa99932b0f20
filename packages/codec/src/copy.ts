/** From this many bytes on, two calls of the platform, and a view for them, take less time. */
const MANY = 40;

/** Copies some bytes of one array into another: few, as a rule. */
export function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length >= MANY) {
    to.set(from.subarray(start, start + length), at);
    return;
  }
  const end = start + length;
  // Eight at a time take two thirds of the time.
  for (; start + 8 <= end; start += 8, at += 8) {
    to[at] = from[start] as number;
    to[at + 1] = from[start + 1] as number;
    to[at + 2] = from[start + 2] as number;
    to[at + 3] = from[start + 3] as number;
    to[at + 4] = from[start + 4] as number;
    to[at + 5] = from[start + 5] as number;
    to[at + 6] = from[start + 6] as number;
    to[at + 7] = from[start + 7] as number;
  }
  while (start < end) to[at++] = from[start++] as number;
}
