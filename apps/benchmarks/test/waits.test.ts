import { expect, test } from 'vitest';
import { bucketOf, BUCKETS, bucketValue, nextInterval, percentileOf } from '../src/javascript/waits.ts';

test('a bucket is within 7 % of every time that it holds', () => {
  for (let ns = 16; ns < 1e11; ns *= 1.013) {
    const index = bucketOf(ns);
    expect(index).toBeLessThan(BUCKETS);
    expect(Math.abs(bucketValue(index) / ns - 1)).toBeLessThan(0.07);
  }
});

test('percentiles count weights', () => {
  const buckets = new Float64Array(BUCKETS);
  buckets[bucketOf(100)] = 998;
  buckets[bucketOf(1e6)] = 2;
  expect(percentileOf(buckets, 0.5)).toBeLessThan(110);
  expect(percentileOf(buckets, 0.999)).toBeGreaterThan(9e5);
  expect(percentileOf(new Float64Array(BUCKETS), 0.5)).toBe(0);
});

test('the clock is looked at seldom where waits are short, and each time where they are long', () => {
  let every = 1;
  for (let i = 0; i < 20; i++) every = nextInterval(every, 0.001);
  expect(every).toBe(256);
  expect(nextInterval(every, 0.05)).toBe(128);
  expect(nextInterval(every, 5)).toBe(1);
});
