import { decode, encode, encodeError } from '@sync/codec';
import { describe, expect, test } from 'vitest';
import {
  ARRAY, BIGINT, BUFFER, CONTENTS, ERROR, LIKE, MAGIC, MAP, OBJECT, REFERENCE, REFERENCES, RESIZABLE, SET, SMALL, SPARSE, STRING, VIEW,
} from '../src/format.ts';

const circle: unknown[] = ['x'.repeat(100), 1.5, new Map([[{ a: 1 }, new Set([2n ** 70n])]]), new Uint16Array([1, 2, 3]), new Date(5), /x/g];
circle.push(circle, { circle, list: [{ a: 1 }, { a: 2 }], text: 'ä'.repeat(100), lone: '\ud800', long: 'é'.repeat(8_200) }, Object(5));
circle.push(Object.assign([], { 5000: 1 }), new Error('damaged', { cause: circle }));

const MESSAGES: Record<string, Uint8Array> = {
  'a number': encode(5.5),
  'an object': encode({ id: 1, name: 'one', ok: true }),
  'all sorts of things': encode(circle),
  'buffers alone': encode([new ArrayBuffer(100), new Uint8Array(50)]),
  'an error': encodeError(Object.assign(new TypeError('x', { cause: new Error('y') }), { code: 5 })),
};

const wrong = /^decode\(\): these \d+ bytes are not what encode\(\) made: /;

describe.each(Object.entries(MESSAGES))('%s', (_, bytes) => {
  test('cut off anywhere is a TypeError', () => {
    const at = bytes.length < 1000 ? [...bytes.keys()] : [...Array(600).keys(), ...Array.from({ length: 400 }, () => Math.floor(Math.random() * bytes.length))];
    for (const length of at) expect(() => decode(bytes.subarray(0, length)), `${length} bytes`).toThrow(wrong);
  });

  test('with bytes behind it is a TypeError', () => {
    for (const more of [1, 7, 100]) {
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      expect(() => decode(longer)).toThrow(wrong);
    }
  });

  test('with any of its bytes changed is a value or a TypeError, at once and within little memory', () => {
    for (let at = 0; at < Math.min(bytes.length, 700); at++) {
      for (const byte of [0, 9, 13, 128, 255]) expectBounded(bytes, at, byte);
    }
  });
});

function expectBounded(bytes: Uint8Array, at: number, byte: number): void {
  const damaged = bytes.slice();
  damaged[at] = byte;
  bounded(damaged);
}

/** Decodes what may be anything: if it throws, then what it should; and it makes no more than the bytes can be. */
function bounded(bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(wrong);
  }
}

/** A message without contents. */
const message = (...section: number[]): Uint8Array => new Uint8Array([MAGIC, ...section]);
/** A message of every kind, with such a section. */
const messages = (...section: number[]): Uint8Array[] => [
  message(...section),
  new Uint8Array([MAGIC | REFERENCES, ...section]),
  new Uint8Array([MAGIC | CONTENTS, section.length, 0, 0, 0, ...section]),
];
const HUGE = [255, 255, 255, 255, 15];

