import { BrokenPoolError, CancelledError, ThreadDiedError, type Future, type ThreadPool } from '@sync/pool';
import { Lock } from '@sync/lock';
import { LONG, attempt, expectAllHandled, until } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { expectAtRest, pools, times, unheard } from './pools.ts';

const heard = unheard();
expectAllHandled();
const make = pools();
const soon = { timeout: LONG };

describe('what a task throws is thrown to who asks for its result', () => {
  const pool = make('values', { name: 'errors' });

  test('with its class, message, code, own fields, cause, and both stacks; the same error each time', async () => {
    const future = pool.submit('fetches', 404);
    const error = (await attempt(() => future)) as Error & { status: number; code: string };
    expect(error).toMatchObject({ name: 'HttpError', message: 'status 404', status: 404, code: 'E_HTTP' });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect((error.cause as Error).message).toBe('of the network');
    expect(error.stack).toMatch(/at fetches \(.*values\.mjs:\d+/);
    expect(error.stack).toMatch(/in Future\(fetches\) of ThreadPool\(errors\), submitted\n.*at .*errors\.test\.ts/);
    expect(await attempt(() => future.result())).toBe(error);
    expect(await attempt(() => future.resultAsync())).toBe(error);
    expect(future.exception()).toBe(error);
    expect(future.state).toBe('failed');
  });

  test('of an async task, too', async () => {
    const future = pool.submit('rejects', 500);
    expect(future.exception(soon)).toMatchObject({ name: 'HttpError', status: 500 });
    await expect(future).rejects.toThrow('status 500');
  });

  test.each([[0], [''], [false], [null], ['a text'], [{ reason: 1 }], [[1, 2]], [7n]])('also when it is no error: %s', async (thrown) => {
    const future = pool.submit('throwsIt', thrown);
    expect(await attempt(() => future)).toEqual(thrown);
    expect(await attempt(() => future.result())).toEqual(thrown);
    expect(future.state).toBe('failed');
  });

  test('also when it is undefined', async () => {
    const future = pool.submit('throwsIt');
    expect(await attempt(() => future)).toBeUndefined();
    expect([future.state, future.done]).toEqual(['failed', true]);
    await expect(Promise.allSettled([future])).resolves.toEqual([{ status: 'rejected', reason: undefined }]);
  });

  test('with all errors of an AggregateError', async () => {
    const error = (await attempt(() => pool.submit('throwsMany'))) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors.map(String)).toEqual(['RangeError: one', 'two']);
  });

  test('without those of its fields that cannot travel', async () => {
    const error = await attempt(() => pool.submit('throwsUncloneable'));
    expect(error).toMatchObject({ message: 'with a function', fine: 1 });
    expect(error).toBeInstanceOf(Error);
  });

  test('and the worker goes on', async () => {
    const failing = times(100, (at) => pool.submit('fails', at));
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as number))).toEqual(times(100, (at) => at));
    expect(pool.threads.length).toBeLessThanOrEqual(2);
  });
});

describe('what cannot travel', () => {
  const pool = make('values', { name: 'travels' });

  test.each<[string, unknown, RegExp]>([
    ['a function', { item: { jobs: [1, () => undefined] } }, /args\[0\]\.item\.jobs\[1\]/],
    ['a symbol', [Symbol('mine')], /args\[0\]\[0\]/],
    ['a promise', { later: Promise.resolve() }, /args\[0\]\.later/],
    ['a weak map', new Map([['weak', new WeakMap()]]), /args\[0\]/],
  ])('of its arguments is told by its future, with the path: %s', async (_, value, path) => {
    const future = pool.submit('echo', value);
    const error = await attempt(() => future);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(path);
    expect(future.state).toBe('failed');
  });

  test('of its result, too, also of a task that is async', async () => {
    for (const task of ['givesFunction', 'givesSymbol', 'givesPromiseInside'] as const) {
      const error = await attempt(() => pool.submit(task));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toMatch(/^result/);
    }
    await expect(pool.submit('givesFunction')).rejects.toThrow(/result\.deep\[0\]/);
  });

  test('since its class is not loaded there: the error says what to import', async () => {
    const simple = make('simple', { maxWorkers: 1 });
    await expect(simple.submit('echo', new Lock())).rejects.toThrow(/Lock is not loaded in this thread; add import '@sync\/lock'/);
    expect(await simple.submit('add', 1, 2)).toBe(3);
  });

  test('a future, above all', async () => {
    const future = pool.submit('echo', 1);
    await expect(pool.submit('echo', future)).rejects.toThrow(/a Future stays in its thread; post what it results in/);
    await future;
  });

  test('harms no other task', async () => {
    const futures = times(300, (at) => (at % 3 === 0 ? pool.submit('echo', (): number => at) : at % 3 === 1 ? pool.submit('givesFunction') : pool.submit('echo', at)));
    const outcomes = await Promise.allSettled(futures);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200);
    expect(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))).toEqual(times(100, (at) => at * 3 + 2));
    await expectAtRest(pool as ThreadPool);
  });
});

