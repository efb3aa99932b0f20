import type { TypedArray } from './views.ts';

/** A span of bytes of a buffer. */
export interface Span {
  readonly type: string;
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
}

/** An element of a typed array. */
export function spanOf(real: TypedArray, index: number): Span {
  const start = real.byteOffset + index * real.BYTES_PER_ELEMENT;
  return { type: real[Symbol.toStringTag], buffer: real.buffer, start, end: start + real.BYTES_PER_ELEMENT };
}
