/**
 * Fails when: a wait reports another end than it had, ends early, or starts its time anew
 * after a wake-up; a waiter that left by time or abort keeps the wake-up it gets; each
 * async waiter costs a platform waiter; a slice is taken out, so that a wake-up that died
 * with its thread is never found; a wait on a thread's own loop blocks it.
 */
import { AtomicInt32, Futex } from '@sync/atomics';
import { FACTOR, expectTimeout, pending, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Thread, endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);
afterEach(() => {
  vi.restoreAllMocks();
});

/** In a thread: counts in `words[15]` who is in `Atomics.wait`. */
function countSleepers(): void {
  const { wait } = Atomics;
  Atomics.wait = ((words: Int32Array, index: number, value: number, timeout?: number) => {
    const shared = new Int32Array(words.buffer as SharedArrayBuffer);
    if (shared.length !== 16) return wait(words, index, value, timeout);
    Atomics.add(shared, 15, 1);
    const end = wait(words, index, value, timeout);
    Atomics.sub(shared, 15, 1);
    return end;
  }) as typeof wait;
}

const sleeping = (words: Int32Array, count: number): Promise<void> =>
  until(`${count} sleep`, () => Atomics.load(words, 15) === count);

describe('wait, which blocks', () => {
  test("is 'not-equal' at once when the word differs, whatever the time limit", () => {
    const words = sharedWords();
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5000 }, { timeout: Infinity }]) {
      expect(Futex.wait(words, 0, 1, options)).toBe('not-equal');
    }
  });

  test("is 'ok' when it is woken, though the word is the same", async () => {
    const words = sharedWords();
    const [thread] = await threads(1, { prelude: countSleepers });
    const ended = thread!.run(({ Futex }, words) => Futex.wait(words, 3, 0), words);
    await until('it is woken', () => Futex.notify(words, 3) === 1);
    expect(await ended).toBe('ok');
  });

  test("is 'timed-out' when its time is up, never before", () => {
    const words = sharedWords();
    for (const timeout of [0, 0.3, 1, 1.7, 7, 20, 49.9, 51, 120]) {
      const start = performance.now();
      expect(Futex.wait(words, 0, 0, { timeout })).toBe('timed-out');
      const ms = performance.now() - start;
      expect(ms).toBeGreaterThanOrEqual(timeout);
      if (timeout > 0) expectTimeout(ms, timeout);
    }
  });

  test('wakes n of those that sleep, all without a number, none for 0; and tells how many', async () => {
    const words = sharedWords();
    const all = await threads(4, { prelude: countSleepers });
    const ended = all.map((thread) => thread.run(({ Futex }, words) => Futex.wait(words, 0, 0), words));
    await sleeping(words, 4);
    expect(Futex.notify(words, 0, 0)).toBe(0);
    expect(Futex.notify(words, 1)).toBe(0);
    let woken = 0;
    // One of them may be between two slices just now.
    await until('one is woken', () => (woken = Futex.notify(words, 0, 1)) === 1);
    expect(woken).toBe(1);
    await Promise.race(ended);
    await sleeping(words, 3);
    await until('all are woken', () => (woken += Futex.notify(words, 0)) === 4);
    expect(await Promise.all(ended)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  test('a wake-up for a thread that is ended before it acts is found by another, if the word has changed', async () => {
    const words = sharedWords();
    const doomed = new Thread({
      prelude: () => {
        const { wait } = Atomics;
        Atomics.wait = ((words: Int32Array, index: number, value: number, timeout?: number) => {
          if (words.length !== 16) return wait(words, index, value, timeout);
          Atomics.store(words, 14, 1);
          // Without slices it stays the first in the line. Once woken it never comes to act.
          wait(words, index, value);
          Atomics.store(words, 12, 1);
          for (;;) wait(words, 12, 1);
        }) as typeof wait;
      },
    });
    doomed.run(({ Futex }, words) => Futex.wait(words, 0, 0), words).catch(() => undefined);
    await until('it sleeps', () => Atomics.load(words, 14) === 1);
    const [sync, async] = await threads(2, { prelude: countSleepers });
    const blocked = sync!.run(({ Futex }, words) => Futex.wait(words, 0, 0), words);
    const awaited = async!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0), words);
    await sleeping(words, 1);
    await async!.run(() => 'its wait has begun');
    Atomics.store(words, 0, 1);
    expect(Futex.notify(words, 0, 1)).toBe(1);
    await until('it was the one that was woken', () => Atomics.load(words, 12) === 1);
    await doomed.terminate();
    expect(await Promise.all([blocked, awaited])).toEqual(['ok', 'ok']);
  });

  test('a thread that blocks while it has the wake-up of its async waiter holds up no other', async () => {
    const words = sharedWords();
    const [busy, free] = await threads(2, { prelude: countSleepers });
    const late = busy!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0), words);
    await busy!.run(() => 'its wait has begun, as the first');
    // Not on its loop any more: it blocks until the test lets it go.
    const blocked = busy!.run((_, words) => Atomics.wait(words, 13, 0, 10_000), words);
    await sleeping(words, 1);
    const ended = free!.run(({ Futex }, words) => Futex.wait(words, 0, 0, { timeout: 5000 }), words);
    await sleeping(words, 2);
    Atomics.store(words, 0, 1);
    expect(Futex.notify(words, 0, 1)).toBe(1);
    expect(await ended).toBe('ok');
    expect(await pending(late)).toBe(true);
    await until('it is let go', () => Atomics.notify(words, 13) === 1);
    expect([await blocked, await late]).toEqual(['ok', 'ok']);
  });

  test('a wake-up that reaches nobody is made up for within a slice, if the word has changed', async () => {
    const [sync, async] = await threads(2, { prelude: countSleepers });
    const times: number[] = [];
    for (let round = 0; round < 4; round++) {
      const words = sharedWords();
      const blocked = sync!.run(({ Futex }, words) => Futex.wait(words, 0, 0), words);
      const awaited = async!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0), words);
      await sleeping(words, 1);
      await async!.run(() => 'its wait has begun');
      Atomics.store(words, 0, 1);
      const start = performance.now();
      expect(await Promise.all([blocked, awaited])).toEqual(['ok', 'ok']);
      times.push(performance.now() - start);
    }
    // 50 ms, and as much again for a busy machine, in the best of the rounds.
    expect(Math.min(...times)).toBeLessThan(100 * FACTOR);
  });
});

