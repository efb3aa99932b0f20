import { perThread } from '@sync/atomics/internal';
import { verifyLen, writeUint8Array, writeVarUint, type Encoder } from 'lib0/encoding';
import { readUint8Array, readVarUint, type Decoder } from 'lib0/decoding';
import { APART, ASCII, UTF16, UTF8 } from './format.ts';

/** Up to this many characters are tried one by one: a call of the platform takes longer. */
const SHORT = 64;
/** From this many on they go among the contents: a guess, a few pages. */
const LONG = 16_384;
/** A varint of 7 bits each: what a length below `SHORT` may need. */
const HEAD_BYTES = 2;

const SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a string.
 *
 * @param apart takes what goes among the contents
 */
export function writeText(out: Encoder, text: string, apart: (bytes: Uint8Array) => void): void {
  if (text.length <= SHORT && writeAscii(out, text)) return;
  if (SURROGATE.test(text)) {
    writeVarUint(out, text.length * 4 + UTF16);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      writeVarUint(out, unit);
    }
    return;
  }
  const bytes = utf8().encoder.encode(text);
  if (bytes.length < LONG) {
    writeVarUint(out, bytes.length * 4 + UTF8);
    writeUint8Array(out, bytes);
  } else {
    writeVarUint(out, bytes.length * 4 + APART);
    apart(bytes);
  }
}

/** False, with nothing written, if there are other characters in it. */
function writeAscii(out: Encoder, text: string): boolean {
  const { length } = text;
  verifyLen(out, length + HEAD_BYTES);
  const { cbuf } = out;
  const head = length < 32 ? 1 : 2;
  const start = out.cpos + head;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return false;
    cbuf[start + i] = unit;
  }
  writeVarUint(out, length * 4 + ASCII);
  out.cpos = start + length;
  return true;
}

/**
 * Reads a string.
 *
 * @param apart gives so many bytes of the contents
 */
export function readText(from: Decoder, apart: (length: number) => Uint8Array): string {
  const head = readVarUint(from);
  const length = Math.floor(head / 4);
  const form = head % 4;
  if (form === APART) return utf8().decoder.decode(apart(length));
  if (length > from.arr.length - from.pos) throw new RangeError('a text is longer than what there is');
  switch (form) {
    case ASCII:
      return readAscii(from, length);
    case UTF8:
      return utf8().decoder.decode(readUint8Array(from, length));
    default:
      return readUnits(from, length);
  }
}

function readAscii(from: Decoder, length: number): string {
  const { arr, pos } = from;
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(arr[pos + i] as number);
  from.pos += length;
  return text;
}

function readUnits(from: Decoder, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(readVarUint(from));
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
