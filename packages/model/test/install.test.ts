import { check, checkAsync, explore, exploreAsync, type Scenario } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { node } from './programs/node.ts';
import { words } from './planted/words.ts';

/** What code that keeps its functions finds if it is checked. */
const FOUND = ['true true', 'true', 'true', 'race Data race: T1 and T2 touch the same bytes, and nothing orders them'];

describe('code that keeps its functions from the start', () => {
  test('is checked when the install entry was imported first', async () => {
    const { code, stdout, stderr } = await node(['installed.mjs']);
    expect([code, stderr, stdout.trim().split('\n')]).toEqual([0, '', FOUND]);
  });

  test('is checked under the runner of Node, too', async () => {
    const { code, stdout, stderr } = await node(['--test', 'installed.mjs']);
    expect([code, stderr]).toEqual([0, '']);
    for (const line of FOUND) expect(stdout).toContain(line);
  });

  test('is checked when the entry is given to Node itself', async () => {
    const { code, stdout, stderr } = await node(['--import', '@sync/model/install', 'checks-captured.mjs']);
    expect([code, stderr, stdout.trim().split('\n')]).toEqual([0, '', FOUND]);
  });

  test('does not pass by mistake without the entry', async () => {
    const { code, stdout } = await node(['checks-captured.mjs']);
    expect(code).toBe(0);
    // It uses memory that the checker does not see, so that its lock looks free to all.
    expect(stdout).toMatch(/^(race|thrown) /);
  });
});

describe('with the install entry', () => {
  test('everything acts as the platform does outside a check', async () => {
    const { code, stdout, stderr } = await node(['acts-natively.mjs']);
    expect([code, stderr, stdout.trim()]).toEqual([0, '', 'natively']);
  });
});

describe('without the install entry', () => {
  const OWNERS: [name: string, owner: object, keys?: readonly string[]][] = [
    ['Atomics', Atomics],
    ['globalThis', globalThis],
    ['performance', performance],
    ['Performance.prototype', Object.getPrototypeOf(performance) as object],
    ['Math', Math],
    ['Date', Date],
    ['AbortSignal', AbortSignal],
    // The rest of it counts and measures.
    ['process', process, ['nextTick', 'hrtime', 'emit', 'on', 'listeners']],
  ];

  /** Every property that could be patched, as it is now. */
  function platform(): Map<string, PropertyDescriptor | undefined> {
    const all = OWNERS.flatMap(([name, owner, keys = Object.getOwnPropertyNames(owner)]) =>
      keys.map((key) => [`${name}.${key}`, Object.getOwnPropertyDescriptor(owner, key)] as const),
    );
    return new Map(all);
  }

  /** Those that are not the very same as before. */
  function changed(before: ReturnType<typeof platform>): string[] {
    const now = platform();
    return [...new Set([...before.keys(), ...now.keys()])].filter((key) => {
      const [a, b] = [before.get(key), now.get(key)];
      return !Object.is(a?.value, b?.value) || a?.get !== b?.get || a?.writable !== b?.writable || a?.enumerable !== b?.enumerable;
    });
  }

  const passing = (): Scenario => {
    const word = words(1);
    return { threads: [() => Atomics.add(word, 0, 1), async () => Atomics.add(word, 0, 1)] };
  };
  const failing = (): Scenario => {
    const word = words(1);
    return { threads: [() => Atomics.wait(word, 0, 0)] };
  };
  const throwing = (): Scenario => {
    throw new Error('in the setup');
  };
  const malformed = () => ({ threads: [1] }) as unknown as Scenario;

  const CHECKS: [what: string, run: () => unknown][] = [
    ['a check that passes', () => check(() => ({ threads: [() => words(1)[0]] }))],
    ['a check that fails', () => check(failing)],
    ['a check of threads that await', () => checkAsync(passing)],
    ['a check of threads that await that fails', () => checkAsync(failing)],
    ['a check whose setup throws', () => check(throwing)],
    ['an async check whose setup throws', () => checkAsync(throwing)],
    ['a check whose setup is malformed', () => check(malformed)],
    ['a check that should have been async', () => check(passing)],
    ['a check with options that are wrong', () => check(failing, { kills: NaN })],
    ['a check whose thread throws', () => check(() => ({ threads: [throwing] }))],
    ['an exploration', () => explore(failing)],
    ['an async exploration', () => exploreAsync(failing)],
    ['a check in a check', () => check(() => (check(failing), failing()))],
    ['a token that is none', () => check(failing, { replay: 'x' })],
  ];

  test.each(CHECKS)('the platform is the very same after %s', async (_, run) => {
    const before = platform();
    try {
      await run();
    } catch {
      // Failing or not, it is the platform that counts.
    }
    expect(changed(before)).toEqual([]);
  });

  test('it is another one while a scenario runs: this test can fail', () => {
    const before = platform();
    let during: string[] = [];
    check(() => {
      during = changed(before);
      return { threads: [() => undefined] };
    });
    expect(during).toEqual(
      expect.arrayContaining(['Atomics.wait', 'globalThis.SharedArrayBuffer', 'globalThis.Int32Array', 'performance.now', 'Math.random']),
    );
    expect(changed(before)).toEqual([]);
  });

  test('what a scenario made can be used after the check', () => {
    let view: Int32Array | undefined;
    check(() => {
      view = words(2);
      const mine = view;
      return { threads: [() => Atomics.add(mine, 0, 1)] };
    });
    expect(view?.length).toBe(2);
    expect(view?.[1]).toBe(0);
  });
});