describe('waitAsync, which never blocks', () => {
  test("is 'not-equal' when the word differs, whatever the time limit", async () => {
    const words = sharedWords();
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5000 }, { timeout: Infinity, unref: true }]) {
      expect(await Futex.waitAsync(words, 0, 1, options)).toBe('not-equal');
    }
  });

  test("is 'ok' when it is woken, by its own thread or by another", async () => {
    const words = sharedWords();
    const own = Futex.waitAsync(words, 0, 0);
    expect(await pending(own)).toBe(true);
    expect(Futex.notify(words, 0, 1)).toBe(1);
    expect(await own).toBe('ok');
    const [thread] = await threads(1);
    const other = Futex.waitAsync(words, 0, 0);
    expect(await thread!.run(({ Futex }, words) => Futex.notify(words, 0), words)).toBe(1);
    expect(await other).toBe('ok');
  });

  test("is 'timed-out' when its time is up, never before; at once for 0", async () => {
    const words = sharedWords();
    expect(await Futex.waitAsync(words, 0, 0, { timeout: 0 })).toBe('timed-out');
    await Promise.all(
      [0.3, 1, 1.7, 7, 20, 49.9, 51, 120].map(async (timeout) => {
        const start = performance.now();
        expect(await Futex.waitAsync(words, 0, 0, { timeout })).toBe('timed-out');
        const ms = performance.now() - start;
        expect(ms).toBeGreaterThanOrEqual(timeout);
        expectTimeout(ms, timeout);
      }),
    );
  });

  test('all waiters of one thread on one word look again at one wake-up, in their order', async () => {
    const words = sharedWords();
    const order: number[] = [];
    const all = Array.from({ length: 5 }, (_, index) => Futex.waitAsync(words, 0, 0).then(() => order.push(index)));
    expect(Futex.notify(words, 0)).toBe(1);
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test('waiters on other words are not woken', async () => {
    const words = sharedWords();
    const here = Futex.waitAsync(words, 0, 0);
    const there = Futex.waitAsync(words, 1, 0);
    expect(Futex.notify(words, 1)).toBe(1);
    expect(await there).toBe('ok');
    expect(await pending(here)).toBe(true);
    Futex.notify(words, 0);
    await here;
  });

  test('the same word through another array is the same word', async () => {
    const words = sharedWords();
    const wait = Futex.waitAsync(words, 3, 0);
    expect(Futex.notify(new Int32Array(words.buffer, 8), 1)).toBe(1);
    expect(await wait).toBe('ok');
  });
});

