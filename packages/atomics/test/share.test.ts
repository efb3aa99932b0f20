/**
 * Fails when: a primitive somewhere inside a value is not found, or found twice; a cycle
 * or a shared part is copied twice; a key called __proto__ is assigned; what is no
 * primitive is copied; a handle of another class, protocol or of nonsense is followed.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  AtomicCounter,
  AtomicFlag,
  AtomicInt32,
  IncompatibleVersionError,
  receive,
  share,
  type Shared,
} from '@sync/atomics';
import { SHARE, define, type Kind } from '@sync/atomics/internal';
import { LONG } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { CLASSES } from './classes.ts';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

/** There and back through a message port of this thread. */
function throughPort(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value);
  const received = receiveMessageOnPort(port2) as { message: unknown };
  port1.close();
  return received.message;
}

/** There by workerData, and back by a message. */
function throughWorker(value: unknown): Promise<unknown> {
  const source = `const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage(workerData);`;
  const worker = new Worker(source, { eval: true, workerData: value, execArgv: [] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('no answer'));
      void worker.terminate();
    }, LONG);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
    });
  });
}

const WAYS: [how: string, send: (value: unknown) => unknown][] = [
  ['structuredClone', (value) => structuredClone(value)],
  ['postMessage', throughPort],
  ['workerData', throughWorker],
];

describe.each(WAYS)('through %s', (_, send) => {
  test.each(CLASSES)('$kind arrives over the same memory, with its name', async ({ type, change, read, kind }) => {
    const sent = new type({ name: 'jobs' });
    const received = receive(await send(share(sent))) as typeof sent;
    expect(received).toBeInstanceOf(type);
    expect(received).not.toBe(sent);
    const value = change(received);
    expect(read(sent)).toEqual(value);
    expect(received.name).toBe('jobs');
    expect(String(received)).toContain(`${kind}(jobs)`);
    expect(read(type.from(await send(sent.share())))).toEqual(value);
  });

  test.each(CLASSES)('$kind in memory of the caller arrives over the same memory', async ({ type, change, read, align }) => {
    const sent = new type({ buffer: new SharedArrayBuffer(type.byteLength + 2 * align), byteOffset: 2 * align });
    const received = receive(await send(share(sent)));
    const value = change(received);
    expect(read(sent)).toEqual(value);
  });

  test('primitives are found in objects, arrays, maps (keys, too) and sets, at any depth', async () => {
    const ints = Array.from({ length: 7 }, () => new AtomicInt32());
    const value = {
      direct: ints[0],
      deep: { deeper: [{ list: [1, ints[1], 'x'] }] },
      map: new Map<unknown, unknown>([
        ['key', ints[2]],
        [ints[3], { inside: ints[4] }],
      ]),
      set: new Set<unknown>([ints[5], 'other']),
      nothing: Object.assign(Object.create(null) as object, { int: ints[6] }),
    };
    const received = receive(await send(share(value))) as any;
    const [key] = [...received.map.keys()].filter((key: unknown) => typeof key === 'object');
    const found = [
      received.direct,
      received.deep.deeper[0].list[1],
      received.map.get('key'),
      key,
      received.map.get(key).inside,
      [...received.set][0],
      received.nothing.int,
    ];
    for (const [index, int] of found.entries()) {
      expect(int).toBeInstanceOf(AtomicInt32);
      int.store(index + 1);
    }
    expect(ints.map((int) => int.load())).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([received.deep.deeper[0].list[0], received.deep.deeper[0].list[2], received.set.has('other')]).toEqual([1, 'x', true]);
  });

  test('what is met twice stays one: primitives, objects, arrays, maps and sets', async () => {
    const int = new AtomicInt32();
    const object = { int };
    const list = [int];
    const map = new Map([[1, int]]);
    const set = new Set([int]);
    const received = receive(await send(share([int, int, object, object, list, list, map, map, set, set]))) as any[];
    expect(received[0]).toBe(received[1]);
    for (const at of [2, 4, 6, 8]) expect(received[at]).toBe(received[at + 1]);
    expect([received[2].int, received[4][0], received[6].get(1), [...received[8]][0]].every((one) => one === received[0])).toBe(true);
  });

  test('cycles stay cycles', async () => {
    const object: Record<string, unknown> = { int: new AtomicInt32() };
    object.self = object;
    object.list = [object];
    object.map = new Map([[object, object]]);
    const set = new Set<unknown>();
    object.set = set.add(set);
    const received = receive(await send(share(object))) as any;
    expect(received.self).toBe(received);
    expect(received.list[0]).toBe(received);
    expect(received.map.get(received)).toBe(received);
    expect(received.set.has(received.set)).toBe(true);
    expect(received.int).toBeInstanceOf(AtomicInt32);
  });

  test('a key called __proto__ is a key', async () => {
    const int = new AtomicInt32();
    const value = Object.defineProperty({}, '__proto__', { value: { int }, enumerable: true });
    const shared = share(value);
    expect(Object.keys(shared)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(shared)).toBe(Object.prototype);
    const received = receive(await send(shared));
    expect(Object.keys(received)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(received)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(received, '__proto__')?.value.int).toBeInstanceOf(AtomicInt32);
    expect('int' in {}).toBe(false);
  });

  test('a whole list of ten thousand is quick enough to be of use', async () => {
    const int = new AtomicInt32();
    const received = receive(await send(share(Array.from({ length: 10_000 }, (_, id) => ({ id, int }))))) as any[];
    received[9999].int.add(1);
    expect([int.load(), received[5].id, received[5].int === received[9999].int]).toEqual([1, 5, true]);
  });
});

