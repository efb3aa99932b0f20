import fc from 'fast-check';

/** A string of any code units, lone surrogates among them. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

const primitive = fc.oneof(
  fc.constantFrom(undefined, null, true, false, -0, NaN, Infinity, -Infinity),
  fc.integer(),
  fc.integer({ min: -300, max: 300 }),
  fc.double(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
  text,
);

/** What an object is to be; what is in it is chosen later, so that it may be itself. */
const seed = fc.oneof(
  { weight: 5, arbitrary: fc.constant('object' as const) },
  { weight: 4, arbitrary: fc.constant('array' as const) },
  { weight: 1, arbitrary: fc.constant('holes' as const) },
  { weight: 2, arbitrary: fc.constantFrom('map' as const, 'set' as const) },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
  { weight: 1, arbitrary: fc.constantFrom(/a/, /[é]+/giu, /\//y).map((one) => new RegExp(one)) },
  { weight: 1, arbitrary: primitive.filter((one) => one !== undefined && one !== null).map((one) => Object(one) as object) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.slice().buffer) },
  { weight: 1, arbitrary: view() },
);

function view(): fc.Arbitrary<ArrayBufferView[]> {
  const classes = [Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, DataView];
  const one = fc.tuple(fc.constantFrom(...classes), fc.nat(3), fc.nat(4));
  // Of one buffer, which they go on sharing.
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((views) => {
    const { buffer } = Uint8Array.from({ length: 64 }, (_, at) => at * 7);
    return views.map(([View, offset, length]) => new (View as typeof Uint8Array)(buffer, offset * 8, length));
  });
}

type Wire = readonly [from: number, to: number, key: unknown];

/**
 * A value of any shape: objects of all kinds, and between them any number of arrows, in circles, too.
 * Errors are not among them, of which a structured clone keeps less.
 */
export const value: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.array(seed, { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(11), primitive, text), { maxLength: 20 }),
    fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.oneof(text, fc.constant('__proto__'), fc.nat(5))), { maxLength: 24 }),
  )
  .map(([seeds, leaves, wires]) => {
    const objects = seeds.map(made);
    for (const [to, leaf, key] of leaves) put(objects[to % objects.length], key, leaf);
    for (const [to, from, key] of wires as Wire[]) put(objects[to % objects.length], key, objects[from % objects.length]);
    return objects.length % 2 === 0 ? objects[0] : objects;
  });

function made(kind: unknown): unknown {
  switch (kind) {
    case 'object':
      return {};
    case 'array':
      return [];
    case 'holes':
      return new Array(5);
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    default:
      return kind;
  }
}

function put(object: unknown, key: unknown, value: unknown): void {
  if (object instanceof Map) object.set(typeof key === 'number' ? value : key, value);
  else if (object instanceof Set) object.add(value);
  else if (Array.isArray(object) && typeof key === 'number') object[key] = value;
  else if (Array.isArray(object) && key === 'length') object.length = 5;
  else if (Array.isArray(object) || Object.getPrototypeOf(object) === Object.prototype) {
    Object.defineProperty(object, String(key), { value, enumerable: true, configurable: true, writable: true });
  }
}