describe('an abort', () => {
  test('rejects with the reason of the signal, whatever that is', async () => {
    const words = sharedWords();
    for (const reason of [new Error('enough'), 'enough', null, 7]) {
      const abort = new AbortController();
      const wait = Futex.waitAsync(words, 0, 0, { signal: abort.signal });
      abort.abort(reason);
      await expect(wait).rejects.toBe(reason);
    }
    const late = Futex.waitAsync(words, 0, 0, { signal: AbortSignal.abort('before') });
    await expect(late).rejects.toBe('before');
  });

  test('that comes when the time is up as well is a time-out', async () => {
    const words = sharedWords();
    const abort = new AbortController();
    const wait = Futex.waitAsync(words, 0, 0, { timeout: 5, signal: abort.signal });
    const end = performance.now() + 10;
    while (performance.now() < end);
    abort.abort('too late');
    expect(await wait).toBe('timed-out');
    expect(await Futex.waitAsync(words, 0, 0, { timeout: 0, signal: AbortSignal.abort() })).toBe('timed-out');
  });

  test('of a signal that ten thousand waiters share costs one listener, and rejects all', async () => {
    const words = sharedWords();
    const abort = new AbortController();
    const add = vi.spyOn(abort.signal, 'addEventListener');
    const all = Array.from({ length: 10_000 }, () =>
      Futex.waitAsync(words, 0, 0, { signal: abort.signal }).catch((reason: unknown) => reason),
    );
    abort.abort('enough');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['enough']));
    expect(add).toHaveBeenCalledTimes(1);
  });
});

describe('a waiter that has left leaves no trace', () => {
  const leave = async (words: Int32Array, how: string): Promise<void> => {
    if (how === 'by time') {
      expect(await Futex.waitAsync(words, 0, 0, { timeout: 2 })).toBe('timed-out');
      return;
    }
    const abort = new AbortController();
    const wait = Futex.waitAsync(words, 0, 0, { signal: abort.signal });
    abort.abort('gone');
    await expect(wait).rejects.toBe('gone');
  };

  /** What a thread that was terminated cannot show: the wake-up goes on at once, not by a slice. */
  const unchanged = (words: Int32Array): void => {
    expect(Atomics.load(words, 0)).toBe(0);
  };

  test.each(['by time', 'by abort'])('%s: the next notify(1) reaches a live waiter of this thread', async (how) => {
    const words = sharedWords();
    await leave(words, how);
    const live = Futex.waitAsync(words, 0, 0);
    Futex.notify(words, 0, 1);
    expect(await live).toBe('ok');
    unchanged(words);
  });

  test.each(['by time', 'by abort'])('%s: the next notify(1) reaches one that awaits in another thread', async (how) => {
    const words = sharedWords();
    const [other] = await threads(1);
    for (let round = 0; round < 5; round++) {
      await leave(words, how);
      const live = other!.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0), words);
      await other!.run(() => 'its wait has begun');
      expect(Futex.notify(words, 0, 1)).toBe(1);
      expect(await live).toBe('ok');
      unchanged(words);
    }
  });

  test.each(['by time', 'by abort'])('%s: the next notify(1) reaches one that sleeps in another thread', async (how) => {
    const words = sharedWords();
    const [other] = await threads(1, { prelude: countSleepers });
    for (let round = 0; round < 5; round++) {
      await leave(words, how);
      const live = other!.run(({ Futex }, words) => Futex.wait(words, 0, 0, { timeout: 3000 }), words);
      await sleeping(words, 1);
      expect(Futex.notify(words, 0, 1)).toBe(1);
      // A sleeper that is between two slices gets it by the next one: it was counted as asleep.
      expect(await live).toBe('ok');
      unchanged(words);
    }
  });

  test('a wake-up that a thousand have left behind them is still one', async () => {
    const words = sharedWords();
    const [one, two] = await threads(2);
    await Promise.all(Array.from({ length: 1000 }, () => leave(words, 'by abort')));
    const await1 = (thread: Thread): Promise<string> =>
      thread.run(({ Futex }, words) => Futex.waitAsync(words, 0, 0, { timeout: 300 }), words);
    const ends = [await1(one!), await1(two!)];
    await Promise.all([one, two].map((thread) => thread!.run(() => 'its wait has begun')));
    Futex.notify(words, 0, 1);
    expect((await Promise.all(ends)).sort()).toEqual(['ok', 'timed-out']);
  });
});

