/** Ways in which a check once passed, or failed, by mistake. */
import { check, checkAsync, explore, ModelError, type CheckOptions, type Scenario } from '@sync/model';
import { expect, test, vi } from 'vitest';
import { failureOf } from './failure.ts';
import { node } from './programs/node.ts';

const words = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));

function kindOf(setup: () => Scenario, options?: CheckOptions): string {
  try {
    check(setup, options);
    return 'passes';
  } catch (error) {
    if (error instanceof ModelError) return error.kind;
    throw error;
  }
}

function fail(): never {
  throw new Error('here it fails');
}

function must(holds: boolean): void {
  if (!holds) fail();
}

test('a loop with an end is followed to it, beside an endless one of the same source', () => {
  expect(
    kindOf(() => {
      const memory = words(2);
      const looks = (): void => {
        for (const [index, rounds] of [[0, Infinity], [1, 5]] as const) {
          let round = 0;
          while (Atomics.load(memory, index) === 0) if (++round === rounds) fail();
        }
      };
      return { threads: [looks, () => Atomics.store(memory, 0, 1), () => Atomics.store(memory, 1, 1)] };
    }),
  ).toBe('thrown');
});

test.each([
  ['exchange', (memory: Int32Array) => Atomics.exchange(memory, 0, 1) === 1],
  ['or', (memory: Int32Array) => (Atomics.or(memory, 0, 1) & 1) === 1],
])('a spin lock by %s is verified', (_name, isTaken) => {
  const coverage = check(() => {
    const memory = words(2);
    const thread = (): void => {
      while (isTaken(memory));
      memory[1]!++;
      Atomics.store(memory, 0, 0);
    };
    return { threads: [thread, thread], final: () => { must(memory[1] === 2); } };
  });
  expect(coverage).toMatchObject({ complete: true, spins: true });
});

test.each([
  ['a notify that wakes nobody', (memory: Int32Array) => Atomics.notify(memory, 1) === 0],
  ['a wait that finds another value', (memory: Int32Array) => Atomics.wait(memory, 1, 5) === 'not-equal'],
  ['a wait without time', (memory: Int32Array) => Atomics.wait(memory, 1, 0, 0) === 'timed-out'],
  ['an addition of nothing', (memory: Int32Array) => Atomics.add(memory, 0, 0) === 0],
])('a loop of %s waits for ever', (_name, goesOn) => {
  expect(
    kindOf(() => {
      const memory = words(2);
      return { threads: [() => { while (goesOn(memory)); }] }; // prettier-ignore
    }),
  ).toBe('stuck');
});

test('-0 is told from 0', () => {
  expect(
    kindOf(() => {
      const memory = words(1);
      const value = new Float64Array(new SharedArrayBuffer(8));
      return {
        threads: [
          () => {
            if (Atomics.compareExchange(memory, 0, 0, 1) !== 0) return;
            value[0] = -0;
            Atomics.store(memory, 0, 0);
          },
          () => {
            if (Atomics.compareExchange(memory, 0, 0, 1) !== 0) return;
            if (Object.is(value[0], -0)) fail();
            Atomics.store(memory, 0, 0);
          },
        ],
      };
    }),
  ).toBe('thrown');
});

test('a thread may look at the clock late', () => {
  const late = (): Scenario => {
    const memory = words(1);
    return { threads: [() => void Atomics.wait(memory, 0, 0, 50), () => { must(performance.now() === 0); }] };
  };
  // Its first look is before anybody sleeps, unless it has done something before.
  const later = (): Scenario => {
    const memory = words(2);
    return {
      threads: [
        () => {
          Atomics.store(memory, 1, 1);
          if (performance.now() >= 50) fail();
        },
        () => { if (Atomics.load(memory, 1) === 1) Atomics.wait(memory, 0, 0, 50); },
      ],
    };
  };
  expect(kindOf(later)).toBe('passes');
  expect(kindOf(late)).toBe('passes');
  const waiting = (): Scenario => {
    const memory = words(1);
    return {
      threads: [
        () => void Atomics.wait(memory, 0, 0, 50),
        () => {
          Atomics.load(memory, 0);
          const before = performance.now();
          if (performance.now() > before) fail();
        },
      ],
    };
  };
  expect(kindOf(waiting)).toBe('thrown');
});

