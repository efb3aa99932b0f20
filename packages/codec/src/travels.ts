import type { Shared } from '@sync/atomics/internal';

/** What stays in its thread, and primitives of these packages with what `share()` makes of them. */
type Stays =
  | ((...args: never[]) => unknown)
  | (abstract new (...args: never[]) => unknown)
  | symbol
  | SharedArrayBuffer
  | Promise<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | WeakRef<WeakKey>
  | Iterator<unknown, unknown, never>
  | { share(): Shared<unknown> }
  | Shared<unknown>;

/** What travels, whatever methods it has. */
type Whole = string | number | bigint | boolean | null | undefined | Date | RegExp | Error | ArrayBuffer | ArrayBufferView;

/**
 * The type itself, if its values travel as bytes: `never` in the place of functions, symbols, shared memory,
 * primitives of these packages, and what else is tied to a thread. So a call that takes `T & Travels<T>` refuses
 * what would fail; and objects of a class with methods, which would arrive without them.
 */
export type Travels<T> = 0 extends 1 & T
  ? T
  : T extends Whole
    ? T
    : T extends Stays
      ? never
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<Travels<K>, Travels<V>>
        : T extends ReadonlySet<infer V>
          ? ReadonlySet<Travels<V>>
          : T extends object
            ? { [K in keyof T]: Travels<T[K]> }
            : T;