describe('ten thousand async waiters of one thread on one word', () => {
  test('cost one platform waiter, and are all woken by one notify', async () => {
    const words = sharedWords();
    const platform = vi.spyOn(Atomics, 'waitAsync');
    // The thread's slices, one for all words, pass on a word of their own.
    const onWords = (): number => platform.mock.calls.filter(([array]) => (array as unknown) === words).length;
    const all = Array.from({ length: 10_000 }, () => Futex.waitAsync(words, 0, 0));
    expect(onWords()).toBe(1);
    expect(platform.mock.calls.length).toBeLessThanOrEqual(2);
    Atomics.store(words, 0, 1);
    expect(Futex.notify(words, 0)).toBe(1);
    expect(new Set(await Promise.all(all))).toEqual(new Set(['ok']));
    expect(onWords()).toBe(1);
  });

  test('cost one timer, and none when they are served', async () => {
    const words = sharedWords();
    const set = vi.spyOn(globalThis, 'setInterval');
    const clear = vi.spyOn(globalThis, 'clearInterval');
    const all = Array.from({ length: 10_000 }, () => Futex.waitAsync(words, 0, 0));
    expect(set).toHaveBeenCalledTimes(1);
    expect(clear).not.toHaveBeenCalled();
    Futex.notify(words, 0);
    await Promise.all(all);
    expect(clear).toHaveBeenCalledTimes(1);
  });
});

test('ping-pong of a thread that blocks and one that awaits loses no turn', async () => {
  const words = sharedWords();
  const [other] = await threads(1);
  const rounds = 300;
  const answered = other!.run(
    ({ Futex }, words, rounds) => {
      for (let round = 0; round < rounds; round++) {
        while (Atomics.load(words, 0) !== 2 * round + 1) {
          if (Futex.wait(words, 0, 2 * round, { timeout: 5000 }) === 'timed-out') return round;
        }
        Atomics.store(words, 0, 2 * round + 2);
        Futex.notify(words, 0);
      }
      return rounds;
    },
    words,
    rounds,
  );
  for (let round = 0; round < rounds; round++) {
    Atomics.store(words, 0, 2 * round + 1);
    Futex.notify(words, 0);
    while (Atomics.load(words, 0) === 2 * round + 1) {
      expect(await Futex.waitAsync(words, 0, 2 * round + 1, { timeout: 5000 })).not.toBe('timed-out');
    }
  }
  expect(await answered).toBe(rounds);
});

test('AtomicInt32 waits on its own word', async () => {
  const int = new AtomicInt32({ value: 3 });
  expect(int.wait(4)).toBe('not-equal');
  expect(int.wait(3, { timeout: 1 })).toBe('timed-out');
  expect(await int.waitAsync(4)).toBe('not-equal');
  const wait = int.waitAsync(3);
  const [thread] = await threads(1);
  const woken = await thread!.run(({ AtomicInt32 }, shared) => {
    const int = AtomicInt32.from(shared);
    int.store(5);
    return int.notify();
  }, int.share());
  expect([woken, await wait]).toEqual([1, 'ok']);
});

