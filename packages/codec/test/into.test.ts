import { decode, decodeFrom, encode, encodeInto, type Message } from '@sync/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from './equal.ts';
import { value } from './values.ts';

const AT = 13;

/** Writes a value into memory full of sevens, reads it, and sees that no other byte has changed. */
function through(one: unknown, memory: Uint8Array): unknown {
  memory.fill(7);
  const room = memory.length - 2 * AT;
  const written = encodeInto(one, memory, AT, room);
  if (typeof written !== 'number') {
    expect(memory.every((byte) => byte === 7)).toBe(true);
    written.copyTo(memory, AT);
  }
  const length = typeof written === 'number' ? written : written.byteLength;
  expect(Buffer.compare(memory.subarray(AT, AT + length), encode(one))).toBe(0);
  for (const around of [memory.subarray(0, AT), memory.subarray(AT + length)]) expect(around.every((byte) => byte === 7)).toBe(true);
  const copy = decodeFrom(memory, AT, length);
  memory.fill(0);
  return copy;
}

const growing = (bytes: number): SharedArrayBuffer => new (SharedArrayBuffer as any)(bytes, { maxByteLength: 2 * bytes });

describe.each<[string, (bytes: number) => Uint8Array]>([
  ['an array of its own', (bytes) => new Uint8Array(bytes)],
  ['shared memory', (bytes) => new Uint8Array(new SharedArrayBuffer(bytes))],
  ['shared memory that grows', (bytes) => new Uint8Array(growing(bytes))],
  ['a part of shared memory that grows', (bytes) => new Uint8Array(growing(bytes + 64), 5, bytes)],
  ['a Buffer', (bytes) => Buffer.alloc(bytes)],
])('in %s', (_, make) => {
  const memory = make(4_000);

  test('any value arrives, and nothing is written around it', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(difference(through(one, memory), structuredClone(one))).toBeUndefined();
      }),
      { numRuns: Number(process.env.SYNC_TEST_VALUES ?? 300) },
    );
  });

  test('the small and frequent values do', () => {
    const at = [0, 1, -1, 191, 192, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, -0, NaN, Date.now()];
    const texts = Array.from({ length: 100 }, (__, length) => ['x'.repeat(length), 'é'.repeat(length), `${'x'.repeat(length)}é`]).flat();
    for (const one of [...at, ...texts, true, null, undefined, 5n]) {
      for (const around of [one, [one], ['add', [one]], { id: one, name: one, at: 1 }]) {
        expect(difference(through(around, memory), structuredClone(around))).toBeUndefined();
      }
    }
  });
});

describe('with too little room', () => {
  test('it is a message to be copied elsewhere, and nothing is written', () => {
    const bytes = encode([1, 'two', { three: 3 }]);
    const memory = new Uint8Array(bytes.length + 5).fill(7);
    for (const room of [-1, 0, 1, bytes.length - 1]) {
      const message = encodeInto([1, 'two', { three: 3 }], memory, 5, room) as Message;
      expect(memory.every((byte) => byte === 7)).toBe(true);
      expect(message.byteLength).toBe(bytes.length);
      const copy = new Uint8Array(bytes.length);
      message.copyTo(copy);
      expect(copy).toEqual(bytes);
    }
    expect(encodeInto([1, 'two', { three: 3 }], memory, 5, bytes.length)).toBe(bytes.length);
    expect(decodeFrom(memory, 5, bytes.length)).toEqual([1, 'two', { three: 3 }]);
  });

  test('the message stays as it is when others are written', () => {
    const message = encodeInto({ text: 'first' }, new Uint8Array(1), 0, 1) as Message;
    for (let i = 0; i < 10; i++) encodeInto({ text: 'other' }, new Uint8Array(100), 0, 100);
    const copy = new Uint8Array(message.byteLength);
    message.copyTo(copy);
    expect(decode(copy)).toEqual({ text: 'first' });
  });

  test('a getter is called once all the same', () => {
    let calls = 0;
    const message = encodeInto({ get counted() { return ++calls; } }, new Uint8Array(1), 0, 1) as Message;
    const copy = new Uint8Array(message.byteLength);
    message.copyTo(copy);
    expect([decode(copy), calls]).toEqual([{ counted: 1 }, 1]);
  });
});

test('a large buffer is not copied, but comes as a message', () => {
  const data = new Uint8Array(1000);
  const message = encodeInto({ data }, new Uint8Array(5_000), 0, 5_000) as Message;
  expect(message.parts.map(({ buffer }) => buffer === data.buffer)).toEqual([false, true]);
});

