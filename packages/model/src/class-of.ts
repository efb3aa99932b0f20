/** What a value is, from whichever realm it comes: `'SharedArrayBuffer'`, `'Generator'`. */
export function classOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Memory that threads can share. */
export function isShared(buffer: unknown): boolean {
  return classOf(buffer) === 'SharedArrayBuffer';
}

/** A promise, of whichever make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