describe('share and receive', () => {
  test('pass all other values on as they are, the same objects', () => {
    class Point {
      x = 1;
    }
    const others = [
      new Date(5),
      /x/g,
      new Error('x'),
      new Uint8Array(3),
      new ArrayBuffer(3),
      new SharedArrayBuffer(3),
      new Point(),
      (): void => undefined,
      Promise.resolve(1),
      new WeakMap(),
      Symbol('x'),
    ];
    for (const way of [share, receive]) {
      const passed = way({ others }) as { others: unknown[] };
      for (const [index, other] of others.entries()) expect(passed.others[index]).toBe(other);
      for (const simple of [1, 'x', true, null, undefined, 5n, NaN, -0]) expect(way(simple)).toBe(simple);
    }
  });

  test('leave what they are given as it was', () => {
    const int = new AtomicInt32();
    const list = [int];
    const given = Object.freeze({ int, list: Object.freeze(list) });
    const shared = share(given);
    expect(given.int).toBe(int);
    expect(shared).not.toBe(given);
    expect(shared.int).not.toBe(int);
    const back = receive(shared);
    expect(shared.int['@sync']).toBe('AtomicInt32');
    expect(back.int).toBeInstanceOf(AtomicInt32);
  });

  test('keep the holes and the length of an array, and the order of keys', () => {
    const holes: unknown[] = [];
    holes[2] = new AtomicFlag();
    holes.length = 5;
    const shared = share({ z: 1, holes, a: 2 }) as { holes: unknown[] };
    expect(Object.keys(shared)).toEqual(['z', 'holes', 'a']);
    expect([shared.holes.length, 0 in shared.holes, 2 in shared.holes]).toEqual([5, false, true]);
  });

  test('share what is nothing but a primitive as its handle', () => {
    const int = new AtomicInt32({ name: 'n' });
    expect(share(int)).toEqual(int.share());
    expect(receive(int.share())).toBeInstanceOf(AtomicInt32);
  });

  test('serve a class that was defined elsewhere', () => {
    const kind: Kind = { name: 'Elsewhere', module: '@somewhere/else', words: 2 };
    class Elsewhere {
      readonly seen: unknown;
      constructor(seen: unknown) {
        this.seen = seen;
      }
      static from(handle: unknown): Elsewhere {
        return new Elsewhere(handle);
      }
    }
    const handle = { ...new AtomicInt32().share(), '@sync': 'Elsewhere', module: '@somewhere/else' };
    expect(() => receive(handle)).toThrow(TypeError);
    expect(() => receive({ deep: [handle] })).toThrow(/Elsewhere is not loaded.*import '@somewhere\/else'/);
    define(kind, Elsewhere);
    expect((receive(handle) as unknown as Elsewhere).seen).toBe(handle);
  });

  test('serve what has no share() of its own, since all its names are its user’s', () => {
    const hidden = { share: 'a property', [SHARE]: () => 'in its place' };
    const view = new Proxy({}, { get: (_, key) => (key === SHARE ? () => 'of a view' : undefined) });
    expect(share({ deep: [hidden, view, { share: 'of no meaning' }] })).toEqual({
      deep: ['in its place', 'of a view', { share: 'of no meaning' }],
    });
  });

  test('name the import in a thread that has not loaded the class', async () => {
    const [thread] = await threads(1);
    const handle = { ...new AtomicInt32().share(), '@sync': 'Semaphore', module: '@sync/semaphore' };
    const error = await thread!.run(({ receive }, handle) => receive({ handle }), handle).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TypeError' });
    expect((error as Error).message).toContain("import '@sync/semaphore'");
  });
});

