import { AtomicFlag } from '@sync/atomics';
import { checkTravels, encode, prepare, type Travels } from '@sync/codec';
import { Lock, RWLock } from '@sync/lock';
import { describe, expect, expectTypeOf, test } from 'vitest';

const SHARED = 'bytes cannot carry shared memory; give it to the other threads when they start, and send something that names it';
const TIED = 'it is tied to its thread; await or read it first, and send what comes of it';
const PLATFORM = 'the platform keeps what is in it; send the data that it is made from';
const FUNCTION = 'functions stay in their thread; send data, and name what is to be done with it';
const shared = new SharedArrayBuffer(8);
const transferred = new ArrayBuffer(8);
structuredClone(transferred, { transfer: [transferred] });

const REFUSED: [what: string, value: unknown, advice: string][] = [
  ['a function', (() => () => 1)(), FUNCTION],
  ['a function (named)', function named() {}, FUNCTION],
  ['a function (Date)', Date, FUNCTION],
  ['Symbol(s)', Symbol('s'), 'symbols stay in their thread; send a string'],
  ['a Symbol', Object(Symbol('s')), TIED],
  ['a Promise', Promise.resolve(), TIED],
  ['a WeakMap', new WeakMap(), TIED],
  ['a WeakSet', new WeakSet(), TIED],
  ['a WeakRef', new WeakRef({}), TIED],
  ['a FinalizationRegistry', new FinalizationRegistry(() => undefined), TIED],
  ['a Generator', (function* () {})(), TIED],
  ['an AsyncGenerator', (async function* () {})(), TIED],
  ['an Array Iterator', [][Symbol.iterator](), TIED],
  ['a Map Iterator', new Map().keys(), TIED],
  ['a RegExp String Iterator', 'a'.matchAll(/a/g), TIED],
  ['an Intl.Collator', new Intl.Collator(), PLATFORM],
  ['a MessagePort', new MessageChannel().port1, PLATFORM],
  ['a ReadableStream', new ReadableStream(), PLATFORM],
  ['an AbortSignal', new AbortController().signal, PLATFORM],
  ['a URL', new URL('http://localhost'), PLATFORM],
  ['a Blob', new Blob([]), PLATFORM],
  ['a WebAssembly.Memory', new (globalThis as any).WebAssembly.Memory({ initial: 1 }), PLATFORM],
  ['a SharedArrayBuffer', shared, SHARED],
  ['an Int32Array of shared memory', new Int32Array(shared), `${SHARED}, or send a copy`],
  ['a DataView of shared memory', new DataView(shared), `${SHARED}, or send a copy`],
  ['a Lock', new Lock({ name: 'jobs' }), SHARED],
  ['an RWLock', new RWLock(), SHARED],
  ['an AtomicFlag', new AtomicFlag(), SHARED],
  ['a handle of a Lock', new Lock().share(), SHARED],
  ['an ArrayBuffer without memory', transferred, 'its memory was transferred away; send it before that, or a copy'],
];

describe('what cannot travel is refused by its name', () => {
  test.each(REFUSED)('%s', (what, value, advice) => {
    const message = `item.jobs[2].it is ${what}: ${advice}`;
    const item = { jobs: [1, 2, { it: value }] };
    expect(() => encode(item, { path: 'item' })).toThrow(new TypeError(message));
    expect(() => prepare(item, { path: 'item' })).toThrow(new TypeError(message));
    expect(() => { checkTravels(item, 'item'); }).toThrow(new TypeError(message));
    expect(() => encode(value)).toThrow(`value is ${what}: `);
  });
});

