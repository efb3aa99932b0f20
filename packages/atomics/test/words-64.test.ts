/** Fails when 64 bits are read or changed in halves, or a change that was not expected is made. */
import { load64, swap64 } from '@sync/atomics/internal';
import { afterEach, expect, test } from 'vitest';
import { endThreads, threads } from './thread.ts';

afterEach(endThreads);

const MOST = 2n ** 63n - 1n;

test('64 bits are changed if they are what was expected, else not', () => {
  const words = new BigInt64Array(new SharedArrayBuffer(16));
  for (const [from, to] of [[0n, 1n], [1n, MOST], [MOST, -1n], [-1n, -MOST], [-MOST, 0n]] as const) {
    expect(swap64(words, 1, from + 1n, 5n)).toBe(false);
    expect(load64(words, 1)).toBe(from);
    expect(swap64(words, 1, from, to)).toBe(true);
    expect(load64(words, 1)).toBe(to);
  }
  expect(words[0]).toBe(0n);
});

test('threads that change them at once lose no change, and see no half of one', async () => {
  const words = new BigInt64Array(new SharedArrayBuffer(8));
  const all = await threads(3);
  const seen = await Promise.all(
    all.map((thread) =>
      thread.run(({ internal }, words) => {
        // Both halves count, and are always the same.
        const step = (1n << 32n) | 1n;
        for (let done = 0; done < 20_000; ) {
          const value = internal.load64(words, 0);
          if (value >> 32n !== (value & 0xffff_ffffn)) return value;
          if (internal.swap64(words, 0, value, value + step)) done++;
        }
        return 'whole';
      }, words),
    ),
  );
  expect(seen).toEqual(['whole', 'whole', 'whole']);
  expect(load64(words, 0)).toBe(60_000n * ((1n << 32n) | 1n));
});
