/**
 * Fails when: two threads share a cell, a cell's count is thrown away with its thread, an
 * overflow is written in one word's place (or HIGH before LOW), a huge amount loses its
 * even carry, a thread beyond the 64th is dropped, the cell of one that was terminated is
 * lost, or that of one that lives is taken, or the two objects of a thread take two cells.
 */
import { PerThreadCounter } from '@sync/atomics';
import { until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Thread, endThreads, sharedWords, threads } from './thread.ts';
import { entered, probe } from './thread-rows.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

const CELL_WORDS = 16;
const CELLS = 64;

/** Which threads have a cell, as the source's header describes the words. */
function owners(counter: PerThreadCounter): number[] {
  const { buffer, byteOffset } = counter.share();
  const words = new Int32Array(buffer, byteOffset, PerThreadCounter.byteLength / 4);
  return Array.from({ length: CELLS }, (_, cell) => Atomics.load(words, CELL_WORDS * (1 + cell))).filter((id) => id !== 0);
}

describe('threads', () => {
  test.each([2, 3, 8])('the sum of %s threads that add at once is exact', async (count) => {
    const counter = new PerThreadCounter();
    const all = await threads(count);
    await Promise.all(
      all.map((thread, index) =>
        thread.run(
          ({ PerThreadCounter }, shared, index) => {
            const counter = PerThreadCounter.from(shared);
            for (let round = 0; round < 200_000; round++) counter.add();
            for (let round = 0; round < 2000; round++) counter.add(2 ** 29 + index);
            for (let round = 0; round < 1000; round++) counter.add(-(2 ** 29));
          },
          counter.share(),
          index,
        ),
      ),
    );
    const indexes = (count * (count - 1)) / 2;
    expect(counter.sum()).toBe(count * (200_000 + 1000 * 2 ** 29) + 2000 * indexes);
    expect(new Set(owners(counter)).size).toBe(count);
    expect(owners(counter)).toHaveLength(count);
  });

  test('a sum that is taken while others add is never more than was added, and never falls', async () => {
    const counter = new PerThreadCounter();
    const stop = sharedWords(2);
    const all = await threads(2);
    const added = all.map((thread) =>
      thread.run(
        ({ PerThreadCounter }, shared, stop) => {
          const counter = PerThreadCounter.from(shared);
          let sum = 0;
          Atomics.add(stop, 1, 1);
          while (Atomics.load(stop, 0) === 0) {
            counter.add(2 ** 29 - 1);
            sum += 2 ** 29 - 1;
          }
          return sum;
        },
        counter.share(),
        stop,
      ),
    );
    await until('both add', () => Atomics.load(stop, 1) === 2);
    let last = 0;
    let fell = 0;
    for (let look = 0; look < 20_000; look++) {
      const sum = counter.sum();
      if (sum < last || sum % (2 ** 29 - 1) !== 0) fell++;
      last = sum;
    }
    Atomics.store(stop, 0, 1);
    const total = (await Promise.all(added)).reduce((sum, one) => sum + one);
    expect(fell).toBe(0);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(total);
    expect(counter.sum()).toBe(total);
  });

  test('a sum that is overtaken by two carries is that before them or that after them', () => {
    const counter = new PerThreadCounter();
    counter.add(7);
    const { buffer, byteOffset } = counter.share();
    const { load } = Atomics;
    let overtaken = 0;
    vi.spyOn(Atomics, 'load').mockImplementation(((words: Int32Array, index: number) => {
      const value = load(words, index);
      const isHigh = words.buffer === buffer && words.byteOffset === byteOffset && index % CELL_WORDS === 1 && index > CELL_WORDS;
      if (isHigh && load(words, index - 1) !== 0 && overtaken++ === 0) {
        counter.add(2 ** 30 + 5);
        counter.add(2 ** 30 + 5);
      }
      return value;
    }) as typeof load);
    expect([7, 7 + 2 ** 31 + 10]).toContain(counter.sum());
    expect(overtaken).toBeGreaterThan(1);
  });

  test('what a thread has added stays when it ends, and its cell is used again', async () => {
    const counter = new PerThreadCounter();
    for (let round = 1; round <= 5; round++) {
      const thread = new Thread();
      await thread.run(({ PerThreadCounter, kept }, shared) => {
        kept.counter = PerThreadCounter.from(shared);
        kept.counter.add(2 ** 31);
        setTimeout(() => process.exit(0));
      }, counter.share());
      await thread.exited;
      expect(counter.sum()).toBe(round * 2 ** 31);
      expect(owners(counter)).toEqual([]);
    }
    const { buffer, byteOffset } = counter.share();
    const words = new Int32Array(buffer, byteOffset);
    expect([words[17], words[33]], 'HIGH of the first and of the second cell').toEqual([10, 0]);
  });

  test('the cells of threads that were terminated are used again when there is no other, with what is in them', async () => {
    const counter = new PerThreadCounter();
    const handle = counter.share();
    const words = new Int32Array(handle.buffer, handle.byteOffset);
    const add = (thread: Thread): Promise<unknown> =>
      thread.run(({ PerThreadCounter, kept }, shared) => {
        kept.counter = PerThreadCounter.from(shared);
        kept.counter.add(2 ** 31);
      }, handle);
    const dies = new Thread();
    await add(dies);
    const [dead] = owners(counter);
    await dies.terminate();
    const lives = await entered();
    // As if all others were those of one that lives.
    for (let cell = 1; cell < CELLS; cell++) words[CELL_WORDS * (1 + cell)] = lives.id;
    const [next, late] = await threads(2);
    await until('the system has it no more', () => probe(dead!));
    await add(next!);
    expect(owners(counter)[0]).toBe(next!.worker.threadId + 1);
    await add(late!);
    expect(owners(counter)).not.toContain(late!.worker.threadId + 1);
    expect(counter.sum()).toBe(3 * 2 ** 31);
  });

  test('what is added while the thread ends, after its cell is given up, is counted', async () => {
    const counter = new PerThreadCounter();
    const thread = new Thread();
    await thread.run(({ PerThreadCounter, onThreadEnd }, shared) => {
      const counter = PerThreadCounter.from(shared);
      // Registered before the counter's own, so it runs after that.
      onThreadEnd(() => {
        counter.add(40);
        PerThreadCounter.from(shared).add(2);
      });
      counter.add(100);
      setTimeout(() => process.exit(0));
    }, counter.share());
    await thread.exited;
    expect(counter.sum()).toBe(142);
    const { buffer, byteOffset } = counter.share();
    expect(new Int32Array(buffer, byteOffset)[2], 'REST: what was added to no cell').toBe(42);
  });

  test('two objects of one thread over one memory add to the same cell', () => {
    const buffer = new SharedArrayBuffer(PerThreadCounter.byteLength);
    const one = new PerThreadCounter({ buffer });
    const two = PerThreadCounter.at(buffer);
    one.add(3);
    two.add(2 ** 31);
    one.add(4);
    expect([one.sum(), two.sum()]).toEqual([2 ** 31 + 7, 2 ** 31 + 7]);
    expect(owners(one)).toHaveLength(1);
  });

  test('a thread that finds all 64 cells taken adds all the same, and the sum is exact', async () => {
    const counter = new PerThreadCounter();
    const { buffer, byteOffset } = counter.share();
    const words = new Int32Array(buffer, byteOffset);
    // Ids that no thread of this process has.
    for (let cell = 1; cell < CELLS; cell++) words[CELL_WORDS * cell] = 2 ** 27 + cell;
    const all = await threads(4);
    await Promise.all(
      all.map((thread) =>
        thread.run(({ PerThreadCounter }, shared) => {
          const counter = PerThreadCounter.from(shared);
          for (let round = 0; round < 20_000; round++) counter.add(2 ** 31 + 1);
          for (let round = 0; round < 10_000; round++) counter.add(-(2 ** 31));
        }, counter.share()),
      ),
    );
    expect(counter.sum()).toBe(4 * (20_000 + 10_000 * 2 ** 31));
    expect(new Set(owners(counter)).size).toBe(CELLS);
  });
});

