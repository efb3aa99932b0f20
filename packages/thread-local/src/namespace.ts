import { INSPECT, SHARE, labelOf, show, type Shared } from '@sync/atomics/internal';
import type { ThreadLocal } from './thread-local.ts';

/**
 * A view of the object that a variable has in the calling thread.
 *
 * @param kind what its handles say
 */
export function namespaceOf<T extends object>(kind: string, variable: ThreadLocal<T>): T {
  // All is answered by the traps; it stays extensible and has nothing that cannot be taken
  // away, so that they may answer as they like. Inspection does not ask them.
  const target = Object.defineProperty({}, INSPECT, { value: () => objectOf(variable), configurable: true });
  return new Proxy(target as T, new View(kind, variable));
}

class View<T extends object> implements ProxyHandler<T> {
  readonly #kind: string;
  readonly #variable: ThreadLocal<T>;

  constructor(kind: string, variable: ThreadLocal<T>) {
    this.#kind = kind;
    this.#variable = variable;
  }

  get(_: T, key: string | symbol): unknown {
    if (key === SHARE) return () => this.#share();
    return objectOf(this.#variable)[key as keyof T];
  }

  set(_: T, key: string | symbol, value: unknown): boolean {
    return Reflect.set(objectOf(this.#variable), key, value);
  }

  has(_: T, key: string | symbol): boolean {
    return Reflect.has(objectOf(this.#variable), key);
  }

  deleteProperty(_: T, key: string | symbol): boolean {
    return Reflect.deleteProperty(objectOf(this.#variable), key);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(objectOf(this.#variable));
  }

  getOwnPropertyDescriptor(_: T, key: string | symbol): PropertyDescriptor | undefined {
    const found = Reflect.getOwnPropertyDescriptor(objectOf(this.#variable), key);
    // A view may say that something stays only if its own target has it.
    return found && { ...found, configurable: true };
  }

  defineProperty(_: T, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    return descriptor.configurable !== false && Reflect.defineProperty(objectOf(this.#variable), key, descriptor);
  }

  getPrototypeOf(): object | null {
    return Reflect.getPrototypeOf(objectOf(this.#variable));
  }

  setPrototypeOf(_: T, prototype: object | null): boolean {
    return Reflect.setPrototypeOf(objectOf(this.#variable), prototype);
  }

  preventExtensions(): boolean {
    return false;
  }

  #share(): Shared<T> {
    return { ...this.#variable.share(), '@sync': this.#kind } as Shared<never>;
  }
}

/** The calling thread's object: one without an `init` begins empty. */
function objectOf<T extends object>(variable: ThreadLocal<T>): T {
  let value: unknown = variable.value;
  if (value === undefined) {
    value = {};
    variable.value = value as T;
  }
  if (typeof value === 'object' && value !== null) return value as T;
  throw new TypeError(`${labelOf('ThreadLocal', variable.name)}: a namespace needs an object, not ${show(value)}`);
}