test('a write that is not seen is told of, on whatever branch', () => {
  expect(() =>
    check(() => {
      const memory = words(2);
      const write = (): void => {
        if (Atomics.load(memory, 0) === 0) {
          for (let turn = 0; turn < 5; turn++) Atomics.load(memory, 0);
          return;
        }
        Buffer.from(memory.buffer).writeInt32LE(5, 4);
        Atomics.add(memory, 0, 1);
      };
      return { threads: [write, () => Atomics.store(memory, 0, 1)] };
    }),
  ).toThrow('in a way that the checker does not see');
});

test('what is wrong is told although the search for the simplest story is cut', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const pingPong = (): Scenario => {
    const memory = words(3);
    const hit = (mine: number) => (): void => {
      for (let turn = mine; turn < 6; turn += 2) if (Atomics.compareExchange(memory, 0, turn, turn + 1) !== turn) return;
      if (mine === 1) fail();
    };
    const busy = (word: number) => (): void => {
      for (let turn = 0; turn < 6; turn++) Atomics.add(memory, word, 1);
    };
    return { threads: [hit(0), hit(1), busy(1), busy(2)] };
  };
  // Enough for the first search, which counts no turns; not for the one that does.
  expect(failureOf(pingPong, { maxStates: 1000, walks: 0 })).toMatchObject({
    kind: 'thrown',
    message: expect.stringContaining('There may be stories with fewer preemptions: maxStates: 1000 was reached.'),
  });
  warn.mockRestore();
});

test('a thread of check() may put nothing off', () => {
  const setups: (() => Scenario)[] = [
    () => ({ threads: [() => { queueMicrotask(() => undefined); }] }),
    () => ({ threads: [() => void setTimeout(() => undefined, 1)] }),
    () => {
      const memory = words(1);
      return { threads: [() => void Atomics.waitAsync(memory, 0, 0)] };
    },
  ];
  for (const setup of setups) expect(() => check(setup)).toThrow('use await checkAsync()');
});

test('final() and mayDie() may make what they need, and change nothing', () => {
  const setup = (): Scenario => {
    const memory = words(1);
    return {
      threads: [() => Atomics.add(memory, 0, 1), () => Atomics.add(memory, 0, 1)],
      mayDie() {
        memory[0] = 7;
        return false;
      },
      final() {
        if (memory[0] !== 2 || words(1)[0] !== 0) fail();
        memory[0] = 9;
      },
    };
  };
  expect(check(setup, { kills: 1 })).toMatchObject({ complete: true, interleavings: 2n });
});

test('a final condition that describes its results is judged for each thread', () => {
  const setup = (): Scenario => {
    const memory = words(1);
    const add = (): number => Atomics.add(memory, 0, 1);
    return {
      threads: [add, add],
      final(results) {
        if (Object.getOwnPropertyDescriptor(results, 0)?.value === 1) fail();
      },
    };
  };
  expect(explore(setup)).toMatchObject({ interleavings: 2n, failing: 1n });
});

test('a wait with null for its time limit does not wait, as on the platform', () => {
  const setup = (): Scenario => {
    const memory = words(1);
    return { threads: [() => Atomics.wait(memory, 0, 0, null as unknown as number)], final: ([end]) => { must(end === 'timed-out'); } };
  };
  expect(kindOf(setup)).toBe('passes');
});

test('a timer is cleared by its number, too', async () => {
  const setup = (): Scenario => ({
    threads: [
      async () => {
        clearTimeout(+setTimeout(fail, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
    ],
  });
  await expect(checkAsync(setup)).resolves.toMatchObject({ complete: true });
});

test('a scenario that does nothing is told of', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  check(() => ({ threads: [() => 1] }));
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('nothing was checked'));
  warn.mockRestore();
});

test('places are the user’s own under source maps, and in methods of arrays', async () => {
  const { stdout } = await node(['--enable-source-maps', 'tells-places.mjs']);
  expect(stdout).toContain('push programs/tells-places.mjs:8');
  expect(stdout).toContain('fill programs/tells-places.mjs:11');
  expect(stdout).not.toMatch(/source\.[tj]s|world\.[tj]s/);
});