describe('the carry at 2^30', () => {
  test.each([1, -1])('every step across it is exact (sign %s)', (sign) => {
    for (const start of [2 ** 30, 2 ** 31, 3 * 2 ** 30, 2 ** 40]) {
      const counter = new PerThreadCounter();
      counter.add(sign * (start - 3));
      for (let step = -2; step <= 3; step++) {
        counter.add(sign);
        expect(counter.sum()).toBe(sign * (start + step));
      }
      for (let step = 2; step >= -3; step--) {
        counter.add(-sign);
        expect(counter.sum()).toBe(sign * (start + step));
      }
    }
  });

  const HUGE = [2 ** 30, 2 ** 30 - 1, 2 ** 31, 2 ** 31 - 1, 2 ** 31 + 2 ** 30, 2 ** 32, 2 ** 45 + 7, 2 ** 51 - 1, 3 * 2 ** 50];

  test.each(HUGE)('amounts of %s, up and down in any order, are exact', (huge) => {
    const counter = new PerThreadCounter();
    let expected = 0n;
    for (const amount of [huge, -1, huge, 5, -huge, -huge, -huge, 1, -huge, huge - 1, 2, huge, -(2 ** 30), 2 ** 30]) {
      counter.add(amount);
      expected += BigInt(amount);
      expect(counter.sum()).toBe(Number(expected));
    }
  });

  test.each([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('%s goes in and comes out', (limit) => {
    const counter = new PerThreadCounter();
    counter.add(limit);
    expect(counter.sum()).toBe(limit);
    counter.add(-limit);
    expect(counter.sum()).toBe(0);
  });

  test('random walks are exact', () => {
    let seed = 12_345;
    const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
    const counter = new PerThreadCounter();
    let expected = 0;
    for (let step = 0; step < 20_000; step++) {
      const amount = Math.trunc((random() - 0.5) * 2 ** (1 + random() * 44));
      counter.add(amount);
      expected += amount;
      if (counter.sum() !== expected) expect(counter.sum(), `step ${step}, by ${amount}`).toBe(expected);
    }
  });
});

describe('a thread that is killed', () => {
  /** In the thread: the n-th store for good stops it. */
  const stopAtStore = ({ PerThreadCounter }: Pick<typeof import('@sync/atomics'), 'PerThreadCounter'>, shared: any, at: Int32Array, nth: number, amount: number): void => {
    const counter = PerThreadCounter.from(shared);
    counter.add(5);
    const store = Atomics.store;
    let stores = 0;
    (Atomics as { store: unknown }).store = (words: Int32Array, index: number, value: number) => {
      if (++stores === nth) {
        store(at, 0, 1);
        Atomics.notify(at, 0);
        for (;;) Atomics.wait(at, 1, 0);
      }
      return store(words, index, value);
    };
    counter.add(amount);
    store(at, 0, 2);
  };

  test.each([2 ** 30, -(2 ** 30) - 9, 2 ** 31, -(2 ** 31), 2 ** 33 + 2 ** 31 + 9])(
    'between any two stores of a carry by %s leaves what was before or what comes after',
    async (amount) => {
      let stops = 0;
      const between = new Set<number>();
      for (let nth = 1; ; nth++) {
        const counter = new PerThreadCounter();
        const at = sharedWords(2);
        const thread = new Thread();
        thread.run(stopAtStore, counter.share(), at, nth, amount).catch(() => undefined);
        await until('it is stopped, or done', () => Atomics.load(at, 0) !== 0);
        if (Atomics.load(at, 0) === 2) break;
        await thread.terminate();
        between.add(counter.sum());
        stops++;
      }
      expect(stops).toBeGreaterThan(1);
      expect([...between].filter((sum) => sum !== 5 && sum !== 5 + amount)).toEqual([]);
    },
  );

  test('anywhere leaves a whole number of additions', async () => {
    const amount = 2 ** 29 + 3;
    const counter = new PerThreadCounter();
    for (let round = 0; round < 12; round++) {
      const before = counter.sum();
      const thread = new Thread();
      const begun = sharedWords(1);
      thread
        .run(
          ({ PerThreadCounter }, shared, begun, amount) => {
            const counter = PerThreadCounter.from(shared);
            for (;;) {
              counter.add(amount);
              Atomics.store(begun, 0, 1);
            }
          },
          counter.share(),
          begun,
          amount,
        )
        .catch(() => undefined);
      await until('it adds', () => Atomics.load(begun, 0) === 1);
      await thread.terminate();
      const after = counter.sum();
      expect(after % amount).toBe(0);
      expect(after).toBeGreaterThan(before);
    }
  });
});

describe('bad amounts', () => {
  test.each([1.5, NaN, Infinity, -Infinity, 2 ** 53, 1e300])('%s is a RangeError, and nothing is counted', (amount) => {
    const counter = new PerThreadCounter({ name: 'requests' });
    for (const before of [0, 7]) {
      expect(() => {
        counter.add(amount);
      }).toThrow(RangeError);
      expect(() => {
        counter.add(amount);
      }).toThrow(/PerThreadCounter\(requests\): add\(\)/);
      expect(counter.sum()).toBe(before);
      counter.add(7);
    }
  });

  test.each(['1', 1n, null, {}, true])('%s is a TypeError, and nothing is counted', (amount) => {
    const counter = new PerThreadCounter();
    for (const before of [0, 7]) {
      expect(() => {
        counter.add(amount as never);
      }).toThrow(TypeError);
      expect(counter.sum()).toBe(before);
      counter.add(7);
    }
  });
});

test('a sum within 2^53 is exact, though a step on the way to it is not', () => {
  const limit = Number.MAX_SAFE_INTEGER;
  const counter = new PerThreadCounter();
  counter.add(-limit);
  counter.add(2 ** 31 - 3);
  counter.add(limit);
  expect(counter.sum()).toBe(2 ** 31 - 3);
});

test('no count is lost when a thread with two objects over one memory adds while it ends', async () => {
  const rounds = 300_000;
  const counter = new PerThreadCounter();
  const given = sharedWords();
  const thread = new Thread();
  await thread.run(
    ({ PerThreadCounter, onThreadEnd }, shared, given, rounds) => {
      const one = PerThreadCounter.from(shared);
      one.add();
      onThreadEnd(() => {
        Atomics.store(given, 0, 1);
        Atomics.notify(given, 0);
        for (let round = 0; round < rounds; round++) one.add();
      });
      PerThreadCounter.from(shared).add();
      setTimeout(() => process.exit(0));
    },
    counter.share(),
    given,
    rounds,
  );
  Atomics.wait(given, 0, 0, 5000);
  for (let round = 0; round < rounds; round++) counter.add();
  await thread.exited;
  expect(counter.sum()).toBe(2 * rounds + 2);
});
