/**
 * Fails when: an object of its own memory shares a cache line with another; a place that
 * is taken, unaligned, too short or not shared is accepted, or a refused one is written
 * to; another class's memory is attached to; the name is lost; a raw object is posted.
 */
import { inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { AtomicBigInt64, AtomicCounter, AtomicFlag, AtomicInt32, InvalidStateError, SyncError } from '@sync/atomics';
import { describe, expect, test } from 'vitest';
import { CLASSES } from './classes.ts';

const memory = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
const bytesOf = (buffer: SharedArrayBuffer): number[] => [...new Uint8Array(buffer)];

describe.each(CLASSES)('$kind', ({ kind, type, align, change, read, text }) => {
  const size = type.byteLength;

  test('tells how many bytes it needs: a multiple of its alignment', () => {
    expect(size).toBeGreaterThan(0);
    expect(size % align).toBe(0);
    expect(new type({ buffer: memory(size) })).toBeInstanceOf(type);
  });

  test('one of its own memory is on cache lines that no other is on', () => {
    const places = Array.from({ length: 20 }, () => new type().share()) as { buffer: object; byteOffset: number }[];
    const lines = places.flatMap(({ buffer, byteOffset }) => {
      const first = Math.floor(byteOffset / 64);
      const last = Math.floor((byteOffset + size - 1) / 64);
      return Array.from({ length: last - first + 1 }, (_, line) => ({ buffer, line: first + line }));
    });
    const all = new Map<object, Set<number>>();
    for (const { buffer, line } of lines) all.set(buffer, (all.get(buffer) ?? new Set()).add(line));
    expect([...all.values()].reduce((sum, { size }) => sum + size, 0)).toBe(lines.length);
  });

  test('at attaches to what was made in a buffer, and both see each other', () => {
    const buffer = memory(size + 3 * align);
    const made = new type({ buffer, byteOffset: 2 * align });
    const twin = type.at(buffer, 2 * align);
    expect(read(twin)).toEqual(read(made));
    const value = change(made);
    expect([read(made), read(twin)]).toEqual([value, value]);
  });

  test('it stays within its bytes', () => {
    const buffer = memory(size + 4 * align);
    change(new type({ buffer, byteOffset: 2 * align }));
    const bytes = bytesOf(buffer);
    expect(bytes.slice(0, 2 * align).some((byte) => byte !== 0)).toBe(false);
    expect(bytes.slice(2 * align + size).some((byte) => byte !== 0)).toBe(false);
    expect(bytes.some((byte) => byte !== 0)).toBe(true);
  });

  test('many lie side by side in one buffer', () => {
    const buffer = memory(size * 10);
    const made = Array.from({ length: 10 }, (_, at) => new type({ buffer, byteOffset: at * size }));
    const fresh = read(made[0]);
    change(made[3]);
    change(made[4]);
    expect(made.filter((one) => read(one) !== fresh)).toEqual([made[3], made[4]]);
  });

  test('zeroed memory that nobody made anything in can be attached to', () => {
    const buffer = memory(size);
    const one = type.at(buffer);
    expect(change(one)).toEqual(read(type.at(buffer)));
  });

  test('where one was made or attached to already, none is made: InvalidStateError, and nothing changes', () => {
    const buffer = memory(size);
    const value = change(new type({ buffer }));
    expect(() => new type({ buffer, name: 'second' })).toThrow(InvalidStateError);
    expect(() => new type({ buffer, name: 'second' })).toThrow(`new ${kind}(`);
    expect(() => new type({ buffer })).toThrow(`${kind}.at(`);
    expect(read(type.at(buffer))).toEqual(value);
    const attached = memory(size);
    type.at(attached);
    expect(() => new type({ buffer: attached })).toThrow(InvalidStateError);
  });

  test('memory that is not zeroed is taken: InvalidStateError, and nothing is written', () => {
    for (let at = 0; at < Math.min(size, 64); at += 4) {
      const buffer = memory(size);
      new Int32Array(buffer)[at / 4] = -1;
      const before = bytesOf(buffer);
      expect(() => new type({ buffer })).toThrow(InvalidStateError);
      expect(bytesOf(buffer)).toEqual(before);
    }
  });

  test(`a byteOffset that is no multiple of ${align} is a RangeError`, () => {
    const buffer = memory(size + 64);
    for (const byteOffset of [1, 2, 3, align / 2, align + 1, -align, 0.5, NaN, Infinity]) {
      expect(() => new type({ buffer, byteOffset })).toThrow(RangeError);
      expect(() => type.at(buffer, byteOffset)).toThrow(RangeError);
      expect(() => type.at(buffer, byteOffset)).toThrow(`multiple of ${align}`);
    }
    expect(bytesOf(buffer).some((byte) => byte !== 0)).toBe(false);
  });

  test('a byteOffset that is no number is a TypeError', () => {
    for (const byteOffset of ['0', null, {}, 0n]) {
      expect(() => new type({ buffer: memory(size), byteOffset })).toThrow(TypeError);
      expect(() => type.at(memory(size), byteOffset as never)).toThrow(TypeError);
    }
    expect(() => new type({ byteOffset: 8 })).toThrow(TypeError);
    expect(() => new type({ byteOffset: 8 })).toThrow('needs a buffer');
  });

  test('a buffer that is too short is a RangeError that tells what is needed', () => {
    for (const [bytes, byteOffset] of [
      [size - 4, 0],
      [0, 0],
      [size, align],
      [size + 8, 16],
      [size, size * 2],
    ] as const) {
      const needed = `needs ${size} bytes`;
      expect(() => new type({ buffer: memory(bytes), byteOffset })).toThrow(RangeError);
      expect(() => new type({ buffer: memory(bytes), byteOffset })).toThrow(needed);
      expect(() => type.at(memory(bytes), byteOffset)).toThrow(needed);
    }
  });

  test.each([
    ['an ArrayBuffer', new ArrayBuffer(8192)],
    ['a typed array', new Int32Array(new SharedArrayBuffer(8192))],
    ['null', null],
    ['a number', 8192],
  ])('a buffer that is %s is a TypeError', (_, buffer) => {
    expect(() => new type({ buffer })).toThrow(TypeError);
    expect(() => new type({ buffer })).toThrow('SharedArrayBuffer');
    expect(() => type.at(buffer as never)).toThrow(TypeError);
  });

  test.each([5, 'jobs', null, true])('options that are %s are a TypeError', (options) => {
    expect(() => new type(options)).toThrow(TypeError);
  });

  test('a name is a string, shows in its text, and goes where the object goes', () => {
    const named = new type({ name: 'jobs' });
    expect(named.name).toBe('jobs');
    expect(type.from(named.share()).name).toBe('jobs');
    expect(type.from(structuredClone(named.share())).name).toBe('jobs');
    expect(String(named).startsWith(`${kind}(jobs)[`)).toBe(true);
    expect(new type().name).toBe('');
    expect(type.at(memory(size), 0, { name: 'there' }).name).toBe('there');
    expect(new type({ buffer: memory(size), name: 'here' }).name).toBe('here');
    for (const name of [5, null, {}]) {
      expect(() => new type({ name })).toThrow(TypeError);
      expect(() => type.at(memory(size), 0, { name: name as never })).toThrow(TypeError);
    }
  });

  test('its text tells its value, and util.inspect shows the text, at any depth', () => {
    const object = new type({ name: 'jobs' });
    change(object);
    expect(String(object)).toBe(`${kind}(jobs)${text}`);
    expect(inspect(object)).toBe(`${kind}(jobs)${text}`);
    expect(inspect({ deep: [object] })).toContain(`${kind}(jobs)${text}`);
    const nameless = new type();
    change(nameless);
    expect(String(nameless)).toBe(`${kind}${text}`);
  });

  test('posting the object itself throws and says share()', () => {
    const { port1, port2 } = new MessageChannel();
    const object = new type();
    for (const post of [
      () => structuredClone(object),
      () => {
        port1.postMessage(object);
      },
      () => {
        port1.postMessage({ deep: [object] });
      },
    ]) {
      expect(post).toThrow(/share/);
    }
    port1.close();
    port2.close();
  });
});

test('an object in WebAssembly memory is one as any other', () => {
  const { Memory }: any = Reflect.get(globalThis, 'WebAssembly');
  const buffer: SharedArrayBuffer = new Memory({ initial: 1, maximum: 1, shared: true }).buffer;
  const int = new AtomicInt32({ buffer, byteOffset: 65_536 - AtomicInt32.byteLength, value: 41 });
  int.add(1);
  expect(AtomicInt32.at(buffer, 65_536 - 8).load()).toBe(42);
});

test.each([
  ['AtomicInt32', AtomicInt32, AtomicFlag],
  ['AtomicFlag', AtomicFlag, AtomicInt32],
  ['AtomicCounter', AtomicCounter, AtomicBigInt64],
  ['AtomicBigInt64', AtomicBigInt64, AtomicCounter],
])('memory that another class of the same layout was made in is a TypeError for %s.at', (kind, type, other) => {
  const buffer = memory(other.byteLength);
  new other({ buffer });
  const before = bytesOf(buffer);
  expect(() => type.at(buffer)).toThrow(TypeError);
  expect(() => type.at(buffer)).toThrow(`no ${kind}`);
  expect(bytesOf(buffer)).toEqual(before);
});

test('what the place is refused for is a SyncError with a code', () => {
  const buffer = memory(8);
  new AtomicFlag({ buffer });
  const refused = (): unknown => {
    try {
      return new AtomicFlag({ buffer });
    } catch (error) {
      return error;
    }
  };
  expect(refused()).toBeInstanceOf(SyncError);
  expect(refused()).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
});

test('at() of another class is refused, also where its words are at rest', () => {
  const buffer = new SharedArrayBuffer(64);
  const int = new AtomicInt32({ buffer, value: 0 });
  expect(() => AtomicCounter.at(buffer)).toThrow(TypeError);
  new AtomicCounter({ buffer, byteOffset: 16 });
  expect(() => AtomicInt32.at(buffer, 16)).toThrow(TypeError);
  expect(int.load()).toBe(0);
});

test('a first value that is refused leaves the memory as it was', () => {
  const buffer = new SharedArrayBuffer(16);
  expect(() => new AtomicBigInt64({ buffer, value: 5 as never })).toThrow(TypeError);
  expect(new AtomicBigInt64({ buffer, value: 5n }).load()).toBe(5n);
});

test('AtomicInt32.wait speaks of itself', () => {
  expect(() => new AtomicInt32({ name: 'n' }).wait(0, 5 as never)).toThrow('AtomicInt32(n)');
});
