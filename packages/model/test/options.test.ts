import { check, checkAsync, explore, exploreAsync, ModelError, type CheckOptions, type Scenario } from '@sync/model';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { failureOf } from './failure.ts';
import { words } from './planted/words.ts';

const warn = vi.spyOn(console, 'warn');
beforeEach(() => {
  warn.mockReset().mockImplementation(() => undefined);
});

/** So many threads that add so often: sum over their orders, hence more states than anyone wants. */
function adders(threads: number, times: number): () => Scenario {
  return () => {
    const count = words(1);
    // Each a function of its own, so that they do not change places.
    const adder = () => (): void => {
      for (let time = 0; time < times; time++) Atomics.add(count, 0, 1);
    };
    return { threads: Array.from({ length: threads }, adder) };
  };
}

/** As above, with increments that can lose others. */
function losing(threads: number, times: number): () => Scenario {
  return () => {
    const count = words(1);
    const adder = () => (): void => {
      for (let time = 0; time < times; time++) Atomics.store(count, 0, Atomics.load(count, 0) + 1);
    };
    return {
      threads: Array.from({ length: threads }, adder),
      final() {
        if (count[0] !== threads * times) throw new Error(`${String(count[0])} of ${threads * times}`);
      },
    };
  };
}

const ELSEWHERE = words(1);
const REJECTING: () => unknown = async () => Promise.reject(new Error('unseen'));

describe('bad input', () => {
  const fine = adders(1, 1);
  const options: [what: string, given: unknown, error: typeof TypeError | typeof RangeError, says: RegExp][] = [
    ['an unknown option', { preemption: 2 }, TypeError, /no option preemption; there are kills, timeouts, /],
    ['a text for a number', { kills: '1' }, TypeError, /kills must be a number, not string/],
    ['null for a number', { maxStates: null }, TypeError, /maxStates must be a number, not object/],
    ['a bigint for a number', { seed: 1n }, TypeError, /seed must be a number, not bigint/],
    ['a negative number', { maxSteps: -1 }, RangeError, /maxSteps must be 0 or more, not -1/],
    ['minus infinity', { endless: -Infinity }, RangeError, /endless must be 0 or more, not -Infinity/],
    ['no number', { timeouts: NaN }, RangeError, /timeouts must be a whole number, not NaN/],
    ['an order that there is not', { notifyOrder: 'lifo' }, TypeError, /notifyOrder must be 'fifo' or 'any'/],
    ['a number for a token', { replay: 5 }, TypeError, /replay must be the token of a failure/],
    ['a text for an expression', { hide: 'lock.ts' }, TypeError, /hide must be a regular expression/],
    ['no object', 5, TypeError, /the options must be an object/],
    ['null', null, TypeError, /the options must be an object/],
  ];

  test.each(options)('%s in the options is an error that says so', async (_, given, ErrorClass, says) => {
    for (const how of [check, explore]) {
      expect(() => how(fine, given as CheckOptions)).toThrow(ErrorClass);
      expect(() => how(fine, given as CheckOptions)).toThrow(says);
    }
    for (const how of [checkAsync, exploreAsync]) {
      await expect(how(fine, given as CheckOptions)).rejects.toThrow(ErrorClass);
      await expect(how(fine, given as CheckOptions)).rejects.toThrow(says);
    }
  });

  const setups: [what: string, setup: unknown, says: RegExp][] = [
    ['no function', {}, /the setup must be a function/],
    ['one that returns nothing', () => undefined, /the setup must return \{ threads/],
    ['one that returns no threads', () => ({ threads: [] }), /1 to 16/],
    ['one that returns too many', () => ({ threads: Array(17).fill(() => undefined) }), /1 to 16/],
    ['one whose thread is no function', () => ({ threads: [5] }), /a thread must be a function/],
    ['one whose thread has nothing to run', () => ({ threads: [{ name: 'idle' }] }), /a thread must be a function/],
  ];

  test.each(setups)('%s as a setup is an error that says so', async (_, setup, says) => {
    expect(() => check(setup as () => Scenario)).toThrow(TypeError);
    expect(() => check(setup as () => Scenario)).toThrow(says);
    await expect(checkAsync(setup as () => Scenario)).rejects.toThrow(says);
  });

  test.each<[what: string, setup: () => Scenario, says: RegExp]>([
    ['an async final()', () => ({ threads: [() => undefined], final: REJECTING }), /final\(\) cannot be async/],
    ['a thread that is a generator', () => ({ threads: [function* () { yield 1; }] }), /cannot be a generator/],
    ['memory of the module', () => ({ threads: [() => Atomics.add(ELSEWHERE, 0, 1)] }), /neither by the setup nor by itself/],
    ['memory of WebAssembly', () => {
      const { buffer } = new (globalThis as any).WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }) as { buffer: SharedArrayBuffer };
      return { threads: [() => Atomics.add(new Int32Array(buffer), 0, 1)] };
    }, /neither by the setup nor by itself/],
  ])('%s, which would not be checked, is an error', async (_, setup, says) => {
    expect(() => check(setup)).toThrow(says);
    await expect(checkAsync(setup)).rejects.toThrow(says);
  });

  test('changes nothing: the next check is as any other', () => {
    expect(() => check(fine, { kills: NaN })).toThrow(RangeError);
    expect(check(fine)).toMatchObject({ complete: true, interleavings: 1n });
  });

  test('an option that is undefined is one that was not given', () => {
    const given = { kills: undefined, maxStates: undefined, replay: undefined, hide: undefined } as unknown as CheckOptions;
    expect(check(adders(2, 2), given)).toEqual(check(adders(2, 2)));
  });

  test('16 threads are allowed', () => {
    expect(check(() => ({ threads: Array<() => void>(16).fill(() => undefined) })).complete).toBe(true);
  });
});

