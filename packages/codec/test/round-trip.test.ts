import { runInNewContext } from 'node:vm';
import { decode, encode } from '@sync/codec';
import { describe, expect, test } from 'vitest';
import { difference } from './equal.ts';

const there = <T>(value: T): T => decode(encode(value)) as T;

class Point {
  x = 1;
  #y = 2;
  get y() { return this.#y; }
}
class Grown extends Map<string, number> { name = 'grown'; }
const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).buffer;
const grows = (bytes: number, maxByteLength: number): ArrayBuffer => new (ArrayBuffer as any)(bytes, { maxByteLength });
const holes = (length: number, items: object): unknown[] => Object.assign(new Array(length), items);
const cycle = (): unknown => {
  const map = new Map<unknown, unknown>();
  const set = new Set<unknown>([map]);
  const array: unknown[] = [set];
  const object = { array, map };
  map.set(object, array).set(map, set);
  array.push(object, array);
  return object;
};

/** Each arrives as a structured clone of it does. */
const VALUES: Record<string, unknown[]> = {
  'what is no object': [undefined, null, true, false],
  numbers: [
    0, -0, 1, -1, 191, 192, 193, 63, 64, 255, 256, 0.5, -0.5, NaN, Infinity, -Infinity, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1,
    2 ** 32, 2 ** 53, -(2 ** 53), Number.MAX_VALUE, Number.MIN_VALUE,
  ],
  bigints: [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n, 7n ** 1000n, -(7n ** 1001n)],
  strings: [
    '', 'a', 'ascii', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(100_000), 'häß', '\0', '\x7f', '\x80',
    '𝄞 clef', '日本語'.repeat(30), '日本語'.repeat(30_000), '\ud800', 'a\udc00b', '\udc00\ud800', '\ud83d\ude00', '\uffff', '\ufeffmark',
    '\ud800'.padEnd(50_000, 'long '),
  ],
  dates: [new Date(0), new Date(-1), new Date(8.64e15), new Date(NaN)],
  'regular expressions': [/a/, /(?<b>.)\/[/]/giu, new RegExp(''), /\n/sy, Object.assign(/x/g, { lastIndex: 5 })],
  'boxed values': [true, false, 0, -0, NaN, '', 'text', '\ud800', 0n, 2n ** 100n].map(Object),
  objects: [
    {}, { a: 1 }, { a: { b: { c: {} } } }, { 1: 'one', 0: 'zero', b: 'b', a: 'a' }, { ['__proto__']: 1, b: 2 }, { constructor: 1, toString: 2 },
    { toJSON: 1, then: 2, hasOwnProperty: 3 }, { '': 1, '\ud800': 2, 'ключ': 3, ['k'.repeat(200)]: 4 }, Object.create(null),
    Object.assign(Object.create(null), { a: 1 }), Object.assign(Object.create({ inherited: 1 }), { own: 1 }), Object.create(Map.prototype),
    Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key ${i}`, i])),
  ],
  'objects alike': [
    [{ a: 1, b: 2 }, { a: 3, b: 4 }, { b: 5, a: 6 }, { a: 7 }, { a: 8, b: 9, c: 10 }],
    Array.from({ length: 100 }, (_, i) => ({ [`a${i % 40}`]: i, same: -i })),
    [{ ['__proto__']: 1 }, { ['__proto__']: 2 }],
    [{}, {}, []],
  ],
  'objects of classes': [new Point(), new (class Fields { a = undefined; })(), new Grown([['a', 1]]), new (class extends Array<number> {})(1, 2, 3), new (class extends Date {})(5)],
  'hidden properties': [
    Object.defineProperty({ a: 1 }, 'hidden', { value: 1 }),
    { [Symbol('s')]: 1, a: 2 },
    { get got() { return 5; } },
    Object.freeze({ frozen: 1 }),
  ],
  arrays: [[], [1, 2, 3], [undefined, null], [[], [[]]], Array.from({ length: 10_000 }, (_, i) => i)],
  'arrays with holes': [
    holes(2, { 1: 1 }), holes(3, { 0: 1, 2: 3 }), holes(3, { 0: 1 }), new Array(5), new Array(5_000), new Array(2 ** 32 - 1), Object.assign([], { 1_000_000: 'far' }),
    Object.assign(new Array(3), { 1: undefined }),
  ],
  'arrays with properties': [
    Object.assign([1, 2], { name: 'x', '-1': 5 }), /(?<letter>b)/.exec('abc'), holes(2, { 1: 1, x: 1 }), Object.assign([], { ['4294967295']: 1 }),
    Object.assign(new Array(1), { x: 1 }), Object.assign([undefined], { x: 1 }),
  ],
  maps: [new Map(), new Map<unknown, unknown>([[1, 'a'], ['b', 2], [NaN, -0], [{}, []], [undefined, null]])],
  sets: [new Set(), new Set([1, 'a', NaN, undefined, null, {}])],
  buffers: [new ArrayBuffer(0), buffer, new ArrayBuffer(100_000), grows(3, 10), grows(0, 0)],
  views: [
    new Uint8Array(0), new Uint8Array(buffer), new Uint8Array(buffer, 3, 5), new Int8Array([-1]), new Uint8ClampedArray([300]), new Int16Array([-5]),
    new Uint16Array(buffer, 2), new Int32Array([-5]), new Uint32Array([5]), new Float32Array([0.5, NaN]), new Float64Array([-0, 0.1]),
    new BigInt64Array([-5n]), new BigUint64Array([2n ** 64n - 1n]), new DataView(buffer), new DataView(buffer, 1, 2),
    new Uint8Array(grows(4, 8), 1, 2),
  ],
  'views of one buffer': [[new Uint8Array(buffer, 1, 2), new DataView(buffer), buffer, new Uint16Array(buffer, 4)]],
  'what is met twice': [
    (() => { const one = {}; return [one, one, { one }]; })(),
    (() => { const one = new Date(5); return { a: one, b: [one] }; })(),
    (() => { const one = Object('boxed'); return new Map([[one, one]]); })(),
    (() => { const one = /x/; return new Set([[one], [one]]); })(),
    (() => { const many = Array.from({ length: 50 }, () => ({})); return [many, [...many].reverse()]; })(),
  ],
  cycles: [cycle()],
  'another realm': [runInNewContext('({ a: [1, new Map([[1, new Set([2])]]), new Date(5), /x/g, new Uint8Array([1, 2]), Object(5)] })')],
};

describe.each(Object.entries(VALUES))('%s', (_, values) => {
  test.each(values.map((value, at) => [at, value] as const))('number %i arrives as a structured clone of it', (_at, value) => {
    expect(difference(there(value), structuredClone(value))).toBeUndefined();
  });
});

test('a deep value arrives', () => {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 1000; depth++) value = depth % 2 === 0 ? [value] : { value };
  expect(difference(there(value), value)).toBeUndefined();
});

test('a value too deep for the stack is an error, and the next is written all the same', () => {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 100_000; depth++) value = [value];
  expect(() => encode(value)).toThrow(RangeError);
  expect(there({ a: 1 })).toEqual({ a: 1 });
});

test('a Map and a Set are read as what they are, whatever their class makes of reading them', () => {
  class OddMap extends Map<number, number> {
    override forEach(): void { throw new Error('not this one'); }
    override *[Symbol.iterator](): MapIterator<[number, number]> { yield [0, 0]; }
  }
  class OddSet extends Set<number> {
    override forEach(): void { throw new Error('not this one'); }
    override *[Symbol.iterator](): SetIterator<number> { yield 0; }
  }
  Object.defineProperty(OddMap.prototype, Symbol.toStringTag, { value: 'Odd' });
  expect(there<unknown>([new OddMap([[1, 2]]), new OddSet([3])])).toEqual([new Map([[1, 2]]), new Set([3])]);
});

test('nothing of the value is the original', () => {
  const value = { buffer: new Uint8Array([1, 2, 3]), list: [1] };
  const copy = there(value);
  value.buffer[0] = 9;
  value.list.push(2);
  expect(copy).toEqual({ buffer: new Uint8Array([1, 2, 3]), list: [1] });
});

test('a getter is called once, and what it throws is thrown', () => {
  let calls = 0;
  expect(there({ get counted() { return ++calls; } })).toEqual({ counted: 1 });
  const mine = new Error('mine');
  expect(() => encode({ get fails() { throw mine; } })).toThrow(mine);
});

test('a small Buffer of Node brings its own bytes, and nothing else of the pool', () => {
  const secret = Buffer.from('secret');
  const copy = there(Buffer.from('public'));
  expect(copy).toEqual(new Uint8Array(Buffer.from('public')));
  expect(copy.buffer.byteLength).toBe(6);
  expect(secret.buffer.byteLength).toBeGreaterThan(6);
});

test('a Buffer over memory of one’s own shares it with other views, as any view', () => {
  const [whole, part] = there([new Uint8Array(buffer), Buffer.from(buffer, 2, 3)]);
  expect(part.buffer).toBe(whole.buffer);
});