test('a room that is not there is a RangeError', () => {
  const memory = new Uint8Array(100);
  for (const [at, room] of [[0, 101], [50, 51], [-1, 10], [101, 0], [NaN, 5], [0, NaN]] as const) {
    expect(() => encodeInto(1, memory, at, room)).toThrow(new RangeError(`encodeInto(): there are not ${room} bytes from ${at} on, but 100 in all`));
    expect(() => decodeFrom(memory, at, room)).toThrow(new RangeError(`decodeFrom(): there are not ${room} bytes from ${at} on, but 100 in all`));
  }
  expect(() => decodeFrom(memory, 0, -1)).toThrow(RangeError);
});

test('damaged bytes are a TypeError', () => {
  const memory = new Uint8Array(100);
  const length = encodeInto(['text', 1.5], memory, 10, 50) as number;
  for (const [at, bytes] of [[10, length - 1], [10, length + 1], [11, length - 1], [9, length + 1], [10, 0]] as const) {
    expect(() => decodeFrom(memory, at, bytes)).toThrow(TypeError);
    expect(() => decodeFrom(memory, at, bytes)).toThrow(`decodeFrom(): these ${bytes} bytes are not what encode() made: `);
  }
});

test('what cannot travel is refused where it is, and nothing is written', () => {
  const memory = new Uint8Array(100).fill(7);
  expect(() => encodeInto([1, { done: () => 1 }], memory, 0, 100, { path: 'item' })).toThrow(/^item\[1\]\.done is a function \(done\): /);
  expect(() => encodeInto(() => 1, memory, 0, 100)).toThrow(/^value is a function: /);
  expect(memory.every((byte) => byte === 7)).toBe(true);
});

test('a getter may write to the same memory while its object is written', () => {
  const memory = new Uint8Array(200);
  const lengths: number[] = [];
  const outer = {
    a: 1,
    get inner() {
      lengths.push(encodeInto({ name: 'inner', a: 2 }, memory, 100, 100) as number);
      return decodeFrom(memory, 100, lengths[0]!);
    },
    z: 3,
  };
  const length = encodeInto(outer, memory, 0, 100) as number;
  expect(decodeFrom(memory, 0, length)).toEqual({ a: 1, inner: { name: 'inner', a: 2 }, z: 3 });
  expect(decodeFrom(memory, 100, lengths[0]!)).toEqual({ name: 'inner', a: 2 });
});

describe('a list of which only the items are written', () => {
  const items = (list: unknown, path?: string): unknown => decode(encode(list, { items: true, ...(path === undefined ? {} : { path }) }));

  test('has the bytes that it has otherwise, if it has nothing else', () => {
    for (const list of [[], [1], ['add', [1, 2]], [undefined, null], [{ a: 1 }, { a: 2 }], Array.from({ length: 300 }, (_, i) => i)]) {
      expect(Buffer.compare(encode(list, { items: true }), encode(list))).toBe(0);
      expect(items(list)).toEqual(list);
    }
  });

  test('loses its other properties and its holes, but not those of the lists in it', () => {
    const inner = Object.assign(new Array(3), { 0: 1, 2: 3, name: 'inner' });
    const copy = items(Object.assign(new Array(2), { 1: inner, name: 'outer' })) as unknown[];
    expect([0 in copy, copy[0], copy.length, 'name' in copy]).toEqual([true, undefined, 2, false]);
    expect(difference(copy[1], inner)).toBeUndefined();
  });

  test('may have itself among its items', () => {
    const list: unknown[] = [1, { name: 'x' }];
    list.push(list, list[1]);
    const copy = items(list) as unknown[];
    expect([copy[2] === copy, copy[1] === copy[3]]).toEqual([true, true]);
  });

  test('keeps its length, whatever a getter in it does to it', () => {
    const list: unknown[] = [{ get shorter() { list.length = 1; return 1; } }, 2, 3];
    expect(items(list)).toEqual([{ shorter: 1 }, undefined, undefined]);
    const more: unknown[] = [{ get longer() { more.push(more); return 1; } }, 2];
    expect(items(more)).toEqual([{ longer: 1 }, 2]);
  });

  test('is refused by the path of what cannot travel', () => {
    expect(() => items([1, () => 1], 'args')).toThrow(/^args\[1\] is a function: /);
  });

  test('need not be one', () => {
    expect([items(5), items({ length: 1, 0: 'x' })]).toEqual([5, { length: 1, 0: 'x' }]);
  });
});
