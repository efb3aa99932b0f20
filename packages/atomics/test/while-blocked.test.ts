import { AtomicInt32, describeThreads, threadId } from '@sync/atomics';
import { waitUntil, whileBlocked } from '@sync/atomics/internal';
import { expect, test } from 'vitest';

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));
/** Waits until the word is set. */
const wait = (at: Int32Array, timeout: number): boolean => waitUntil({ subject: { label: 'Word' }, words: at, index: 0 }, (word) => word !== 0, { timeout });

test('what a thread has begun is looked to while it is blocked, by anything, once in a slice', () => {
  const word = words();
  let calls = 0;
  const end = whileBlocked(() => {
    if (++calls === 3) word[0] = 1;
  });
  expect(wait(word, 15_000)).toBe(true);
  expect(calls).toBe(3);
  end();
  expect(wait(words(), 120)).toBe(false);
  expect(calls).toBe(3);
});

test('what is called may be blocked itself: it is not called for that', () => {
  const word = words();
  let [calls, most, inside] = [0, 0, 0];
  const end = whileBlocked(() => {
    most = Math.max(most, ++inside);
    wait(words(), 120);
    inside--;
    if (++calls === 2) word[0] = 1;
  });
  expect(wait(word, 15_000)).toBe(true);
  end();
  expect([calls, most]).toEqual([2, 1]);
});

test('after what is called was blocked itself, others see what the thread waits for, and since when', () => {
  new AtomicInt32();
  const word = words();
  const seen: (string | undefined)[] = [];
  const its = () => describeThreads({ print: false }).threads.find(({ id }) => id === threadId())?.waitsFor;
  let [first, last]: (number | undefined)[] = [];
  const end = whileBlocked(() => {
    seen.push(its()?.what);
    first ??= its()?.since.getTime();
    last = its()?.since.getTime();
    if (seen.length === 1) waitUntil({ subject: { label: 'Inner' }, words: words(), index: 0 }, () => false, { timeout: 120 });
    if (seen.length === 3) word[0] = 1;
  });
  expect(wait(word, 15_000)).toBe(true);
  end();
  expect(seen).toEqual(['Word', 'Word', 'Word']);
  expect(Math.abs(last! - first!)).toBeLessThanOrEqual(1000);
  expect(its()).toBeUndefined();
});
