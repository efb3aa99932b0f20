/**
 * Typed arrays and DataViews over the model's memory, as simulated threads see them: each
 * read and write of an element is an operation. Methods go element by element.
 */
import { session } from './session.ts';

/** The typed arrays that can lie over shared memory. */
export type TypedArray = Int32Array | BigInt64Array | Float64Array;

/** Methods that return an array, which is the caller's own. */
const COPYING: readonly (string | symbol)[] = ['slice', 'map', 'filter', 'toReversed', 'with'] as const;

/** A view that records what is done to it. */
export function recorded<View extends ArrayBufferView>(real: View): View {
  const view = new Proxy<object>(real, real instanceof DataView ? DATA_VIEW : ARRAY);
  session().views.set(view, real);
  return view as View;
}

/** The view itself, for one that records; undefined for all others. */
export function realOf(view: unknown): TypedArray | undefined {
  return session().views.get(view as object) as TypedArray | undefined;
}

const ARRAY: ProxyHandler<TypedArray> = {
  get(real, key, view: TypedArray) {
    const index = indexOf(key);
    if (index !== undefined) return index < real.length ? read(real, index) : undefined;
    const value: unknown = Reflect.get(real, key, real);
    if (typeof value !== 'function') return value;
    // The one that records what it makes.
    if (key === 'constructor') return Reflect.get(globalThis, value.name) as unknown;
    return method(real, key, view, value as Method);
  },
  set(real, key, value) {
    const index = indexOf(key);
    if (index === undefined) return Reflect.set(real, key, value);
    if (index < real.length) write(real, index, value);
    return true;
  },
} as const;

const DATA_VIEW: ProxyHandler<DataView> = {
  get(real, key) {
    const value: unknown = Reflect.get(real, key, real);
    if (typeof value !== 'function') return value;
    const [, kind, type = ''] = /^([gs]et)(.+)$/.exec(String(key)) ?? [];
    if (kind === undefined) return (value as Method).bind(real);
    return (offset: number, ...args: (number | bigint)[]) => {
      const call = (): unknown => (value as Method).call(real, offset, ...args);
      const { world } = session();
      if (world === undefined) return call();
      const now = (Reflect.get(real, `get${type}`) as Method).call(real, offset); // throws what is thrown beyond the end
      const exact = args.map((arg, at) => (kind === 'set' && at === 0 ? coerce(now, arg) : Number(Boolean(arg))));
      const start = real.byteOffset + offset;
      const span = { type: String(key), buffer: real.buffer, start, end: start + Number(/\d+/.exec(type)) / 8 };
      return world.access(kind === 'get' ? 'read' : 'write', span, exact, call);
    };
  },
} as const;

type Method = (...args: unknown[]) => unknown;

function method(real: TypedArray, key: string | symbol, view: TypedArray, value: Method): Method {
  const copy = (items: unknown): TypedArray => (real.constructor as Int32ArrayConstructor).from(items as number[]);
  const generic = (Array.prototype as unknown as Record<string | symbol, Method | undefined>)[key] ?? value;
  const put = (items: unknown, offset = 0): void => {
    const list = Array.from(items as number[]);
    if (offset + list.length > real.length) throw new RangeError('offset is out of bounds');
    list.forEach((item, at) => (view[offset + at] = item));
  };
  if (key === 'subarray') return (...args) => recorded(value.apply(real, args) as TypedArray);
  if (COPYING.includes(key)) return (...args) => copy(generic.apply(view, args));
  if (key === 'set') return put as Method;
  // An array's own would compare texts.
  if (key === 'toSorted') return (...args) => value.apply(copy(view), args);
  if (key === 'sort') return (...args) => (put(value.apply(copy(view), args)), view);
  return (...args) => generic.apply(view, args);
}

function indexOf(key: string | symbol): number | undefined {
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : undefined;
}

function read(real: TypedArray, index: number): unknown {
  const { world } = session();
  return world === undefined ? real[index] : world.element('read', real, index, [], () => real[index]);
}

function write(real: TypedArray, index: number, value: unknown): void {
  const exact = converted(real, value);
  const perform = (): undefined => void (real[index] = exact as never);
  const { world } = session();
  if (world === undefined) perform();
  else world.element('write', real, index, [exact], perform);
}

/** A value as an element of such an array holds it. */
export function converted(real: TypedArray, value: unknown): number | bigint {
  return (real.constructor as Int32ArrayConstructor).of(value as number)[0] as number;
}

/** A value for where this one is; throws what the platform throws for another type. */
function coerce(now: unknown, value: number | bigint): number | bigint {
  // A plus, not Number(): it refuses a bigint, as the platform does.
  return typeof now === 'bigint' ? BigInt.asIntN(64, value as bigint) : +(value as unknown as string);
}
