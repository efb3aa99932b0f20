/**
 * What the bytes are: a head, then the section, then the contents of buffers, one after the other,
 * so that a large one is copied once, straight into its place.
 *
 * HEAD      byte 0     MAGIC, which changes with the format, and the bits below
 *           bytes 1-4  the length of the section, little-endian; only if there are contents
 * SECTION   one value. A value is a tag, and what the tag says. Tags from SHORT on are strings of so many
 *           ASCII characters, which follow; those from SMALL on are the numbers from 0 themselves. Objects are
 *           numbered as they begin; REFERENCE says that number, and so what was met twice stays one,
 *           in cycles too.
 * CONTENTS  of each BUFFER of the section, in their order; and of long strings, in UTF-8. Each begins at a multiple of
 *           8 bytes: between memory that is shared and memory that is not, V8 copies what is not aligned byte by byte,
 *           in eight times the time.
 *
 * The keys of an object are written once in a message: those of the first objects with distinct keys are
 * numbered, and objects with the same keys in the same order say that number (LIKE). From one message to
 * the next, keys are mostly the same too: they are a block of bytes, which the writer has ready, and which
 * the reader finds by its hash among those that it has read, and compares as a whole.
 */

/** The first byte of all, less the bits. */
export const MAGIC = 0xcc;
/** Of the first byte: there are contents. */
export const CONTENTS = 1;
/** Of the first byte: there are references, so that who reads keeps count of the objects. */
export const REFERENCES = 2;
/** Contents begin at multiples of so many bytes. */
export const ALIGNMENT = 8;

/** Where contents can begin, from there on. */
export function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}

/** The bytes before the section, where there are contents; else one. */
export const HEAD_BYTES = 5;

/** The tag is all. */
export const UNDEFINED = 0;
/** The tag is all. */
export const NULL = 1;
/** The tag is all. */
export const FALSE = 2;
/** The tag is all. */
export const TRUE = 3;
/** Of 32 bits, little-endian. */
export const INTEGER = 4;
/** Any other number, and minus zero: eight bytes, little-endian. */
export const FLOAT = 5;
/** Length, characters. */
export const STRING = 6;
/** Of at most 64 bits. */
export const BIGINT64 = 7;
/** Sign, then hexadecimal digits. */
export const BIGINT = 8;
/** The number of an object that has begun before. */
export const REFERENCE = 9;
/** Hash (2 bytes), length of the block (1 byte; 0: it is not one to keep), block: count, keys. Then values. */
export const OBJECT = 10;
/** The number of the keys, values. */
export const LIKE = 11;
/** Count, items: neither holes nor other properties. */
export const ARRAY = 12;
/** Length, count, then keys and values. */
export const SPARSE = 13;
/** Count, then keys and values. */
export const MAP = 14;
/** Count, members. */
export const SET = 15;
/** Milliseconds; NaN: invalid. */
export const DATE = 16;
/** Source, flags. */
export const REGEXP = 17;
/** A Boolean, Number, String or BigInt object: the plain value. */
export const BOXED = 18;
/** Length in bytes. */
export const BUFFER = 19;
/** Length and greatest length, in bytes. */
export const RESIZABLE = 20;
/** Name of the class, buffer, byteOffset, length. */
export const VIEW = 21;
/** See describe-error.ts. */
export const ERROR = 22;
/** From here on: a string, with this many characters less than the tag. */
export const SHORT = 32;
/** From here on: the number is the tag less this. */
export const SMALL = 64;

/** How a string is written, in the two low bits of its length: a byte a character. */
export const ASCII = 0;
/** In UTF-8. */
export const UTF8 = 1;
/** With lone surrogates, which UTF-8 cannot have. */
export const UTF16 = 2;
/** In UTF-8, among the contents. */
export const APART = 3;

/** How many lists of keys are numbered in one message. */
export const MOST_SHAPES = 32;
/** How many hashes of keys there are. */
export const HASHES = 512;
/** How long a block of keys may be, to be kept: what its length has room for. */
export const MOST_BLOCK = 255;