test('random bytes are a TypeError or a value, at once', () => {
  const started = performance.now();
  for (let round = 0; round < 8_000; round++) {
    const section = Array.from({ length: Math.floor(Math.random() * 40) }, () => Math.floor(Math.random() * (round % 2 === 0 ? 256 : 30)));
    for (const bytes of messages(...section)) bounded(bytes);
    bounded(new Uint8Array(section));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

describe('lengths are not believed', () => {
  test.each([OBJECT, LIKE, ARRAY, MAP, SET, BUFFER, VIEW, ERROR, STRING, BIGINT, REFERENCE])('tag %i with a huge one', (tag) => {
    for (const behind of [[], HUGE, [0], [1, 1]]) {
      for (const before of [[], [0], [0, 0], [0, 0, 0], [0, 0, 5]]) {
        for (const bytes of messages(tag, ...before, ...HUGE, ...behind)) expect(() => decode(bytes)).toThrow(wrong);
      }
    }
  });

  test('of a resizable buffer, only the greatest may be more than there is', () => {
    for (const lengths of [[...HUGE, ...HUGE], [5, 10], [5, ...HUGE]]) expect(() => decode(messages(RESIZABLE, ...lengths)[2]!)).toThrow(wrong);
    expect(() => decode(messages(RESIZABLE, 0, ...HUGE.slice(0, 4), 255, 255, 255, 127)[2]!)).toThrow(wrong);
    expect((decode(messages(RESIZABLE, 0, 10)[2]!) as { maxByteLength: number }).maxByteLength).toBe(10);
  });

  test('a nest of arrays that each claim all that is left takes memory for none', () => {
    const depth = 3_000;
    const bytes = message(...Array.from({ length: depth }, () => [ARRAY, 0x80 | (depth & 127), depth >> 7]).flat());
    const before = process.memoryUsage().heapUsed;
    expect(() => decode(bytes)).toThrow(wrong);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });

  test('an endless nest is an error, and does not end the thread', () => {
    const bytes = new Uint8Array(1 + 2_000_000).fill(ARRAY);
    bytes[0] = MAGIC;
    for (let at = 2; at < bytes.length; at += 2) bytes[at] = 1;
    expect(() => decode(bytes)).toThrow(wrong);
  });

  test('an array has no other length than its own', () => {
    const length = Array.from('length', (letter) => letter.charCodeAt(0));
    expect(() => decode(message(SPARSE, 5, 1, 6 * 4, ...length, SMALL + 9))).toThrow(wrong);
  });

  test('a sparse array of four thousand million items takes memory for none', () => {
    const before = process.memoryUsage();
    const array = decode(message(SPARSE, ...HUGE, 0)) as unknown[];
    expect(array.length).toBe(2 ** 32 - 1);
    const sparse = decode(message(SPARSE, 128, 128, 128, 15, 0)) as unknown[];
    expect(sparse.length).toBe(15 * 2 ** 21);
    const { heapUsed, external } = process.memoryUsage();
    expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(20e6);
  });
});

describe('what an earlier message left behind', () => {
  const long = encode(Array.from({ length: 300 }, (_, i) => ({ [`key ${i % 40}`]: [i, 1.5, 'text', { a: 1 }] })));

  test('is not read as a part of one that is cut off', () => {
    for (let length = 0; length < long.length; length += 7) {
      decode(long);
      expect(() => decode(long.subarray(0, length))).toThrow(wrong);
      expect(() => decode(new Uint8Array([long[0]!, ...long.subarray(1, length)]))).toThrow(wrong);
    }
  });

  test('is no object that a reference may mean', () => {
    decode(encode([circle, circle]));
    for (const bytes of messages(ARRAY, 1, REFERENCE, 3)) expect(() => decode(bytes)).toThrow('an object that was not there');
    decode(encode([{ a: 1 }, { a: 2 }]));
    for (const bytes of messages(LIKE, 0)) expect(() => decode(bytes)).toThrow('keys that were not there');
  });

  test('are no keys of damaged bytes', () => {
    const good = encode({ first: 1, other: 2 });
    for (let at = 2; at < good.length; at++) {
      for (const byte of [0, 1, 4, 24, 128, good[at]! ^ 1]) expectBounded(good, at, byte);
      expect(decode(good)).toEqual({ first: 1, other: 2 });
    }
    // The same hash, the same length, the same bytes but one.
    const like = encode({ first: 1, othes: 2 });
    like.set(good.subarray(2, 4), 2);
    expect(decode(like)).toEqual({ first: 1, othes: 2 });
    expect(decode(good)).toEqual({ first: 1, other: 2 });
  });
});

describe('what has no bytes at all', () => {
  test.each([undefined, null, 'text', 5, {}, [1], new ArrayBuffer(8), new Int8Array(8)])('%o is a TypeError', (value) => {
    expect(() => decode(value as any)).toThrow(TypeError);
    expect(() => decode(value as any)).toThrow('expected a Uint8Array');
  });

  test('foreign bytes are told as such', () => {
    for (const foreign of ['', '{}', 'null', '\0']) expect(() => decode(new TextEncoder().encode(foreign))).toThrow(wrong);
  });
});
