import { test } from 'vitest';
import { expectRefusal, wrong } from './attempt.ts';
import { laterVersion } from './later-version.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

/** Declares the tests that `from` refuses what is no handle of the class. */
export function refusesWrongHandles<T>({ type, make, other }: MisuseSpec<T>): void {
  const handles: readonly (readonly [name: string, handle: () => unknown, error: string, says: RegExp])[] = [
    ['a handle of another class', () => new other().share(), 'TypeError', literally(`${other.name}.from`)],
    ['a handle of another protocol', () => laterVersion(make().share()), 'IncompatibleVersionError', /version|protocol/i],
    ['one instead of its handle', () => make(), 'TypeError', /share\(\)/],
    ['undefined', () => undefined, 'TypeError', /share\(\)/],
    ['null', () => null, 'TypeError', /share\(\)/],
    ['a number', () => 7, 'TypeError', /share\(\)/],
    ['an object of another kind', () => ({ buffer: new SharedArrayBuffer(64) }), 'TypeError', /share\(\)/],
    ['a bare buffer', () => new SharedArrayBuffer(type.byteLength), 'TypeError', /share\(\)/],
  ];
  test.each(handles)('to be made from %s', (_, handle, error, says) => {
    const given = handle();
    return expectRefusal(() => type.from(wrong(given)), error, says);
  });
}
