import { test } from 'vitest';
import { expectRefusal, wrong } from './attempt.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

/** Options that a constructor refuses: what they are, the error's class, and what its message says. */
export type RefusedOptions = readonly [name: string, options: unknown, error: string, says: RegExp];

/**
 * Declares the tests that the constructor refuses what are no options of it.
 *
 * @param rows what is the class's own
 */
export function refusesWrongOptions<T>({ type, make, options: example }: MisuseSpec<T>, rows: readonly RefusedOptions[] = []): void {
  const says = literally(`new ${type.name}(): expected options such as ${example}`);
  const all: readonly RefusedOptions[] = [
    ['a number for options', 7, 'TypeError', says],
    ['a string for options', 'ready', 'TypeError', says],
    ['null for options', null, 'TypeError', says],
    ['a function for options', () => undefined, 'TypeError', says],
    ['a name that is no string', { name: 7 }, 'TypeError', /name/],
    ['an offset without a buffer', { byteOffset: 4 }, 'TypeError', /buffer/],
    ['a buffer for options', new SharedArrayBuffer(64), 'TypeError', says],
    ['a handle for options', make().share(), 'TypeError', literally(`${type.name}.from()`)],
    ...rows,
  ];
  test.each(all)('to be made with %s', (_, options, error, says) => expectRefusal(() => make(wrong(options)), error, says));
}