describe('from', () => {
  const good = (): any => new AtomicInt32({ name: 'n' }).share();

  test.each(CLASSES)('$kind refuses the handle of any other class, and says whose it is', ({ type, kind }) => {
    for (const other of CLASSES.filter((row) => row.type !== type)) {
      const handle = new other.type().share();
      expect(() => type.from(handle)).toThrow(TypeError);
      expect(() => type.from(handle)).toThrow(`${kind}.from() got a shared ${other.kind}; use ${other.kind}.from()`);
    }
  });

  test.each([undefined, null, 5, 'AtomicInt32', {}, [], new AtomicInt32(), new SharedArrayBuffer(8), { '@sync': 'AtomicInt32' }, { protocol: 1 }])(
    'refuses what is no handle: %s',
    (value) => {
      expect(() => AtomicInt32.from(value as never)).toThrow(TypeError);
      expect(() => AtomicInt32.from(value as never)).toThrow('AtomicInt32.from() expects what share() of a AtomicInt32 returned');
    },
  );

  test('refuses a handle of another protocol, and names both versions', () => {
    const { protocol, version } = good() as Shared<AtomicInt32>;
    for (const other of [protocol + 1, 0, undefined, 'x']) {
      const handle = { ...good(), protocol: other, version: '99.1.2' };
      const from = (): unknown => AtomicInt32.from(handle);
      expect(from).toThrow(IncompatibleVersionError);
      expect(from).toThrow(`@sync/atomics ${version} (protocol ${protocol})`);
      expect(from).toThrow(`99.1.2 (protocol ${other})`);
      expect(() => receive([handle])).toThrow(IncompatibleVersionError);
    }
  });

  test.each([
    ['no buffer', { memory: undefined, buffer: undefined }, TypeError],
    ['an unshared buffer', { memory: undefined, buffer: new ArrayBuffer(64) }, TypeError],
    ['a place outside of its buffer', { byteOffset: 2 ** 30 }, RangeError],
    ['a place that is not aligned', { byteOffset: 66 }, RangeError],
    ['a place that is no number', { byteOffset: '64' }, TypeError],
    ['no thread table', { table: undefined }, TypeError],
    ['a thread table that is none', { table: new SharedArrayBuffer(4096) }, TypeError],
    ['a thread table that is too short', { table: new SharedArrayBuffer(4) }, TypeError],
    ['a name that is no string', { name: 5 }, TypeError],
    ['a place where something else is', { memory: undefined, buffer: new AtomicFlag().share().buffer, byteOffset: new AtomicFlag().share().byteOffset }, TypeError],
  ])('refuses a handle with %s', (_, change, error) => {
    expect(() => AtomicInt32.from({ ...good(), ...change })).toThrow(error);
    expect(() => AtomicInt32.from({ ...good(), ...change })).toThrow(/AtomicInt32\.from\(\)/);
  });

  test('a handle is a plain object of plain values and shared memory', () => {
    const handle = new AtomicCounter({ name: 'hits' }).share() as unknown as Record<string, unknown>;
    expect(Object.getPrototypeOf(handle)).toBe(Object.prototype);
    expect(Object.keys(handle).sort()).toEqual(
      ['@sync', 'buffer', 'byteOffset', 'memory', 'module', 'name', 'protocol', 'table', 'version'],
    );
    expect(handle).toMatchObject({ '@sync': 'AtomicCounter', module: '@sync/atomics', name: 'hits' });
    expect(handle.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});
