import { isShared } from './shared-memory.ts';

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
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `a value of class ${name}` : 'an object';
}

/**
 * Refuses what are no options.
 *
 * @param where as `new Lock()`
 */
export function checkOptions(where: string, options: unknown, such: string): asserts options is object | undefined {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || isShared(options)) {
    throw new TypeError(`${where}: expected options such as { ${such} }, not ${show(options)}`);
  }
}

/**
 * Refuses what is neither true nor false.
 *
 * @param where as `new RLock()`
 */
export function checkFlag(where: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new TypeError(`${where}: ${name} must be true or false, not ${show(value)}`);
}

/** Refuses what cannot be called. */
export function checkFunction(subject: Subject, call: string, fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new TypeError(`${subject.label}: ${call}() expects a function, not ${show(fn)}`);
}

/**
 * Refuses what is no count of something.
 *
 * @param where as `new Semaphore()`
 * @param least the smallest that makes sense: 0 or 1
 */
export function checkCount(where: string, name: string, value: unknown, least: number, most: number): asserts value is number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const wrong = `${where}: ${name} must be an integer, ${least} to ${most}, not ${show(value)}`;
  throw typeof value === 'number' ? new RangeError(wrong) : new TypeError(wrong);
}

/**
 * Refuses what is no length of time in milliseconds.
 *
 * @param where as `Lock(jobs): acquire()`
 */
export function checkDuration(where: string, value: unknown): asserts value is number {
  const wrong = `${where}: the timeout must be a number of milliseconds, 0 to Infinity, not ${show(value)}`;
  if (typeof value !== 'number') throw new TypeError(wrong);
  if (!(value >= 0)) throw new RangeError(wrong);
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
