import { endThread } from '@sync/atomics/internal';
import { expectAllHandled, program } from '@sync/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Future, asCompleted, wait, waitAsync } from '../src/index.ts';
import { FAILURE, FakePool, type Made } from './fake-pool.ts';

let pool: FakePool;
let heard: [error: unknown, future: Future<unknown>][];
let printed: unknown[][];

/** In milliseconds: so long has one to look at a failure. */
const WHILE = 5000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  pool = new FakePool();
  heard = [];
  printed = [];
  pool.onUnobserved = (error, future) => heard.push([error, future]);
  vi.spyOn(console, 'error').mockImplementation((...line) => { printed.push(line); });
});
afterEach(() => {
  if (vi.isFakeTimers()) vi.advanceTimersByTime(10 * WHILE);
  vi.useRealTimers();
  vi.restoreAllMocks();
});
expectAllHandled();

function failed(): Made<number> {
  const made = pool.make('fib');
  made.core.reject(FAILURE);
  return made;
}

describe('a failure that nobody looks at', () => {
  test('is told to the hook after a while, with its future: once', () => {
    const { future } = failed();
    vi.advanceTimersByTime(WHILE - 1);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual([[FAILURE, future]]);
    expect(heard[0]![1]).toBe(future);
    vi.advanceTimersByTime(10 * WHILE);
    endThread();
    expect(heard).toHaveLength(1);
    expect(printed).toEqual([]);
    expect(future.exception()).toBe(FAILURE);
  });

  test('is printed if there is no hook, with task and pool', () => {
    delete pool.onUnobserved;
    failed();
    Future.reject(undefined);
    vi.advanceTimersByTime(WHILE);
    expect(printed).toEqual([
      ['Future(fib) of FakePool(jobs) has failed, and nobody has looked at it:', FAILURE],
      ['Future of no pool has failed, and nobody has looked at it:', undefined],
    ]);
  });

  test('each has its while', () => {
    failed();
    vi.advanceTimersByTime(WHILE / 2);
    const second = failed();
    vi.advanceTimersByTime(WHILE / 2);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(WHILE / 2);
    expect(heard.map(([, future]) => future)[1]).toBe(second.future);
    vi.advanceTimersByTime(10 * WHILE);
    failed();
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(3);
  });

  test('is told of when the thread ends, if that is earlier', () => {
    failed();
    endThread();
    expect(heard).toEqual([[FAILURE, expect.any(Future)]]);
    failed();
    endThread();
    expect(heard).toHaveLength(2);
  });

  test('of which the hook of another makes one is not told of any more when the thread ends', () => {
    pool.onUnobserved = (error, future) => {
      heard.push([error, future]);
      failed();
    };
    failed();
    endThread();
    expect(heard).toHaveLength(1);
    delete pool.onUnobserved;
  });

  test('is printed with what the hook throws, which keeps no other from being told of', () => {
    const error = new Error('of the hook');
    failed();
    const other = new FakePool('others');
    other.onUnobserved = () => { throw error; };
    other.make('fac').core.reject('reason');
    failed();
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(2);
    expect(printed).toEqual([
      ['Exception in onUnobserved of FakePool(others):', error],
      ['Future(fac) of FakePool(others) has failed, and nobody has looked at it:', 'reason'],
    ]);
  });

  test('may come of the hook, and is told of in its turn', () => {
    pool.onUnobserved = (error, future) => {
      heard.push([error, future]);
      if (heard.length < 3) failed();
    };
    failed();
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(2 * WHILE);
    expect(heard).toHaveLength(3);
  });

  test.each([
    ['toString', ({ future }: Made<number>) => String(future)],
    ['state', ({ future }: Made<number>) => future.state],
    ['done', ({ future }: Made<number>) => future.done],
    ['cancel', ({ future }: Made<number>) => future.cancel()],
  ])('is one also when it was asked for by %s', (_, look) => {
    look(failed());
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(1);
  });

  test.each([
    ['result', ({ future }: Made<number>) => { expect(() => future.result({ timeout: 0 })).toThrow(); }],
    ['wait', ({ future }: Made<number>) => wait([future], { timeout: 0 })],
    ['asCompleted', ({ future }: Made<number>) => { expect(() => [...asCompleted([future], { timeout: 0 })]).toThrow(); }],
    ['asCompleted that was left', ({ future }: Made<number>) => asCompleted([future])[Symbol.iterator]().return?.()],
  ])('is one also when %s gave up before', (_, look) => {
    const made = pool.make();
    look(made);
    made.core.reject(FAILURE);
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(1);
  });

  test('is one also when several waits for it gave up before', () => {
    const { core, future } = pool.make();
    const loops = Array.from({ length: 3 }, () => asCompleted([future])[Symbol.iterator]());
    for (const loop of loops) loop.return?.();
    core.reject(FAILURE);
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(1);
  });

  test('is none while one of several still waits for it', () => {
    const { core, future } = pool.make();
    const [first, second] = Array.from({ length: 2 }, () => asCompleted([future])[Symbol.iterator]());
    first?.return?.();
    core.reject(FAILURE);
    vi.advanceTimersByTime(WHILE);
    expect(heard).toEqual([]);
    expect(second?.next().value).toBe(future);
  });

  test('is one also when awaited waits gave up before', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    const waits = [first.future.resultAsync({ timeout: 5 }).catch(() => undefined), waitAsync([second.future], { timeout: 5 })];
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all(waits);
    first.core.reject(FAILURE);
    second.core.reject(FAILURE);
    vi.advanceTimersByTime(WHILE);
    expect(heard).toHaveLength(2);
  });
});