describe('bad input', () => {
  const words = sharedWords(4);
  const ROWS: [what: string, args: unknown[], error: new () => Error][] = [
    ['an array that is not shared', [new Int32Array(4), 0, 0], TypeError],
    ['another typed array', [new Uint32Array(new SharedArrayBuffer(16)), 0, 0], TypeError],
    ['a buffer', [new SharedArrayBuffer(16), 0, 0], TypeError],
    ['nothing', [undefined, 0, 0], TypeError],
    ['an index beyond the end', [words, 4, 0], RangeError],
    ['a negative index', [words, -1, 0], RangeError],
    ['an index that is no integer', [words, 0.5, 0], RangeError],
    ['an index that is no number', [words, '0', 0], RangeError],
  ];
  const TIMES: [what: string, options: unknown, error: new () => Error][] = [
    ['a number for the options', 100, TypeError],
    ['null for the options', null, TypeError],
    ['a string for the options', 'soon', TypeError],
    ['a negative time', { timeout: -1 }, RangeError],
    ['NaN', { timeout: NaN }, RangeError],
    ['a string for the time', { timeout: '5' }, TypeError],
    ['null for the time', { timeout: null }, TypeError],
  ];

  test.each(ROWS)('%s is refused by all three calls', async (_, args, error) => {
    const [array, index, expected] = args as [Int32Array, number, number];
    expect(() => Futex.wait(array, index, expected, { timeout: 0 })).toThrow(error);
    expect(() => Futex.notify(array, index)).toThrow(error);
    await expect(Futex.waitAsync(array, index, expected, { timeout: 0 })).rejects.toThrow(error);
  });

  test.each(TIMES)('%s is refused, though the word differs', async (_, options, error) => {
    expect(() => Futex.wait(words, 0, 1, options as never)).toThrow(error);
    await expect(Futex.waitAsync(words, 0, 1, options as never)).rejects.toThrow(error);
  });

  test('a number for the options is told how to pass it', () => {
    expect(() => Futex.wait(words, 0, 1, 100 as never)).toThrow('pass { timeout: 100 }');
  });

  test('what is no AbortSignal is a TypeError', async () => {
    for (const signal of [{}, 5, new AbortController()]) {
      await expect(Futex.waitAsync(words, 0, 0, { timeout: 0, signal: signal as never })).rejects.toThrow(TypeError);
    }
  });

  test('a count that is negative, or no number, is refused', () => {
    expect(() => Futex.notify(words, 0, -1)).toThrow(RangeError);
    for (const count of [NaN, '1', null]) expect(() => Futex.notify(words, 0, count as never)).toThrow(TypeError);
  });
});

test('a wait behind one that expects another value sees that its own word differs', async () => {
  const words = sharedWords();
  const first = Futex.waitAsync(words, 0, 0);
  Atomics.store(words, 0, 1);
  const { load } = Atomics;
  let looks = 0;
  vi.spyOn(Atomics, 'load').mockImplementation(((array: Int32Array, index: number) => {
    const value = load(array, index);
    if (array === words && ++looks === 1) Atomics.store(words, 0, 0); // another thread, between two looks
    return value;
  }) as typeof load);
  const second = Futex.waitAsync(words, 0, 1, { timeout: 5000 });
  vi.restoreAllMocks();
  expect(await second).not.toBe('timed-out');
  Futex.notify(words, 0);
  await first;
});

test('a wait with timeout 0 is allowed where blocking is not', async () => {
  const prelude = (): void => {
    Atomics.wait = () => {
      throw new TypeError('not here');
    };
  };
  const [page] = await threads(1, { prelude });
  expect(await page!.run(({ Futex }, words) => Futex.wait(words, 0, 0, { timeout: 0 }), sharedWords())).toBe('timed-out');
});
