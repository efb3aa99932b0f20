/** How a worker calls a task's function more than once for one task. */
import { encodeError } from '@sync/codec';
import { isThenable } from './thenable.ts';
import { Transferring } from './transferring.ts';

/**
 * - `chunk`: once with each of the arguments, which are lists of them
 * - `for`: with each index from the first argument up to the second one, and the others
 * - `map`: with each item of the third argument in that range, and its index; what it returns goes into the fourth one
 * - `reduce`: with what it returned before, which is the fourth argument at first, and each item of the third one, and its index
 */
export type Form = 'chunk' | 'for' | 'map' | 'reduce';

/** What came of a chunk: the values of its calls, as far as they came, and the bytes of the error that ended it. */
export interface ChunkResult {
  readonly values: unknown[];
  readonly error?: Uint8Array;
}

/** The task, while its function is called. */
export interface Performance {
  /** Before each call: throws, if the task was cancelled. */
  check(): void;
  /** True of what {@link Performance.check} throws. */
  isStop(error: unknown): boolean;
  /** An error of the function, with what the pool knows of it. */
  explain(error: unknown): unknown;
}

type Fn = (...args: unknown[]) => unknown;
type Items = Record<number, unknown>;

/** Calls a task's function as its form says; returns what the task does, or a promise of that. */
export function perform(form: Form, fn: Fn, args: readonly unknown[], task: Performance): unknown {
  if (form === 'chunk') return chunk(fn, args as readonly unknown[][], task);
  const [from, to, ...rest] = args as [number, number, ...unknown[]];
  if (form === 'for') return each(from, to, callOf(fn, rest), task);
  const [input, target, ...more] = rest as [Items, unknown, ...unknown[]];
  return form === 'map' ? mapped(fn, from, to, input, target as Items, more, task) : reduced(fn, from, to, input, target, more, task);
}

function chunk(fn: Fn, lists: readonly unknown[][], task: Performance): unknown {
  const values: unknown[] = [];
  const moved: object[] = [];
  const keep = (value: unknown): void => {
    if (value instanceof Transferring) moved.push(...value.transfer);
    values.push(value instanceof Transferring ? value.value : value);
  };
  const whole = (result: ChunkResult): unknown => (moved.length === 0 ? result : new Transferring(result, moved));
  const failed = (error: unknown): unknown => {
    if (task.isStop(error)) throw error;
    return whole({ values, error: encodeError(task.explain(error)) });
  };
  const call = (at: number): unknown => {
    const value = fn(...(lists[at] as unknown[]));
    if (isThenable(value)) return value.then(keep);
    keep(value);
    return undefined;
  };
  try {
    const over = each(0, lists.length, call, task);
    return over === undefined ? whole({ values }) : over.then(() => whole({ values }), failed);
  } catch (error) {
    return failed(error);
  }
}

function mapped(fn: Fn, from: number, to: number, input: Items, output: Items, more: unknown[], task: Performance): unknown {
  const call = (at: number): unknown => {
    const value = more.length === 0 ? fn(input[at], at) : fn(input[at], at, ...more);
    if (isThenable(value)) {
      return value.then((settled) => {
        output[at] = settled;
      });
    }
    output[at] = value;
    return undefined;
  };
  return each(from, to, call, task);
}

function reduced(fn: Fn, from: number, to: number, input: Items, initial: unknown, more: unknown[], task: Performance): unknown {
  let result = initial;
  const call = (at: number): unknown => {
    const value = more.length === 0 ? fn(result, input[at], at) : fn(result, input[at], at, ...more);
    if (isThenable(value)) {
      return value.then((settled) => {
        result = settled;
      });
    }
    result = value;
    return undefined;
  };
  const over = each(from, to, call, task);
  return over === undefined ? result : over.then(() => result);
}

/** The function, of an index alone. */
function callOf(fn: Fn, rest: readonly unknown[]): (at: number) => unknown {
  const [first, second, third] = rest;
  switch (rest.length) {
    case 0:
      return fn;
    case 1:
      return (at) => fn(at, first);
    case 2:
      return (at) => fn(at, first, second);
    case 3:
      return (at) => fn(at, first, second, third);
    default:
      return (at) => fn(at, ...rest);
  }
}

/** Calls it with each index, one after the other; a promise, if it returns one. */
function each(from: number, to: number, call: (at: number) => unknown, task: Performance): PromiseLike<void> | undefined {
  for (let at = from; at < to; at++) {
    task.check();
    const result = call(at);
    if (isThenable(result)) return eachAsync(result, at + 1, to, call, task);
  }
  return undefined;
}

async function eachAsync(first: PromiseLike<unknown>, from: number, to: number, call: (at: number) => unknown, task: Performance): Promise<void> {
  await first;
  for (let at = from; at < to; at++) {
    task.check();
    await call(at);
  }
}
