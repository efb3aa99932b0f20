/** Fails when a public name comes or goes unnoticed. */
import { createRequire } from 'node:module';
import * as floor from '@sync/atomics';
import * as internal from '@sync/atomics/internal';
import { expect, test } from 'vitest';

const withoutErrors = (names: object): string[] => Object.keys(names).filter((name) => !name.endsWith('Error')).sort();

test('the public names are these, and no others (errors have a test of their own)', () => {
  expect(withoutErrors(floor)).toEqual([
    'AtomicBigInt64',
    'AtomicCounter',
    'AtomicFlag',
    'AtomicInt32',
    'Deadline',
    'Futex',
    'PerThreadCounter',
    'canBlock',
    'describeThreads',
    'describeThreadsOn',
    'isMainThread',
    'onThreadEnd',
    'receive',
    'share',
    'spinUntil',
    'threadId',
  ]);
});

test('Futex has these calls, and cannot be changed', () => {
  expect(Object.keys(floor.Futex).sort()).toEqual(['notify', 'wait', 'waitAsync']);
  expect(Object.isFrozen(floor.Futex)).toBe(true);
});

test('both entries have the same error classes', () => {
  for (const [name, type] of Object.entries(internal)) {
    if (name.endsWith('Error')) expect(type).toBe(Reflect.get(floor, name));
  }
});

test('require() of the package works, and gives the same module', () => {
  const required = createRequire(import.meta.url)('@sync/atomics') as typeof floor;
  expect(withoutErrors(required)).toEqual(withoutErrors(floor));
  expect(required.AtomicInt32).toBe(floor.AtomicInt32);
});
