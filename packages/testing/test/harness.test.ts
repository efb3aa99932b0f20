import {
  StuckError,
  blocked,
  bunch,
  expectTimeout,
  mutexState,
  pending,
  program,
  random,
  report,
  timed,
  until,
  watch,
} from '@sync/testing';
import { describe, expect, test } from 'vitest';

const MEMBER = new URL('workers/member.mjs', import.meta.url);

describe('bunch', () => {
  test('gives what each member returns, in their order', async () => {
    expect(await bunch(3, MEMBER, { plus: 10 }).join()).toEqual([10, 11, 12]);
  });

  test('an error of one member rejects, with its name, code and message', async () => {
    const run = bunch(3, MEMBER, { plus: 0, throwAt: 1 });
    await expect(run.join()).rejects.toMatchObject({ name: 'RangeError', message: 'from member 1', code: 'E_MEMBER' });
  });

  test('a member that ends without an answer is an error', async () => {
    await expect(bunch(2, MEMBER, { plus: 0, exitAt: 0 }).join()).rejects.toThrow(/member\.mjs #0 ended with code 3/);
  });

  test('a stuck member is ended, and the error says who holds what', async () => {
    const unwatch = watch({ toString: () => 'Lock(jobs)[held by Worker-3]' });
    const run = bunch(2, MEMBER, { plus: 0, stickAt: 1 }, { limit: 500 });
    const error: unknown = await run.join().catch((thrown: unknown) => thrown);
    unwatch();
    expect(error).toBeInstanceOf(StuckError);
    expect((error as Error).message).toContain('Lock(jobs)[held by Worker-3]');
  });

  test('a terminated member rejects', async () => {
    const run = bunch(1, MEMBER, { plus: 0, stickAt: 0 });
    await run.members[0]?.terminate();
    await expect(run.join()).rejects.toThrow(/#0 ended with code \d before it answered/);
  });
});

describe('watchdog', () => {
  test('reports what is registered, until it no longer is', () => {
    const unwatch = watch({ toString: () => 'Latch[2]' });
    expect(report()).toContain('Latch[2]');
    unwatch();
    expect(report()).not.toContain('Latch[2]');
  });

  test('ends a process whose first thread is blocked, and says who holds what', async () => {
    const ended = await program(new URL('programs/blocks-for-ever.mjs', import.meta.url));
    expect(ended).toMatchObject({ code: null, stuck: false });
    expect(ended.stderr).toContain('Stub held by nobody');
  });
});

describe('random', () => {
  test('comes again with the same seed, and differs with another', () => {
    const draw = (seed: number): number[] => {
      const numbers = random(seed);
      return Array.from({ length: 20 }, () => numbers.below(1000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(Math.min(...draw(7))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draw(7))).toBeLessThan(1000);
  });
});

describe('waiting without sleeping', () => {
  test('until gives up, and names what it waited for', async () => {
    await expect(until('pigs fly', () => false, 20)).rejects.toThrow('not within 20 ms: pigs fly');
  });

  test('blocked sees the mark of a waiter', async () => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    setTimeout(() => Atomics.store(words, 1, (7 << 4) | 1), 5);
    await blocked({ words });
    expect(mutexState(words)).toEqual({ atRest: false, owner: 7, waiters: true, reserved: false, poisoned: false });
  });

  test('pending tells a settled promise from one that is not', async () => {
    expect(await pending(new Promise(() => undefined))).toBe(true);
    expect(await pending(Promise.resolve())).toBe(false);
    expect(await pending(Promise.reject(new Error('settled, too')))).toBe(false);
  });

  test('an early time limit is an error, and a late one', async () => {
    const { ms } = await timed(() => until('a turn', () => true));
    expect(ms).toBeLessThan(1000);
    expect(() => {
      expectTimeout(99.9, 100);
    }).toThrow(/never early/);
    expect(() => {
      expectTimeout(100_000, 100);
    }).toThrow(/not late/);
    expectTimeout(100, 100);
  });
});

test('a program that does not end is killed, and said to be stuck', async () => {
  const ended = await program(new URL('programs/never-ends.mjs', import.meta.url), { limit: 1000 });
  expect(ended).toMatchObject({ code: null, stuck: true });
});
