import { isUnpostable } from '@sync/atomics/internal';

/** What an object is to a structured clone, whatever its class calls itself. */
export type ObjectKind =
  | 'object'
  | 'array'
  | 'error'
  | 'view'
  | Brand
  /** A Lock and the like. */
  | 'primitive'
  | 'shared memory'
  /** What is tied to its thread: promises, weak maps, generators ... */
  | 'tied'
  /** What the platform makes: some of it may be posted, none of it is bytes. */
  | 'platform';

/** Classes whose objects are told by what is inside of them. */
export type Brand = 'Map' | 'Set' | 'Date' | 'RegExp' | 'ArrayBuffer' | 'Boolean' | 'Number' | 'String' | 'BigInt';

/**
 * A call that throws for all but objects of the class. A prototype proves nothing: anyone can
 * set it, and those of another realm are others.
 */
const BRANDS = {
  Map: (value) => Map.prototype.has.call(value as never, 0),
  Set: (value) => Set.prototype.has.call(value as never, 0),
  Date: (value) => Date.prototype.getTime.call(value as never),
  RegExp: (value) => read(RegExp.prototype, 'source', value),
  ArrayBuffer: (value) => read(ArrayBuffer.prototype, 'byteLength', value),
  Boolean: (value) => Boolean.prototype.valueOf.call(value as never),
  Number: (value) => Number.prototype.valueOf.call(value as never),
  String: (value) => String.prototype.valueOf.call(value as never),
  BigInt: (value) => BigInt.prototype.valueOf.call(value as never),
} as const satisfies Record<Brand, (value: object) => unknown>;

const TIED =
  /^(?:Promise|WeakMap|WeakSet|WeakRef|FinalizationRegistry|Symbol|(?:Async)?(?:Generator|Iterator)(?: Helper)?|.+ Iterator)$/;
const PLATFORM = /^(?:Intl|Temporal|WebAssembly)\./;

/** What an object is. Calls nothing of the user's but a `Symbol.toStringTag`. */
export function kindOf(value: object): ObjectKind {
  if (Array.isArray(value)) return 'array';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'object';
  if (isUnpostable(value)) return 'primitive';
  if (ArrayBuffer.isView(value)) return 'view';
  if (value instanceof Error) return 'error';
  const tag = tagOf(value);
  if (tag === 'Error') return 'error';
  if (tag === 'SharedArrayBuffer') return 'shared memory';
  const brand = brandOf(value, tag);
  if (brand !== undefined) return brand;
  if (TIED.test(tag)) return 'tied';
  // With the prototype of a Map alone it is none, and empty.
  if (tag === 'Object' || tag in BRANDS) return 'object';
  return PLATFORM.test(tag) || isOfGlobalClass(value, tag) ? 'platform' : 'object';
}

/** As `Map`; what has no class of its own is an `Object`. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** True for what has no bytes of its own, so that no copy of it can be made elsewhere. */
export function cannotTravel(value: object, kind: ObjectKind): boolean {
  switch (kind) {
    case 'primitive':
    case 'shared memory':
    case 'tied':
    case 'platform':
      return true;
    case 'ArrayBuffer':
      return isDetached(value as ArrayBuffer);
    case 'view': {
      const { buffer } = value as ArrayBufferView;
      return isShared(buffer) || isDetached(buffer);
    }
    default:
      return false;
  }
}

/** True for memory that threads share, of whichever realm. */
export function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return tagOf(buffer) === 'SharedArrayBuffer';
}

/** True for a buffer whose memory was transferred away. */
export function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/** The plain value in a Boolean, Number, String or BigInt object. */
export function unboxed(value: object, kind: 'Boolean' | 'Number' | 'String' | 'BigInt'): unknown {
  return BRANDS[kind](value);
}

function brandOf(value: object, tag: string): Brand | undefined {
  for (const [brand, call] of Object.entries(BRANDS)) {
    // A subclass may call itself something else.
    if (tag !== brand && !isOfGlobalClass(value, brand)) continue;
    try {
      call(value);
      return brand as Brand;
    } catch {
      // It only says that it is one.
    }
  }
  return undefined;
}

function isOfGlobalClass(value: object, name: string): boolean {
  const type = (globalThis as Record<string, unknown>)[name];
  return typeof type === 'function' && value instanceof type;
}

/** By the class's own getter, which throws for what is not of it. */
function read(prototype: object, key: string, value: object): unknown {
  return Reflect.get(prototype, key, value);
}
