import { checkTravels, decode, encode, encodeError } from '@sync/codec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference } from './equal.ts';
import { value } from './values.ts';

const runs = { numRuns: Number(process.env.SYNC_TEST_VALUES ?? 2_000) };

test('any value arrives as a structured clone of it', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(difference(decode(encode(one)), structuredClone(one))).toBeUndefined();
    }),
    runs,
  );
});

test('any value that was thrown arrives, and as the field of an error', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(difference(decode(encodeError(one)), structuredClone(one))).toBeUndefined();
      const error = decode(encode(Object.assign(new Error('kept'), { one, cause: one }))) as Error & { one: unknown };
      expect(difference([error.one, error.cause], structuredClone([one, one]))).toBeUndefined();
    }),
    runs,
  );
});

test('any value with something in it that cannot travel is refused where that is', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(() => { checkTravels(one); }).not.toThrow();
      expect(() => encode({ one, bad: () => 1 })).toThrow(/^value\.bad is a function/);
    }),
    runs,
  );
});

test('the bytes of any value, cut off or changed, are a value or a TypeError', () => {
  fc.assert(
    fc.property(value, fc.nat(), fc.nat(255), (one, position, byte) => {
      const bytes = encode(one);
      const at = position % bytes.length;
      expect(() => decode(bytes.subarray(0, at))).toThrow(TypeError);
      bytes[at] = byte;
      try {
        decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
    }),
    runs,
  );
});

/** A comparison that finds nothing would prove nothing. */
test.each<[unknown, unknown]>([
  [0, -0], [NaN, undefined], [[undefined], new Array(1)], [{ a: 1, b: 2 }, { b: 2, a: 1 }], [Object.create(null), {}],
  [(() => { const one = {}; return [one, one]; })(), [{}, {}]], [[{}, {}], (() => { const one = {}; return [one, one]; })()],
  [new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])], [new Set([1, 2]), new Set([2, 1])], [new Uint8Array([1]), new Uint8Array([2])],
  [new Uint8Array(new ArrayBuffer(8), 1, 2), new Uint8Array(2)], [new Date(1), new Date(2)], [/a/, /a/g], [Object(-0), Object(0)],
  [Object.assign([1], { x: 1 }), [1]], ['\ud800', '\ufffd'], [1n, 1],
])('the comparison tells %o from %o', (left, right) => {
  expect(difference(left, right)).toBeDefined();
});
