/**
 * Fails when: an operation is not atomic (load + store in the place of add), returns the
 * new value for the old, does not wrap; a flag answers "was clear" to two threads; a count
 * is rounded below 2^53; bad amounts pass.
 */
import { AtomicBigInt64, AtomicCounter, AtomicFlag, AtomicInt32 } from '@sync/atomics';
import { afterEach, describe, expect, test } from 'vitest';
import { endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);

const THREADS = 4;
const ROUNDS = 20_000;

describe('AtomicInt32', () => {
  test('every call returns what the value was, and leaves what it should', () => {
    const int = new AtomicInt32({ value: 40 });
    expect([int.add(2), int.load()]).toEqual([40, 42]);
    expect([int.sub(2), int.load()]).toEqual([42, 40]);
    expect([int.exchange(7), int.load()]).toEqual([40, 7]);
    expect([int.or(8), int.load()]).toEqual([7, 15]);
    expect([int.compareExchange(3, 1), int.load()]).toEqual([15, 15]);
    expect([int.compareExchange(15, 1), int.load()]).toEqual([15, 1]);
    int.store(-5);
    expect(int.load()).toBe(-5);
    expect([int.update((value) => value * 2), int.load()]).toEqual([-10, -10]);
  });

  test('it wraps around at 2^31', () => {
    const int = new AtomicInt32({ value: 2 ** 31 - 1 });
    expect([int.add(1), int.load()]).toEqual([2 ** 31 - 1, -(2 ** 31)]);
    expect([int.sub(1), int.load()]).toEqual([-(2 ** 31), 2 ** 31 - 1]);
    expect([int.update((value) => value + 1), int.load()]).toEqual([-(2 ** 31), -(2 ** 31)]);
  });

  test('update tries again when another thread came between', () => {
    const int = new AtomicInt32();
    const twin = AtomicInt32.from(int.share());
    const seen: number[] = [];
    const updated = int.update((value) => {
      seen.push(value);
      if (seen.length === 1) twin.store(10);
      return value + 1;
    });
    expect([seen, updated, int.load()]).toEqual([[0, 10], 11, 11]);
  });

  test.each([1.5, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1])('%s is no first value: RangeError', (value) => {
    expect(() => new AtomicInt32({ value })).toThrow(RangeError);
  });

  test('a first value that is no number is a TypeError', () => {
    expect(() => new AtomicInt32({ value: '1' as never })).toThrow(TypeError);
    expect(() => new AtomicInt32({ value: 1n as never })).toThrow(TypeError);
  });

  test('no change by several threads at once is lost, whatever call makes it', async () => {
    const ints = Array.from({ length: 4 }, () => new AtomicInt32());
    const all = await threads(THREADS);
    await Promise.all(
      all.map((thread) =>
        thread.run(
          ({ AtomicInt32 }, shared, rounds) => {
            const [added, taken, swapped, updated] = shared.map((one) => AtomicInt32.from(one));
            for (let round = 0; round < rounds; round++) {
              added!.add(1);
              taken!.sub(2);
              for (;;) {
                const old = swapped!.load();
                if (swapped!.compareExchange(old, old + 3) === old) break;
              }
              updated!.update((value) => value + 4);
            }
          },
          ints.map((int) => int.share()),
          ROUNDS,
        ),
      ),
    );
    const n = THREADS * ROUNDS;
    expect(ints.map((int) => int.load())).toEqual([n, -2 * n, 3 * n, 4 * n]);
  });

  test('a bit that a thread sets and takes off is never disturbed by those of others', async () => {
    const int = new AtomicInt32();
    const all = await threads(THREADS);
    const disturbed = await Promise.all(
      all.map((thread, index) =>
        thread.run(
          ({ AtomicInt32 }, shared, bit, rounds) => {
            const int = AtomicInt32.from(shared);
            let disturbed = 0;
            for (let round = 0; round < rounds; round++) {
              if ((int.or(bit) & bit) !== 0 || (int.load() & bit) === 0) disturbed++;
              int.sub(bit);
            }
            return disturbed;
          },
          int.share(),
          1 << index,
          3 * ROUNDS,
        ),
      ),
    );
    expect(disturbed).toEqual(disturbed.map(() => 0));
    expect(int.load()).toBe(0);
  });

  test('what several threads exchange at once is never there twice', async () => {
    const int = new AtomicInt32();
    const big = new AtomicBigInt64();
    const all = await threads(THREADS);
    const sums = await Promise.all(
      all.map((thread, index) =>
        thread.run(
          ({ AtomicInt32, AtomicBigInt64 }, shared, sharedBig, index, rounds) => {
            const int = AtomicInt32.from(shared);
            const big = AtomicBigInt64.from(sharedBig);
            let sum = 0;
            for (let round = 1; round <= rounds; round++) {
              const token = index * rounds + round;
              sum += token - int.exchange(token);
              sum += token - Number(big.exchange(BigInt(token)));
            }
            return sum;
          },
          int.share(),
          big.share(),
          index,
          3 * ROUNDS,
        ),
      ),
    );
    expect(sums.reduce((sum, one) => sum + one)).toBe(int.load() + Number(big.load()));
  });
});