describe('a task that ends its worker fails, and no other one', () => {
  const pool = make('dies', { name: 'mortal', resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 } });

  /** By task: its arguments, and what comes of it. */
  type Deadly = readonly [task: string, submit: () => Future<unknown>, expected: object];
  const deaths: readonly Deadly[] = [
    ['process.exit(0)', () => pool.submit('exits', 0), { name: 'ThreadDiedError', death: 'exited', exitCode: 0 }],
    ['process.exit(3)', () => pool.submit('exits', 3), { name: 'ThreadDiedError', death: 'exited', exitCode: 3 }],
    ['process.exit(), later', () => pool.submit('exitsLater', 5), { name: 'ThreadDiedError', death: 'exited', exitCode: 5 }],
    ['an error in a timer', () => pool.submit('throwsInTimer'), { name: 'RangeError', message: 'in a timer' }],
    ['a rejection that nobody handles', () => pool.submit('rejects'), { name: 'SyntaxError', message: 'that nobody handles' }],
    ['process.exit() while its result is written', () => pool.submit('exitsInResult'), { name: 'ThreadDiedError', death: 'exited', exitCode: 4 }],
    ['no memory', () => pool.submit('eats'), { name: 'ThreadDiedError', message: expect.stringMatching(/memory/i) as string }],
  ];

  test.each(deaths)('%s', async (_, submit, expected) => {
    const future = submit();
    let settled = 0;
    future.addDoneCallback(() => settled++);
    const error = await attempt(() => future);
    expect(error).toMatchObject(expected);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).stack).toMatch(/of ThreadPool\(mortal\), submitted\n/);
    expect(await pool.submit('add', 1, 2)).toBe(3);
    expect(settled).toBe(1);
  });

  test.each(deaths.slice(0, -1))('%s, while the submitter is blocked', (_, submit, expected) => {
    const error = submit().exception(soon);
    expect(error).toMatchObject(expected);
    expect(pool.submit('add', 1, 2).result(soon)).toBe(3);
  });

  test('endless recursion is an error like others', async () => {
    const before = pool.threads.length;
    await expect(pool.submit('recurses')).rejects.toThrow(RangeError);
    expect(pool.threads.length).toBe(before);
    await expect(pool.submit('throwsInResult')).rejects.toThrow('in a getter');
  });

  test('among a thousand others, of which each has its own result', async () => {
    heard.length = 0;
    const futures: Future<unknown>[] = [];
    const counts = new Map<Future<unknown>, number>();
    for (let at = 0; at < 1000; at++) {
      const future: Future<unknown> = at % 250 === 100 ? pool.submit('exits', at % 7) : pool.submit('add', at, 1);
      future.addDoneCallback(() => counts.set(future, (counts.get(future) ?? 0) + 1));
      futures.push(future);
    }
    const outcomes = await Promise.allSettled(futures);
    for (const [at, outcome] of outcomes.entries()) {
      if (at % 250 === 100) expect(outcome).toMatchObject({ status: 'rejected', reason: { death: 'exited', exitCode: at % 7 } });
      else expect(outcome).toEqual({ status: 'fulfilled', value: at + 1 });
    }
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(counts.size).toBe(1000);
    await expectAtRest(pool as ThreadPool);
    expect(heard.length).toBe(0);
  });
});

test('a worker that its user ends takes its task along, and the error says so', async () => {
  const pool = make('stops', { maxWorkers: 1, name: 'ended' });
  const words = new Int32Array(new SharedArrayBuffer(4));
  const future = pool.submit('computesUntil', undefined, words);
  await until('it runs', () => future.running);
  const [thread] = pool.threads;
  await thread?.terminate();
  expect(await attempt(() => future)).toMatchObject({ name: 'ThreadDiedError', death: 'terminated' });
  expect(await attempt(() => future)).toBeInstanceOf(ThreadDiedError);
  await expectAtRest(pool as ThreadPool);
});

test('the errors of a pool are told apart by their class', () => {
  const codes = [BrokenPoolError, CancelledError, ThreadDiedError].map(({ code }) => code);
  expect(codes).toEqual(['SYNC_BROKEN_POOL', 'SYNC_CANCELLED', 'SYNC_THREAD_DIED']);
});

