/** Whose call is refused, for the message: a primitive, as `Lock(jobs)`. */
export interface Subject {
  /** The class, and the name if it has one. */
  readonly label: string;
}

/** `Lock(jobs)`, or `Lock` where there is no name. */
export function labelOf(kind: string, name: string): string {
  return name === '' ? kind : `${kind}(${name})`;
}

/** A short description of any value, for messages about bad input. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `a value of class ${name}` : 'an object';
}

/**
 * Refuses what is no length of time in milliseconds.
 *
 * @param where as `Lock(jobs): acquire()`
 */
export function checkDuration(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: the timeout must be a number of milliseconds, not ${show(value)}`);
  }
  if (!(value >= 0)) {
    throw new RangeError(
      `${where}: the timeout must be 0 or more milliseconds, not ${value}; ` +
        'leave it out, or pass Infinity, to wait for ever',
    );
  }
}

/**
 * Refuses what is no int32.
 *
 * @param where as `AtomicInt32: add()`
 */
export function checkInt32(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${where}: expected a number, not ${show(value)}`);
  if ((value | 0) !== value) {
    throw new RangeError(`${where}: expected an integer from -2^31 to 2^31 - 1, not ${value}`);
  }
}

/**
 * Refuses what is no integer that a number holds exactly.
 *
 * @param where as `AtomicCounter: add()`
 */
export function checkInteger(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${where}: expected a number, not ${show(value)}`);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: expected an integer of at most 53 bits, not ${value}`);
  }
}