describe('AtomicBigInt64', () => {
  test('every call returns what the value was, and leaves what it should', () => {
    const big = new AtomicBigInt64({ value: 2n ** 60n });
    expect([big.add(2n), big.load()]).toEqual([2n ** 60n, 2n ** 60n + 2n]);
    expect([big.sub(3n), big.load()]).toEqual([2n ** 60n + 2n, 2n ** 60n - 1n]);
    expect([big.exchange(7n), big.load()]).toEqual([2n ** 60n - 1n, 7n]);
    expect([big.compareExchange(3n, 1n), big.load()]).toEqual([7n, 7n]);
    expect([big.compareExchange(7n, -1n), big.load()]).toEqual([7n, -1n]);
    big.store(-(2n ** 62n));
    expect(big.load()).toBe(-(2n ** 62n));
  });

  test('it wraps around at 2^63', () => {
    const big = new AtomicBigInt64({ value: 2n ** 63n - 1n });
    big.add(1n);
    expect(big.load()).toBe(-(2n ** 63n));
  });

  test('a first value that is no bigint is a TypeError', () => {
    expect(() => new AtomicBigInt64({ value: 1 as never })).toThrow(TypeError);
  });

  test('no change by several threads at once is lost', async () => {
    const total = new AtomicBigInt64({ value: 2n ** 40n });
    const all = await threads(THREADS);
    await Promise.all(
      all.map((thread) =>
        thread.run(
          ({ AtomicBigInt64 }, shared, rounds) => {
            const total = AtomicBigInt64.from(shared);
            for (let round = 0; round < rounds; round++) total.add(2n ** 33n);
          },
          total.share(),
          ROUNDS,
        ),
      ),
    );
    expect(total.load()).toBe(2n ** 40n + BigInt(THREADS * ROUNDS) * 2n ** 33n);
  });
});

describe('AtomicFlag', () => {
  test('testAndSet tells whether it was set, test whether it is, clear clears', () => {
    const flag = new AtomicFlag();
    expect([flag.test(), flag.testAndSet(), flag.test(), flag.testAndSet()]).toEqual([false, false, true, true]);
    flag.clear();
    expect([flag.test(), flag.testAndSet()]).toEqual([false, false]);
  });

  test('of several threads that set it at once, one and only one is the first', async () => {
    const flag = new AtomicFlag();
    const count = sharedWords();
    const all = await threads(THREADS);
    const firsts = await Promise.all(
      all.map((thread) =>
        thread.run(
          ({ AtomicFlag }, shared, count, rounds) => {
            const flag = AtomicFlag.from(shared);
            let firsts = 0;
            for (let round = 0; round < rounds; round++) {
              if (flag.testAndSet()) continue;
              // A plain read and a plain write, that a second one at the same time would spoil.
              const before = count[0]!;
              firsts++;
              for (let turn = 0; turn < 5; turn++) count[1] = turn;
              count[0] = before + 1;
              flag.clear();
            }
            return firsts;
          },
          flag.share(),
          count,
          3 * ROUNDS,
        ),
      ),
    );
    expect(count[0]).toBe(firsts.reduce((sum, one) => sum + one));
    expect(flag.test()).toBe(false);
  });
});

describe('AtomicCounter', () => {
  test('every call returns the new count', () => {
    const counter = new AtomicCounter({ value: 5 });
    expect([counter.increment(), counter.value]).toEqual([6, 6]);
    expect([counter.decrement(), counter.value]).toEqual([5, 5]);
    expect([counter.add(-7), counter.value]).toEqual([-2, -2]);
    expect([counter.add(0), counter.value]).toEqual([-2, -2]);
  });

  test.each([1, -1])('it is exact up to 2^53 (sign %s)', (sign) => {
    const limit = sign * Number.MAX_SAFE_INTEGER;
    const counter = new AtomicCounter({ value: limit - sign * 2 ** 32 });
    expect(counter.add(sign * (2 ** 32 - 2))).toBe(limit - 2 * sign);
    expect(sign > 0 ? counter.increment() : counter.decrement()).toBe(limit - sign);
    expect(sign > 0 ? counter.increment() : counter.decrement()).toBe(limit);
    expect(counter.value).toBe(limit);
    expect(counter.add(-limit)).toBe(0);
  });

  test.each([1.5, NaN, Infinity, -Infinity, 2 ** 53])('%s is no amount: RangeError, and nothing is counted', (amount) => {
    const counter = new AtomicCounter({ name: 'hits' });
    expect(() => counter.add(amount)).toThrow(RangeError);
    expect(() => counter.add(amount)).toThrow(/AtomicCounter\(hits\): add\(\)/);
    expect(() => new AtomicCounter({ value: amount })).toThrow(RangeError);
    expect(counter.value).toBe(0);
  });

  test.each(['1', 1n, {}, undefined])('%s is no number: TypeError, and nothing is counted', (amount) => {
    const counter = new AtomicCounter();
    expect(() => counter.add(amount as never)).toThrow(TypeError);
    expect(counter.value).toBe(0);
  });

  test('no count by several threads at once is lost, and no two get the same number', async () => {
    const counter = new AtomicCounter({ value: 2 ** 32 - 1000 });
    const all = await threads(THREADS);
    const numbers = await Promise.all(
      all.map((thread) =>
        thread.run(
          ({ AtomicCounter }, shared, rounds) => {
            const counter = AtomicCounter.from(shared);
            return Array.from({ length: rounds }, () => counter.increment());
          },
          counter.share(),
          ROUNDS,
        ),
      ),
    );
    expect(counter.value).toBe(2 ** 32 - 1000 + THREADS * ROUNDS);
    expect(new Set(numbers.flat()).size).toBe(THREADS * ROUNDS);
  });
});
