/** Fails when an example does not run as printed, or the sizes that the text names are others. */
import { readFileSync } from 'node:fs';
import * as floor from '@sync/atomics';
import { readmeExamples } from '@sync/testing';
import { expect, test } from 'vitest';

const readme = new URL('../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');

readmeExamples(readme);

test('the sizes are as the text says', () => {
  const { AtomicBigInt64, AtomicCounter, AtomicFlag, AtomicInt32, PerThreadCounter } = floor;
  expect(text.replace(/\s+/g, ' ')).toContain(
    `${AtomicInt32.byteLength} bytes for \`AtomicInt32\` and \`AtomicFlag\`, ${AtomicCounter.byteLength} for ` +
      `\`AtomicBigInt64\` and \`AtomicCounter\`, ${PerThreadCounter.byteLength.toLocaleString('en')} for \`PerThreadCounter\``,
  );
  expect([AtomicFlag.byteLength, AtomicBigInt64.byteLength]).toEqual([AtomicInt32.byteLength, AtomicCounter.byteLength]);
  const { table, memory } = new AtomicInt32().share();
  expect(text).toContain(`threads (${(table.byteLength / 2 ** 20).toFixed(1)} MiB`);
  expect((memory as { buffer: SharedArrayBuffer }).buffer.byteLength).toBe(4 * 2 ** 20);
});

test('every public name that is no error is in the text, and every call of each class in the table', () => {
  for (const [name, value] of Object.entries(floor)) {
    if (name.endsWith('Error')) continue;
    expect(text).toContain(name);
    if (typeof value !== 'function' || !/^(Atomic|PerThread)/.test(name)) continue;
    const calls = Object.getOwnPropertyNames(value.prototype).filter((call) => !['constructor', 'toString', 'name'].includes(call));
    for (const call of calls) expect(text, `${name}.${call}`).toMatch(new RegExp(`\\b${call}\\b`));
  }
});

test('every code in the text is that of the error beside it', () => {
  const found = [...text.matchAll(/`(\w+Error)`\s+\(`(SYNC_\w+)`/g)];
  expect(found.length).toBeGreaterThan(3);
  for (const [, name, code] of found) expect(Reflect.get(Reflect.get(floor, name!) as object, 'code')).toBe(code);
});