const looks: [string, (future: Future<number>) => unknown][] = [
  ['then', (future) => future.then(undefined, () => undefined)],
  ['catch', (future) => future.catch(() => undefined)],
  ['finally', (future) => future.finally(() => undefined).catch(() => undefined)],
  ['await', async (future) => { try { await future; } catch { /* It is what is tested. */ } }],
  ['resultAsync', (future) => future.resultAsync().catch(() => undefined)],
  ['exceptionAsync', (future) => future.exceptionAsync()],
  ['addDoneCallback', (future) => { future.addDoneCallback(() => undefined); }],
  ['waitAsync', (future) => waitAsync([future])],
  ['asCompleted', (future) => asCompleted([future])[Symbol.asyncIterator]().next()],
];

const blockingLooks: typeof looks = [
  ['result', (future) => { expect(() => future.result()).toThrow(); }],
  ['exception', (future) => future.exception()],
  ['wait', (future) => wait([future])],
  ['asCompleted, blocking', (future) => [...asCompleted([future])]],
];

describe('a failure is told to nobody else', () => {
  test.each([...looks, ...blockingLooks])('when it was looked at in time: by %s', async (_, look) => {
    const { future } = failed();
    vi.advanceTimersByTime(WHILE - 1);
    const looked = look(future);
    await Promise.resolve();
    vi.advanceTimersByTime(WHILE);
    await looked;
    expect(heard).toEqual([]);
  });

  test.each(looks)('when somebody waits for it: by %s', async (_, look) => {
    const { core, future } = pool.make();
    const looked = look(future);
    await Promise.resolve();
    core.reject(FAILURE);
    vi.advanceTimersByTime(WHILE);
    await looked;
    expect(heard).toEqual([]);
  });

  test.each(blockingLooks)('when somebody waits for it, blocked: by %s', (_, look) => {
    const { core, future } = pool.make();
    pool.coming.push(() => { core.reject(FAILURE); });
    look(future);
    vi.advanceTimersByTime(WHILE);
    expect(heard).toEqual([]);
  });

  test('when it is none: what is done, or cancelled', () => {
    const [done, cancelled] = pool.many(2) as [Made<number>, Made<number>];
    done.core.resolve(1);
    cancelled.core.cancel(new Error('not needed'));
    vi.advanceTimersByTime(WHILE);
    expect(heard).toEqual([]);
  });
});

describe('a process with failures that nobody looks at', () => {
  test('ends as it would without them, at once, and has printed them', async () => {
    vi.useRealTimers();
    const { code, stdout, stderr } = await program(new URL('./programs/unobserved.mjs', import.meta.url));
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'caught late\nat once\n' });
    expect(stderr).toMatch(/^Exception in a done callback of Future of no pool: Error: of the callback\n {4}at /);
    expect(stderr).toMatch(/^Future of no pool has failed, and nobody has looked at it: RangeError: nobody\n {4}at /m);
    expect(stderr).toMatch(/has failed, and nobody has looked at it: undefined\n/);
    expect(stderr).not.toMatch(/late|callback late/);
  });
});