describe('a budget', () => {
  const small: [option: string, options: CheckOptions][] = [
    ['maxStates', { maxStates: 500 }],
    ['maxMilliseconds', { maxMilliseconds: 200 }],
    ['maxBytes', { maxBytes: 1000 }],
  ];

  test.each(small)('%s that is reached ends the search, and the result says so', (option, options) => {
    const result = check(adders(4, 6), { ...options, walks: 7, seed: 3 });
    expect(result.complete).toBe(false);
    expect(result.cut).toBe(`${option}: ${String(Object.values(options)[0])}`);
    expect(result.walks).toBe(7);
    expect(result.failing).toBe(0n);
    expect(result.preemptions).toBeLessThan(24);
    expect(Number.isInteger(result.preemptions)).toBe(true);
  });

  test.each(small)('%s that is reached is told in one line', (option, options) => {
    check(adders(4, 6), { ...options, walks: 7, seed: 3 });
    expect(warn.mock.calls).toEqual([[expect.stringMatching(new RegExp(`^@sync/model: .*${option}: .*7 random ones \\(seed 3\\)`))]]);
    expect(warn.mock.calls[0]?.[0]).not.toContain('\n');
  });

  test.each(small)('%s that is reached is told by checkAsync, too', async (option, options) => {
    const result = await checkAsync(adders(4, 6), { ...options, walks: 0 });
    expect([result.complete, result.cut?.split(':')[0]]).toEqual([false, option]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('of states is kept, nearly, whatever the levels of the search', () => {
    for (const maxStates of [1, 10, 100, 1000, 5000]) {
      const { states } = check(adders(4, 6), { maxStates, walks: 0 });
      expect(states).toBeGreaterThanOrEqual(maxStates);
      expect(states).toBeLessThan(maxStates + 2000);
    }
  });

  test('that is reached leaves the preemptions that were covered in full', () => {
    const bounds = [0, 1, 2, 3];
    const sizes = bounds.map((preemptions) => check(adders(3, 4), { preemptions }).states);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    // Room for two preemptions, but not for three.
    const { preemptions, complete } = check(adders(3, 4), { maxStates: sizes[2]! + 1, walks: 0 });
    expect([preemptions, complete]).toEqual([2, false]);
  });

  test('that is not reached goes without saying', () => {
    const { complete, cut, walks, preemptions } = check(adders(3, 3));
    expect([complete, cut, walks, preemptions]).toEqual([true, undefined, 0, Infinity]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('that is reached as the last state is covered does not matter', () => {
    const { states } = check(adders(2, 3));
    for (const maxStates of [states - 1, states, states + 1]) {
      const result = check(adders(2, 3), { maxStates, walks: 0 });
      // Whichever it is: it must not be called complete if something is missing.
      expect(result.complete).toBe(result.cut === undefined);
      if (result.complete) expect(result).toMatchObject({ states, interleavings: 20n });
    }
  });
});

describe('a bound on preemptions', () => {
  test('leaves out the schedules with more, and says that it does', () => {
    const all = check(adders(3, 3));
    for (const preemptions of [0, 1, 2]) {
      const some = check(adders(3, 3), { preemptions });
      expect([some.complete, some.cut, some.preemptions]).toEqual([false, undefined, preemptions]);
      expect(some.states).toBeLessThan(all.states);
    }
    expect(warn).not.toHaveBeenCalled();
  });

  test('beyond which nothing is left covers everything', () => {
    const all = check(adders(2, 3));
    expect(check(adders(2, 3), { preemptions: 20 })).toEqual(all);
    expect(all.complete).toBe(true);
  });

  test('of none covers the schedules in which each thread runs to its end', () => {
    expect(check(adders(3, 4), { preemptions: 0 })).toMatchObject({ interleavings: 6n, complete: false, preemptions: 0 });
  });

  test('finds a fault of so many, and not with one fewer', () => {
    const failing = losing(2, 1);
    expect(failureOf(failing).message).toContain('Preemptions: 1, the fewest possible.');
    expect(failureOf(failing, { preemptions: 1 }).kind).toBe('final');
    expect(check(failing, { preemptions: 0 })).toMatchObject({ complete: false, failing: 0n });
  });
});

describe('random walks', () => {
  // Cut at once: nothing but the walks can find it.
  const cut = { maxStates: 1, walks: 1000 };
  const large = losing(5, 12);

  test('find a fault in a scenario that is too large to be searched', () => {
    const { kind, message } = failureOf(large, cut);
    expect(kind).toBe('final');
    expect(message).toMatch(/Found by a random walk/);
  });

  test('find the same with the same seed', () => {
    for (const seed of [1, 2, 77]) {
      const { message, replay } = failureOf(large, { ...cut, seed });
      expect(failureOf(large, { ...cut, seed })).toMatchObject({ message, replay });
    }
  });

  test('go other ways with other seeds', () => {
    const tokens = [1, 2, 3, 4].map((seed) => failureOf(large, { ...cut, seed }).replay);
    expect(new Set(tokens).size).toBeGreaterThan(1);
  });

  test('give a token that runs the same schedule', () => {
    const { replay, kind, message } = failureOf(large, cut);
    const again = failureOf(large, { replay });
    expect([again.replay, again.kind]).toEqual([replay, kind]);
    expect(again.message.split('\n').slice(1)).toEqual(message.split('\n').slice(1));
  });

  test('are as many as asked for, and none where the search was complete', () => {
    expect(check(adders(4, 6), { maxStates: 1, walks: 13 }).walks).toBe(13);
    expect(check(adders(4, 6), { maxStates: 1, walks: 0 }).walks).toBe(0);
    expect(check(adders(2, 2), { walks: 13 }).walks).toBe(0);
  });

  test('end when the time is up', () => {
    const { walks, complete } = check(adders(4, 6), { maxStates: 1, walks: Infinity, maxMilliseconds: 20 });
    expect(complete).toBe(false);
    expect(walks).toBeLessThan(1e6);
  });

  test('go through threads that await, too', async () => {
    const setup = (): Scenario => {
      const [count, ready] = [words(1), words(1)];
      const adder = () => async (): Promise<void> => {
        for (let time = 0; time < 8; time++) {
          const before = Atomics.load(count, 0);
          await Atomics.waitAsync(ready, 0, 0, 1).value;
          Atomics.store(count, 0, before + 1);
        }
      };
      return {
        threads: [adder(), adder(), adder()],
        final() {
          if (count[0] !== 24) throw new Error('lost');
        },
      };
    };
    const error: unknown = await checkAsync(setup, cut).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    const { replay, kind } = error as ModelError;
    await expect(checkAsync(setup, { replay })).rejects.toMatchObject({ replay, kind });
  });
});

describe('the bound on steps', () => {
  const counting = (): Scenario => {
    const count = words(1);
    return {
      threads: [
        () => {
          for (let time = 0; time < 30; time++) Atomics.add(count, 0, 1);
        },
      ],
    };
  };

  test('is a livelock when a thread takes more, and not when it takes as many', () => {
    expect(failureOf(counting, { maxSteps: 29 }).kind).toBe('livelock');
    expect(check(counting, { maxSteps: 30 }).complete).toBe(true);
  });
});
