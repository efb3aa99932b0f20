import { perThread } from '@sync/atomics/internal';
import { APART, ASCII, UTF16, UTF8 } from './format.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';

/** Up to this many characters are written one by one: a call of the platform takes longer. */
const SHORT = 64;
/** Up to this many are read so, eight at a time. */
const FEW = 32;
/** From this many on they go among the contents: a guess, a few pages. */
const LONG = 16_384;

const SURROGATE = /\p{Surrogate}/u;

/** Writes a string, or returns what is to go among the contents. */
export function writeText(out: Output, text: string): Uint8Array | undefined {
  const { length } = text;
  if (length <= SHORT && writeAscii(out, text, length * 4 + ASCII)) return undefined;
  if (SURROGATE.test(text)) {
    out.uint(length * 4 + UTF16);
    for (let i = 0; i < length; i++) out.uint(text.charCodeAt(i));
    return undefined;
  }
  const bytes = utf8().encoder.encode(text);
  if (bytes.length >= LONG) {
    out.uint(bytes.length * 4 + APART);
    return bytes;
  }
  out.uint(bytes.length * 4 + UTF8);
  out.bytes(bytes);
  return undefined;
}

/** Writes the head, and a byte for each character; false, with nothing written, if there are others than ASCII. */
export function writeAscii(out: Output, text: string, head: number): boolean {
  const { length } = text;
  out.room(length + 2);
  const { cbuf } = out;
  const start = out.cpos + (head < 128 ? 1 : 2);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return false;
    cbuf[start + i] = unit;
  }
  out.uint(head);
  out.cpos = start + length;
  return true;
}

/** Of strings in the section; of the others, the reader has the bytes. */
export function readText(from: Input, head: number): string {
  const length = Math.floor(head / 4);
  const form = head % 4;
  if (form === UTF16) return readUnits(from, length);
  const start = from.past(length);
  return form === ASCII ? readAscii(from.arr, start, length) : fromUtf8(from.arr.subarray(start, start + length));
}

/** A string of a byte a character. */
export function readAscii(bytes: Uint8Array<ArrayBuffer>, at: number, length: number): string {
  if (length > FEW) return fromUtf8(bytes.subarray(at, at + length));
  let text = '';
  for (; length >= 8; at += 8, length -= 8) text += readFew(bytes, at, 8);
  return length === 0 ? text : text + readFew(bytes, at, length);
}

/** Of 1 to 8 characters: a string that grows by one at a time is a chain of strings. */
function readFew(bytes: Uint8Array, at: number, length: number): string {
  const a = bytes[at] as number;
  if (length === 1) return String.fromCharCode(a);
  const b = bytes[at + 1] as number;
  if (length === 2) return String.fromCharCode(a, b);
  const c = bytes[at + 2] as number;
  if (length === 3) return String.fromCharCode(a, b, c);
  const d = bytes[at + 3] as number;
  if (length === 4) return String.fromCharCode(a, b, c, d);
  const e = bytes[at + 4] as number;
  if (length === 5) return String.fromCharCode(a, b, c, d, e);
  const f = bytes[at + 5] as number;
  if (length === 6) return String.fromCharCode(a, b, c, d, e, f);
  const g = bytes[at + 6] as number;
  if (length === 7) return String.fromCharCode(a, b, c, d, e, f, g);
  return String.fromCharCode(a, b, c, d, e, f, g, bytes[at + 7] as number);
}

/** The characters of bytes in UTF-8. */
export function fromUtf8(bytes: Uint8Array<ArrayBuffer>): string {
  return utf8().decoder.decode(bytes);
}

function readUnits(from: Input, length: number): string {
  if (length > from.end - from.pos) throw new RangeError('a text is longer than what there is');
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(from.uint());
  return text;
}

/** The platform's own, made once in a thread. */
function utf8() {
  return perThread('utf-8', () => ({
    encoder: new TextEncoder(),
    // A byte order mark is a character like others.
    decoder: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  }));
}
