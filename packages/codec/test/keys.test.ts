import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decode, encode, encodeError } from '@sync/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from './equal.ts';

const same = (one: unknown): void => {
  expect(difference(decode(encode(one)), structuredClone(one))).toBeUndefined();
};

/** Few keys, so that the same lists of them come again, and like ones; some that must not be assigned, or are long. */
const key = fc.constantFrom('a', 'b', 'id', 'ID', 'name', 'mane', '', '0', '7', 'é', '\ud800', '__proto__', 'constructor', 'k'.repeat(90), 'l'.repeat(300));
const object = fc.array(fc.tuple(key, fc.integer()), { maxLength: 6 }).map((entries) => {
  const made = {};
  for (const [name, value] of entries) Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
});

describe('keys that come again', () => {
  test('are those of each object, in any order of messages, written and read at any time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(object, fc.array(object, { maxLength: 5 })), { minLength: 1, maxLength: 12 }), fc.nat(), (values, turn) => {
        const messages = values.map((value) => encode(value));
        for (const at of messages.keys()) {
          const which = (at + turn) % messages.length;
          expect(difference(decode(messages[which]!), structuredClone(values[which]))).toBeUndefined();
        }
      }),
      { numRuns: Number(process.env.SYNC_TEST_VALUES ?? 1_000) },
    );
  });

  test('are more lists than are kept, over and over', () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 3_000; i++) same({ [`a${i}`]: i, same: [{ [`b${i % 700}`]: 1 }, { id: i }] });
    }
  });

  test('are one list after another that differs in one character, at any place', () => {
    const names = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
    for (let round = 0; round < 2; round++) {
      for (const one of names) {
        same({ [one]: 1 });
        same({ [`x${one}x`]: 1, rest: 2 });
        same({ rest: 1, [`x${one}x`]: 2 });
        same([{ [`x${one}`]: 1 }, { [`${one}x`]: 1 }, { [`x${one}`]: 1 }]);
      }
    }
  });

  test('are too many, or too long, to be kept', () => {
    for (let round = 0; round < 3; round++) {
      for (const count of [31, 32, 33, 100, 127, 128, 300]) {
        same(Object.fromEntries(Array.from({ length: count }, (_, i) => [String.fromCharCode(200 + i), i])));
        same(Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, i])));
      }
      for (const length of [62, 63, 64, 125, 126, 127, 250, 252, 253, 254, 255, 256, 16_383, 16_384, 40_000]) {
        same([{ ['k'.repeat(length)]: 1 }, { ['k'.repeat(length)]: 2 }, { ['é'.repeat(length)]: 3, a: 'x'.repeat(20_000) }]);
      }
    }
  });

  test('are those of objects that a getter makes, and of what is written within', () => {
    for (let round = 0; round < 3; round++) {
      const inner = (): unknown => decode(encode([{ id: 1, other: 2 }, { id: 3, name: 'x' }]));
      const made = { id: 1, get name() { return inner(); }, last: [{ id: 1, name: 2, last: 3 }] };
      expect(decode(encode(made))).toEqual({ id: 1, name: inner(), last: [{ id: 1, name: 2, last: 3 }] });
    }
  });

  test('are written again after what was left out of an error', () => {
    const fails = { id: 1, get name() { throw new Error('no name'); } };
    for (let round = 0; round < 3; round++) {
      const error = Object.assign(new Error('kept'), { fails, whole: { id: 2, name: 'two' }, more: [{ id: 3, name: 'three' }, { id: 4 }] });
      const copy = decode(encodeError(error)) as any;
      expect(copy.fails).toContain('no name');
      expect([copy.whole, copy.more]).toEqual([{ id: 2, name: 'two' }, [{ id: 3, name: 'three' }, { id: 4 }]]);
    }
  });

  test('are written once in a message, and in few bytes', () => {
    const one = encode([{ identity: 1, description: 2 }]).length;
    const two = encode([{ identity: 1, description: 2 }, { identity: 3, description: 4 }]).length;
    expect(two - one).toBe(4);
  });
});

test('an object has the hidden properties of none of those before it', () => {
  decode(encode({ a: 1, b: 2, c: 3 }));
  const copy = decode(encode({ a: undefined, b: undefined })) as object;
  expect([Object.keys(copy), 'c' in copy]).toEqual([['a', 'b'], false]);
});

test('no message keeps what another was made of', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const kept: WeakRef<object>[] = [];
  (() => {
    const shared = { id: 1 };
    const value = [shared, shared, new Map([[shared, [shared]]]), { nested: shared }];
    kept.push(new WeakRef(shared), new WeakRef(value));
    const copy = decode(encode(value)) as object[];
    kept.push(new WeakRef(copy), new WeakRef(copy[0]!));
  })();
  // The references themselves keep what they mean until the next turn.
  await new Promise((resolve) => { setImmediate(resolve); });
  gc();
  expect(kept.map((one) => one.deref())).toEqual([undefined, undefined, undefined, undefined]);
});
