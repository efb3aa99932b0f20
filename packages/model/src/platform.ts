/**
 * The part of the platform that a simulated thread meets: while its code runs, these
 * functions ask its world; for everybody else they are the platform's own.
 */
import { isShared } from './class-of.ts';
import { session } from './session.ts';
import { converted, realOf, recorded, type TypedArray } from './views.ts';

const ACCESSES = ['load', 'store', 'add', 'sub', 'and', 'or', 'xor', 'exchange', 'compareExchange'] as const;

const VIEWS = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView',
] as const; // prettier-ignore

type Callable = (...args: never[]) => unknown;
type Owner = Record<string, Callable>;

/** Puts them in place; returns what takes them back. */
export function patchPlatform(): () => void {
  const undo: (() => void)[] = [];
  const patch = (owner: object, key: string, make: (native: Callable) => Callable): void => {
    const before = Object.getOwnPropertyDescriptor(owner, key);
    const native = (owner as Owner)[key];
    if (native === undefined) return;
    const value = make(native);
    // As the promisified form of a timer has.
    for (const symbol of Object.getOwnPropertySymbols(native)) {
      Object.defineProperty(value, symbol, Object.getOwnPropertyDescriptor(native, symbol) as PropertyDescriptor);
    }
    Object.defineProperty(owner, key, { configurable: true, writable: true, value });
    undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, before);
    });
  };
  patchAtomics(patch);
  patchMemory(patch);
  patchTime(patch);
  return () => {
    for (const step of undo.reverse()) step();
  };
}

type Patch = (owner: object, key: string, make: (native: Callable) => Callable) => void;

function patchAtomics(patch: Patch): void {
  const nativeLoad = Atomics.load as (real: TypedArray, index: number) => unknown;
  const nativeNotify = Atomics.notify as Callable;
  for (const kind of ACCESSES) {
    patch(Atomics, kind, (native) => (view: unknown, index: number, ...values: unknown[]) => {
      const { world } = session();
      const real = realOf(view);
      if (world === undefined || real === undefined) {
        // A look does no harm.
        if (kind !== 'load') world?.checkOwn(view as TypedArray);
        return call(native, real ?? view, index, ...values);
      }
      nativeLoad(real, index); // throws what the platform throws for a wrong array or index
      const exact = values.map((value) => converted(real, value));
      // It returns what it was given, not what fits.
      const args = kind === 'store' ? values.map(integer) : exact;
      const perform = (): unknown => call(native, real, index, ...args);
      return world.element(kind, real, index, args, perform);
    });
  }
  for (const kind of ['wait', 'waitAsync', 'notify'] as const) {
    patch(Atomics, kind, (native) => (view: TypedArray, index: number, ...values: unknown[]) => {
      const { world } = session();
      const real = realOf(view) ?? view;
      if (world === undefined || !isShared((real as Partial<TypedArray> | undefined)?.buffer)) return call(native, real, index, ...values);
      call(nativeNotify, real, index, 0); // as above
      if (real === view) world.checkOwn(view);
      if (kind === 'notify') return world.notify(real, index, values[0]);
      const expected = converted(real, values[0]);
      return world.wait(kind, real, index, expected, values[1], () => nativeLoad(real, index) === expected);
    });
  }
}

function patchMemory(patch: Patch): void {
  patch(globalThis, 'SharedArrayBuffer', (native) =>
    constructing(native, (args, make) => {
      const { world } = session();
      return world === undefined ? make() : world.allocate(Number(args[0]), make as () => SharedArrayBuffer);
    }),
  );
  for (const name of VIEWS) {
    patch(globalThis, name, (native) =>
      constructing(native, (_args, make) => {
        const real = make() as ArrayBufferView;
        return session().world?.models(real.buffer) === true ? recorded(real) : real;
      }),
    );
  }
}

/** A constructor that makes something else of what it made. */
function constructing(native: Callable, construct: (args: unknown[], make: () => object) => object): Callable {
  const patched: Callable = new Proxy(native, {
    construct: (target, args: unknown[], newTarget) =>
      // As the native one itself: objects made for a proxy have a hidden class each, and are slow.
      construct(args, () => Reflect.construct(target, args, newTarget === patched ? target : newTarget) as object),
  });
  return patched;
}

function patchTime(patch: Patch): void {
  const answered = (owner: object, key: string, answer: (world: NonNullable<World>, ...args: never[]) => unknown): void => {
    patch(owner, key, (native) => (...args: never[]) => {
      const { world } = session();
      return world === undefined ? (Reflect.apply(native, owner, args) as unknown) : answer(world, ...args);
    });
  };
  answered(performance, 'now', (world) => world.now());
  answered(Date, 'now', (world) => world.now());
  answered(Math, 'random', (world) => world.random());
  type Task = (...args: unknown[]) => void;
  const timer = (repeats: boolean) => (world: NonNullable<World>, fn: Task, ms?: number, ...args: unknown[]) =>
    world.loop.addTimer(() => { fn(...args); }, () => world.now(), ms, repeats); // prettier-ignore
  answered(globalThis, 'setTimeout', timer(false));
  answered(globalThis, 'setInterval', timer(true));
  answered(globalThis, 'setImmediate', (world, fn: Task, ...args: unknown[]) => timer(false)(world, fn, 0, ...args));
  const nativeMicrotask = queueMicrotask;
  const soon = (world: NonNullable<World>, fn: Task, ...args: unknown[]): void => {
    world.loop.isUsed = true;
    nativeMicrotask(() => { world.loop.run(() => { fn(...args); }); }); // prettier-ignore
  };
  answered(globalThis, 'queueMicrotask', soon);
  const { process } = globalThis as { process?: object };
  if (process !== undefined) answered(process, 'nextTick', soon);
  for (const key of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
    answered(globalThis, key, (world, timer: object | undefined) => {
      world.loop.removeTimer(timer);
    });
  }
}

type World = ReturnType<typeof session>['world'];

function integer(value: unknown): number | bigint {
  return typeof value === 'bigint' ? value : Math.trunc(Number(value)) || 0;
}

function call(native: Callable, ...args: unknown[]): unknown {
  return (native as (...args: unknown[]) => unknown)(...args);
}
