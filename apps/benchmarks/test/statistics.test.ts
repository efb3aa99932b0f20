import { expect, test } from 'vitest';
import { smallestShare } from '../src/result/rows.ts';
import { quotients, spreadOf } from '../src/statistics/spread.ts';

test('a spread has the quartiles of its values', () => {
  const spread = spreadOf([5, 1, 2, 4, 3]);
  expect(spread).toMatchObject({ median: 3, q1: 2, q3: 4, least: 1, most: 5, n: 5 });
});

test('a spread of nothing is nothing, and values that are not finite do not count', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([NaN, Infinity])).toBeUndefined();
  expect(spreadOf([NaN, 7])).toMatchObject({ median: 7, n: 1 });
});

test('quotients are formed round by round and skip rounds that one side lost', () => {
  expect(quotients([2, undefined, 9, 8], [1, 5, undefined, 4])).toEqual([2, 2]);
  expect(quotients([1], [0])).toEqual([]);
});

test('the smallest share is of the fair share, and nothing done at all is no share', () => {
  expect(smallestShare([10, 10])).toBe(1);
  expect(smallestShare([0, 20])).toBe(0);
  expect(smallestShare([5, 10, 15])).toBe(0.5);
  expect(smallestShare([0, 0])).toBe(0);
});
