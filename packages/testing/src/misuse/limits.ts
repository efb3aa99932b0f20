import { expect, test } from 'vitest';
import { attempt, wordsOf, wrong } from './attempt.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

/** Wrong options of a call that takes a time limit: what they are, the error's class, and what its message says. */
export const WRONG_LIMITS: readonly (readonly [name: string, options: unknown, error: string, says: RegExp])[] = [
  ['a negative timeout', { timeout: -1 }, 'RangeError', /0 to Infinity, not -1/],
  ['a timeout of -Infinity', { timeout: -Infinity }, 'RangeError', /not -Infinity/],
  ['a timeout of NaN', { timeout: NaN }, 'RangeError', /NaN/],
  ['a timeout that is a string', { timeout: '5' }, 'TypeError', /number.*'5'/],
  ['a timeout of null', { timeout: null }, 'TypeError', /null/],
  ['a timeout that is a bigint', { timeout: 5n }, 'TypeError', /number/],
  ['a number instead of options', 100, 'TypeError', /\{ timeout: 100 \}/],
  ['true instead of options', true, 'TypeError', /\{ timeout/],
  ['null instead of options', null, 'TypeError', /\{ timeout/],
];

/** Which calls take a time limit, and the states in which they are to refuse a wrong one. */
export interface Limited<T> {
  /** By their names; one that ends in `Async` refuses by rejecting. */
  readonly calls: Readonly<Record<string, (it: T, options: never) => unknown>>;
  /** By their names: what leads there from a new one. */
  readonly states: Readonly<Record<string, (it: T) => unknown>>;
}

/** Declares the tests that it refuses wrong time limits, names itself and the call, and changes nothing. */
export function refusesWrongLimits<T>({ type, make }: MisuseSpec<T>, { calls, states }: Limited<T>): void {
  const names = Object.keys(calls).map((name) => `${name}()`);
  test.each(WRONG_LIMITS)(`${names.join(', ')} with %s, ${Object.keys(states).join(' or ')}`, async (_, options, error, says) => {
    for (const prepare of Object.values(states)) {
      const buffer = new SharedArrayBuffer(type.byteLength);
      const it = make({ buffer, name: 'mine' });
      prepare(it);
      const before = { words: wordsOf(buffer), text: String(it) };
      for (const [name, call] of Object.entries(calls)) {
        const start = (): unknown => call(it, wrong(options));
        const promise = name.endsWith('Async') ? start() : undefined;
        // It rejects and does not throw.
        if (name.endsWith('Async')) expect(promise).toBeInstanceOf(Promise);
        const outcome = await attempt(promise === undefined ? start : () => promise);
        expect(outcome).toMatchObject({ name: error });
        expect((outcome as Error).message).toMatch(literally(`${type.name}(mine): ${name}(`));
        expect((outcome as Error).message).toMatch(says);
        expect({ words: wordsOf(buffer), text: String(it) }).toEqual(before);
      }
    }
  });
}
