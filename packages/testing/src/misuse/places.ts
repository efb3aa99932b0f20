import { test } from 'vitest';
import { expectRefusal, expectUntouched, wrong } from './attempt.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

type Place = readonly [name: string, buffer: unknown, byteOffset: unknown, error: string, says: RegExp];

/** Declares the tests that neither the constructor nor `at` takes what is no place for one. */
export function refusesWrongPlaces<T>({ type, make, align }: MisuseSpec<T>): void {
  const bytes = type.byteLength;
  const roomy = (): SharedArrayBuffer => new SharedArrayBuffer(bytes + 8);
  const multiple = literally(`multiple of ${align}`);
  const places: readonly Place[] = [
    ['a buffer that is not shared', new ArrayBuffer(bytes), 0, 'TypeError', /SharedArrayBuffer/],
    ['a typed array', new Int32Array(new SharedArrayBuffer(bytes)), 0, 'TypeError', /SharedArrayBuffer/],
    ['null', null, 0, 'TypeError', /SharedArrayBuffer/],
    ['a buffer that is too short', new SharedArrayBuffer(bytes - 4), 0, 'RangeError', literally(String(bytes))],
    ['an empty buffer', new SharedArrayBuffer(0), 0, 'RangeError', literally(String(bytes))],
    ['an offset beyond what is there', new SharedArrayBuffer(bytes), align, 'RangeError', literally(String(bytes))],
    ['an odd offset', roomy(), 1, 'RangeError', multiple],
    ['an offset that is half a multiple', roomy(), align / 2, 'RangeError', multiple],
    ['a negative offset', roomy(), -align, 'RangeError', literally(String(-align))],
    ['an offset that is no integer', roomy(), 1.5, 'RangeError', /1\.5/],
    ['an offset of NaN', roomy(), NaN, 'RangeError', /NaN/],
    ['an offset that is a string', roomy(), '4', 'TypeError', literally(`multiple of ${align}, not '4'`)],
  ];
  test.each(places)('to be placed in %s, and writes nothing', async (_, buffer, byteOffset, error, says) => {
    for (const place of [() => make(wrong({ buffer, byteOffset })), () => type.at(wrong(buffer), wrong(byteOffset))]) {
      await expectRefusal(place, error, says);
    }
    if (buffer instanceof SharedArrayBuffer) expectUntouched(buffer);
  });
}
