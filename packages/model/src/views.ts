/**
 * Typed arrays and DataViews over the model's memory, as simulated threads see them: each
 * read and write of an element is an operation. Methods go element by element.
 */
import { session } from './session.ts';

/** The typed arrays that can lie over shared memory. */
export type TypedArray = Int32Array | BigInt64Array | Float64Array;

/** Methods that return an array: of a copy, which is the caller's own. */
const COPYING: ReadonlySet<string | symbol> = new Set(['slice', 'map', 'filter', 'toReversed', 'toSorted', 'with']);

/** A view that records what is done to it. */
export function recorded<View extends ArrayBufferView>(real: View): View {
  const view = new Proxy<object>(real, (real instanceof DataView ? DATA_VIEW : ARRAY) as ProxyHandler<object>);
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
    return typeof value === 'function' && key !== 'constructor' ? method(real, key, view, value as Method) : value;
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
      const start = real.byteOffset + offset;
      const span = { type: String(key), buffer: real.buffer, start, end: start + Number(/\d+/.exec(type)) / 8 };
      const exact = args.map((arg) => (typeof arg === 'bigint' ? arg : Number(arg)));
      return world.access(kind === 'get' ? 'read' : 'write', span, exact, call);
    };
  },
} as const;

type Method = (...args: unknown[]) => unknown;

function method(real: TypedArray, key: string | symbol, view: TypedArray, value: Method): Method {
  const copy = (): TypedArray => (real.constructor as Int32ArrayConstructor).from(view as Int32Array);
  if (key === 'subarray') return (...args) => recorded(value.apply(real, args) as TypedArray);
  if (COPYING.has(key)) return (...args) => value.apply(copy(), args);
  if (key === 'set') {
    return (source, offset = 0) => {
      Array.from(source as number[]).forEach((item, at) => (view[(offset as number) + at] = item));
    };
  }
  const generic = (Array.prototype as unknown as Record<string | symbol, Method | undefined>)[key] ?? value;
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
  const exact = coerce(real, value);
  const perform = (): undefined => void (real[index] = exact as never);
  const { world } = session();
  if (world === undefined) perform();
  else world.element('write', real, index, [exact], perform);
}

/** As the platform takes a value for such an array. */
export function coerce(real: TypedArray, value: unknown): number | bigint {
  // A plus, not Number(): it refuses a bigint, as the platform does.
  return typeof real[0] === 'bigint' ? BigInt(value as bigint) : +(value as number);
}