describe('the path', () => {
  const fn = (): number => 1;
  test.each<[string, unknown]>([
    ['it', fn],
    ['it.a', { a: fn }],
    ['it.a.b_2.$c.été', { a: { b_2: { $c: { été: fn } } } }],
    ['it["a b"]["1"][""]', { 'a b': { 1: { '': fn } } }],
    ['it["a\\"b"]', { 'a"b': fn }],
    ['it[0][1]', [[0, fn]]],
    ['it.extra', Object.assign([1], { extra: fn })],
    ['it[1000]', Object.assign([], { 1000: fn })],
    ["it.get('ada').phone", new Map([['ada', { phone: fn }]])],
    ['it.get(5)', new Map([[5, fn]])],
    ['it.get(null)', new Map([[null, fn]])],
    ['it.get(keys()[1])', new Map<unknown, unknown>([[0, 0], [{}, fn]])],
    ['it.keys()[1].a', new Map<unknown, unknown>([[0, 0], [{ a: fn }, 1]])],
    ['it.values()[1]', new Set([1, fn])],
    ['it.shown', { get shown() { return fn; } }],
  ])('%s', (path, value) => {
    expect(() => encode(value, { path: 'it' })).toThrow(new TypeError(`${path} is a function (fn): ${FUNCTION}`));
  });

  test('is found in what goes in a circle', () => {
    const circle: Record<string, unknown> = {};
    circle.again = [circle, circle];
    circle.bad = fn;
    expect(() => encode(circle)).toThrow('value.bad is');
  });

  test('something that is there only at times is refused all the same', () => {
    let reads = 0;
    expect(() => encode({ get shy() { return ++reads === 1 ? fn : 1; } }, { path: 'it' })).toThrow(/^it has something in it that cannot travel/);
  });
});

describe('what is posted', () => {
  const posted = (value: unknown) => () => { checkTravels(value, 'args[0]', { posted: true }); };

  test('may be shared memory, a handle, a port, and what the platform clones', () => {
    for (const value of [shared, new Int32Array(shared), new Lock().share(), new MessageChannel().port1, new Blob([])]) {
      expect(posted([value])).not.toThrow();
    }
  });

  test('is no function, no promise and no raw primitive', () => {
    expect(posted([() => 1])).toThrow('args[0][0] is a function');
    expect(posted({ a: Promise.resolve() })).toThrow('args[0].a is a Promise');
    expect(posted(new Lock())).toThrow('args[0] is a Lock: it cannot be posted as it is; post what share() returns instead');
    expect(posted(transferred)).toThrow('args[0] is an ArrayBuffer without memory');
  });

  test('an error is not looked into', () => {
    expect(posted(Object.assign(new Error('x'), { retry: () => 1 }))).not.toThrow();
  });
});

test('a class may call itself what it likes', () => {
  class Tagged { a = 1; get [Symbol.toStringTag](): string { return `Tagged ${this.a}`; } }
  class Posing { a = 'Map'; get [Symbol.toStringTag](): string { return this.a; } }
  for (const value of [new Tagged(), new Posing()]) expect(() => encode(value)).not.toThrow();
});

test('the type says what does not travel', () => {
  interface Job { readonly id: number; readonly tags: readonly string[]; readonly when?: Date; readonly parts: Map<string, Uint8Array> }
  const put = <T>(_item: T & Travels<T>): void => undefined;
  put<Job>({ id: 1, tags: [], parts: new Map() });
  put(new Error('x'));
  put([1, 'a', null, undefined, 5n, new Set([1]), /x/, new Date()]);
  put({});
  put({} as any);
  // @ts-expect-error: a function
  put(() => 1);
  // @ts-expect-error: a function within
  put({ id: 1, done: () => 1 });
  // @ts-expect-error: a symbol
  put([Symbol('s')]);
  // @ts-expect-error: a primitive
  put({ lock: new Lock() });
  // @ts-expect-error: its handle
  put({ lock: new Lock().share() });
  // @ts-expect-error: shared memory
  put(new Map([[1, shared]]));
  // @ts-expect-error: a promise
  put([Promise.resolve(1)]);
  expectTypeOf<Travels<Job>['id']>().toEqualTypeOf<number>();
  expectTypeOf<Travels<() => void>>().toBeNever();
  expectTypeOf<Travels<Lock>>().toBeNever();
});
