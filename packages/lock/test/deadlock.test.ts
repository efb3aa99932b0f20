import { Lock, RLock, type LockOptions } from '@sync/lock';
import { FACTOR, bunch } from '@sync/testing';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const CIRCLE = new URL('workers/circle.mjs', import.meta.url);

/** What one thread does. */
interface Role {
  /** The number of the lock that it takes first. */
  readonly takes?: number;
  /** By which call. */
  readonly by?: string;
  /** The number of the lock that it waits for, once all have taken theirs. */
  readonly wants?: number;
  readonly call?: 'acquire' | 'recover';
  readonly timeout?: number;
  /** Milliseconds that it keeps what it has taken before that. */
  readonly stays?: number;
}

interface Outcome {
  readonly thread: number;
  readonly got?: boolean;
  readonly ms: number;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly published: boolean;
    readonly cycle: readonly { readonly thread: number; readonly threadName: string; readonly lock: string; readonly owner: number; readonly ownerName: string; readonly takenAt?: string }[];
  };
}

const names = ['first', 'second', 'third', 'fourth', 'fifth'];
const nameOf = (thread: number): string => `Worker-${thread - 1}`;

function makeLocks(count: number, options: LockOptions = {}, kinds: readonly (typeof Lock | typeof RLock)[] = [Lock]): (Lock | RLock)[] {
  return names.slice(0, count).map((name, at) => new (kinds[at % kinds.length] ?? Lock)({ ...options, name }));
}

/** Threads in these roles, the last with the highest id; all locks are at rest then. */
async function play(locks: readonly (Lock | RLock)[], roles: readonly Role[]): Promise<Outcome[]> {
  const handles = locks.map((lock) => lock.share());
  const outcomes = await bunch<Outcome>(roles.length, CIRCLE, { handles, roles }).join();
  for (const lock of locks) expect(String(lock)).toBe(`${lock.constructor.name}(${lock.name})[free]`);
  return outcomes;
}

/** Each wants the lock of the next one. */
const circle = (count: number, by: readonly string[] = ['acquire']): Role[] =>
  Array.from({ length: count }, (_, at) => ({ takes: at, by: by[at % by.length] ?? 'acquire', wants: (at + 1) % count }));

/** Exactly one gave up: the last, whose circle it is; all others went on. */
function expectOne(outcomes: readonly Outcome[], locks: readonly (Lock | RLock)[]): NonNullable<Outcome['error']> {
  const last = outcomes.at(-1)!;
  expect(outcomes.map(({ got, error }) => got ?? error?.name)).toEqual([...outcomes.slice(1).map(() => true), 'DeadlockError']);
  expect(last.thread).toBe(Math.max(...outcomes.map(({ thread }) => thread)));
  const { cycle, message, published } = last.error!;
  const order = [last, ...outcomes.slice(0, -1)];
  const labels = [...locks].map((lock) => `${lock.constructor.name}(${lock.name})`);
  expect(cycle).toMatchObject(
    order.map(({ thread }, at) => {
      const owner = order[(at + 1) % order.length]!.thread;
      return { thread, threadName: nameOf(thread), lock: labels[at], owner, ownerName: nameOf(owner) };
    }),
  );
  for (const { threadName, lock } of cycle) expect(message).toContain(`${threadName} waits for ${lock}`);
  expect(published).toBe(true);
  return last.error!;
}

describe('threads that wait for each other in a circle', () => {
  test.each([
    [2, [Lock]],
    [2, [RLock]],
    [3, [Lock, RLock]],
    [5, [Lock]],
  ])('%i of them: the last one gets DeadlockError, and the others go on', async (count, kinds) => {
    const locks = makeLocks(count, {}, kinds);
    expectOne(await play(locks, circle(count)), locks);
  });

  test('it is found within 500 ms', async () => {
    const found: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const outcomes = await play(makeLocks(2), circle(2));
      found.push(outcomes[1]!.ms);
    }
    // A busy machine may be late, but not mostly.
    expect(found.sort((a, b) => a - b)[1], found.join(' ')).toBeLessThan(500 * FACTOR);
  });

  test('one that recovers a lock is as one that acquires it', async () => {
    const roles = circle(2);
    const locks = makeLocks(2);
    const outcomes = await play(locks, [{ ...roles[0] }, { ...roles[1], call: 'recover' }]);
    expect(expectOne(outcomes, locks).message).toContain('recover() would never end');
  });

  test('holds of all kinds count, and with debug: true it is said where each was taken', async () => {
    const source = readFileSync(CIRCLE, 'utf8').split('\n');
    for (const ways of [['acquire', 'acquireAsync', 'hold'], ['holdAsync', 'run', 'runAsync'], ['tryAcquire', 'acquire']]) {
      const locks = makeLocks(ways.length, { debug: true }, [Lock, RLock].slice(0, ways.includes('run') ? 1 : 2));
      const { cycle, message } = expectOne(await play(locks, circle(ways.length, ways)), locks);
      for (const [at, { takenAt }] of cycle.entries()) {
        const line = 1 + source.findIndex((text) => text.endsWith(`// taken by ${ways[at]!}`));
        expect(takenAt).toMatch(new RegExp(`circle\\.mjs:${line}:\\d+\\)?$`));
        expect(message).toContain(`which took it at ${takenAt!}`);
      }
    }
  });

  test('without debug it is not said where they were taken', async () => {
    const locks = makeLocks(2);
    const { cycle, message } = expectOne(await play(locks, circle(2)), locks);
    expect(cycle.some((step) => 'takenAt' in step)).toBe(false);
    expect(message).not.toContain('took it at');
  });

  test('one that waits behind the circle is no part of it, whatever its id', async () => {
    const locks = makeLocks(2);
    const outcomes = await play(locks, [...circle(2), { wants: 0 }]);
    expectOne(outcomes.slice(0, 2), locks);
    expect(outcomes[2]).toMatchObject({ got: true });
  });

  test('two circles at once: one in each gives up', async () => {
    const locks = makeLocks(4);
    const pair = circle(2);
    const others = pair.map(({ takes = 0, wants = 0 }) => ({ takes: takes + 2, wants: wants + 2 }));
    const outcomes = await play(locks, [...pair, ...others]);
    expectOne(outcomes.slice(0, 2), locks.slice(0, 2));
    expectOne(outcomes.slice(2), locks.slice(2));
  });
});

describe('no circle, and nobody gives up', () => {
  test.each([
    ['the first', 0],
    ['the last', 1],
  ])('%s has a time limit: it resolves itself', async (_, timed) => {
    const roles = circle(2).map((role, at) => (at === timed ? { ...role, timeout: 600 } : role));
    const outcomes = await play(makeLocks(2), roles);
    expect(outcomes[timed]).toMatchObject({ got: false });
    expect(outcomes[1 - timed]).toMatchObject({ got: true });
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
  });

  test('a chain of them behind one that lives and keeps its lock for two seconds', async () => {
    const roles: Role[] = [{ takes: 0, stays: 2000 }, { takes: 1, wants: 0 }, { takes: 2, wants: 1 }, { wants: 2 }, { wants: 2 }];
    const outcomes = await play(makeLocks(3), roles);
    expect(outcomes.map(({ got }) => got)).toEqual([undefined, true, true, true, true]);
    for (const { ms } of outcomes.slice(1)) expect(ms).toBeGreaterThan(1500);
  });
});
