/**
 * Programs for the enumeration, which knows nothing of the checker: a thread is a generator
 * that yields what it wants done, and is told the answer.
 */

/** One step of a thread. The names are those of `Atomics`; `read` and `write` are plain. */
export type Operation =
  | { readonly kind: 'load'; readonly index: number }
  | { readonly kind: 'read'; readonly index: number }
  | {
      readonly kind: 'store' | 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange' | 'write';
      readonly index: number;
      readonly value: number;
    }
  | { readonly kind: 'compareExchange'; readonly index: number; readonly expected: number; readonly value: number }
  | { readonly kind: 'wait'; readonly index: number; readonly expected: number; readonly timeout: number }
  | { readonly kind: 'notify'; readonly index: number; readonly count: number }
  /** Looks whether another thread was killed. Nobody was, and it is no step, where nobody can be. */
  | { readonly kind: 'isGone'; readonly thread: number }
  /** Reads the clock, of which nobody else notices anything. */
  | { readonly kind: 'now' };

/** What the thread is told is a number, a word of `wait`, or whether somebody is gone: each knows what it asked for. */
export type Thread<Result = unknown> = Generator<Operation, Result>;

/** In `results`: the thread was killed. */
export const KILLED = 'killed';

/** Threads over a few int32 words. */
export interface Program {
  readonly words: number;
  /** The words at the start; zeros if left out. */
  readonly initial?: readonly number[];
  readonly threads: readonly (() => Thread)[];
  /** Throws if a schedule must not end so. */
  final?(words: readonly number[], results: readonly unknown[]): void;
  mayDie?(thread: number, words: readonly number[]): boolean;
}

/** In which environment it runs: the checker's options of the same names, with their defaults. */
export interface Environment {
  readonly kills?: number;
  readonly timeouts?: number;
  readonly endless?: number;
  readonly notifyOrder?: 'fifo' | 'any';
}

export const load = (index: number): Operation => ({ kind: 'load', index });
export const store = (index: number, value: number): Operation => ({ kind: 'store', index, value });
export const add = (index: number, value: number): Operation => ({ kind: 'add', index, value });
export const sub = (index: number, value: number): Operation => ({ kind: 'sub', index, value });
export const exchange = (index: number, value: number): Operation => ({ kind: 'exchange', index, value });
export const compareExchange = (index: number, expected: number, value: number): Operation => ({
  kind: 'compareExchange',
  index,
  expected,
  value,
});
export const wait = (index: number, expected: number, timeout = Infinity): Operation => ({
  kind: 'wait',
  index,
  expected,
  timeout,
});
export const notify = (index: number, count = Infinity): Operation => ({ kind: 'notify', index, count });
export const read = (index: number): Operation => ({ kind: 'read', index });
export const write = (index: number, value: number): Operation => ({ kind: 'write', index, value });
export const isGone = (thread: number): Operation => ({ kind: 'isGone', thread });
export const now: Operation = { kind: 'now' };
