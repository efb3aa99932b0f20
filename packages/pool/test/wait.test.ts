import { DeadlockError, TimeoutError } from '@sync/atomics';
import { interruptBy } from '@sync/atomics/internal';
import { SHORT, WRONG_LIMITS, expectAllHandled, expectAtOnce, expectTimeout, pending, program, timed } from '@sync/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { Future, wait, waitAsync, type WaitForAsyncOptions, type Waited } from '../src/index.ts';
import { FAILURE, FakePool, eachState, into, type Made } from './fake-pool.ts';

let pool: FakePool;
beforeEach(() => {
  pool = new FakePool();
  pool.onUnobserved = () => undefined;
});
expectAllHandled();

type Wait = (futures: Iterable<Future<number>>, options?: WaitForAsyncOptions) => Waited<Future<number>> | Promise<Waited<Future<number>>>;

/** What comes while somebody waits, in either way. */
function later(...steps: (() => void)[]): void {
  pool.coming.push(...steps);
  for (const step of steps) {
    setImmediate(() => {
      const at = pool.coming.indexOf(step);
      if (at >= 0) pool.coming.splice(at, 1)[0]?.();
    });
  }
}

const sets = ({ done, pending: left }: Waited<Future<number>>): unknown => ({ done: [...done], pending: [...left] });

describe.each<[string, Wait]>([
  ['wait', wait],
  ['waitAsync', waitAsync],
])('%s', (name, waitFor) => {
  test('waits for all of them, however they are settled, unless told', async () => {
    const { cancelled, done, failed, pending: first, running: second } = eachState(pool);
    const futures = [cancelled, done, failed, first, second].map(({ future }) => future);
    later(() => { second.core.resolve(1); }, () => { first.core.reject(FAILURE); });
    const waited = await waitFor(futures);
    expect(sets(waited)).toEqual({ done: futures, pending: [] });
    expect([...waited.done][0]).toBe(cancelled.future);
  });

  test('waits for the first', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    later(() => first.core.start(), () => { second.core.resolve(1); });
    expect(sets(await waitFor([first.future, second.future], { until: 'first' }))).toEqual({ done: [second.future], pending: [first.future] });
  });

  test('counts one that was cancelled as settled, at once', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    first.future.cancel();
    const { value, ms } = await timed(() => waitFor([first.future, second.future], { until: 'first' }));
    expectAtOnce(ms);
    expect(sets(value)).toEqual({ done: [first.future], pending: [second.future] });
    later(() => { second.future.cancel(); });
    expect(sets(await waitFor([first.future, second.future]))).toEqual({ done: [first.future, second.future], pending: [] });
  });

  test('gives at once what is settled already, when that is enough', async () => {
    const { done, cancelled, pending: left } = eachState(pool);
    expect(sets(await waitFor([left.future, cancelled.future, done.future], { until: 'first' }))).toEqual({ done: [cancelled.future, done.future], pending: [left.future] });
    expect(pool.calls).toEqual([]);
  });

  test('gives more than was asked for, when more has come', async () => {
    const [first, second, third] = pool.many(3) as [Made<number>, Made<number>, Made<number>];
    later(() => { first.core.resolve(1); second.core.resolve(2); });
    expect(sets(await waitFor([third.future, second.future, first.future], { until: 'first' }))).toEqual({ done: [second.future, first.future], pending: [third.future] });
  });

  test('waits for the first that fails: one that is done or cancelled is none', async () => {
    const [first, second, third, fourth] = pool.many(4) as [Made<number>, Made<number>, Made<number>, Made<number>];
    const futures = [first, second, third, fourth].map(({ future }) => future);
    later(() => { first.core.resolve(1); }, () => { second.core.cancel(); }, () => { third.core.reject(FAILURE); });
    expect(sets(await waitFor(futures, { until: 'exception' }))).toEqual({ done: futures.slice(0, 3), pending: [fourth.future] });
  });

  test('waits for the first that fails also when others are settled already', async () => {
    const { done, cancelled, pending: left, running } = eachState(pool);
    const futures = [done, cancelled, left, running].map(({ future }) => future);
    later(() => { running.core.reject(FAILURE); });
    expect(sets(await waitFor(futures, { until: 'exception' }))).toEqual({ done: [done.future, cancelled.future, running.future], pending: [left.future] });
  });

  test('waits for none when one has failed already', async () => {
    const { failed, pending: left } = eachState(pool);
    expect(sets(await waitFor([left.future, failed.future], { until: 'exception' }))).toEqual({ done: [failed.future], pending: [left.future] });
  });

  test('takes a failure without an error as one', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    later(() => { first.core.reject(undefined); });
    expect(sets(await waitFor([first.future, second.future], { until: 'exception' }))).toEqual({ done: [first.future], pending: [second.future] });
  });

  test('waits for all when none fails', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    later(() => { first.core.resolve(1); }, () => { second.core.cancel(); });
    expect(sets(await waitFor([first.future, second.future], { until: 'exception' }))).toEqual({ done: [first.future, second.future], pending: [] });
  });

  test.each(['all', 'first', 'exception'] as const)('of none returns at once, until %s', async (until) => {
    const { value, ms } = await timed(() => waitFor([], { until }));
    expectAtOnce(ms);
    expect(sets(value)).toEqual({ done: [], pending: [] });
  });

  test('takes the same one twice for one, from any iterable', async () => {
    const { core, future } = pool.make();
    later(() => { core.resolve(1); });
    const twice = function* (): Generator<Future<number>> {
      yield future;
      yield future;
    };
    expect(sets(await waitFor(twice()))).toEqual({ done: [future], pending: [] });
  });

  test('says how far they are when the time is up, never early, without an error', async () => {
    const { done, pending: left, running } = eachState(pool);
    const { value, ms } = await timed(() => waitFor([left.future, done.future, running.future], { timeout: SHORT }));
    expectTimeout(ms, SHORT);
    expect(sets(value)).toEqual({ done: [done.future], pending: [left.future, running.future] });
  });

  test('brings in what is there with no time at all', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    pool.arrived.push(() => { first.core.resolve(1); });
    expect(sets(await waitFor([first.future, second.future], { timeout: 0 }))).toEqual({ done: [first.future], pending: [second.future] });
    expect(pool.calls).toEqual([]);
  });

  test('serves futures of several pools', async () => {
    const other = new FakePool('others');
    const [mine, theirs, third] = [pool.make(), other.make(), Future.withResolvers<number>()];
    setImmediate(() => { for (const { coming } of [pool, other]) coming.shift()?.(); });
    other.coming.push(() => { theirs.core.resolve(2); });
    pool.coming.push(() => { mine.core.resolve(1); });
    expect(sets(await waitFor([mine.future, theirs.future]))).toEqual({ done: [mine.future, theirs.future], pending: [] });
    third.resolve(3);
    expect(sets(await waitFor([mine.future, theirs.future, third.future]))).toMatchObject({ pending: [] });
  });

  test('serves many futures of several pools that come at once', async () => {
    const pools = [pool, new FakePool('second'), new FakePool('third')];
    const made = pools.flatMap((one) => one.many(100));
    for (const [at, { core }] of made.entries()) pools[Math.floor(at / 100)]!.coming.push(() => { core.resolve(at); });
    setImmediate(() => { for (const { coming } of pools) for (const step of coming.splice(0)) step(); });
    const { done, pending: left } = await waitFor(made.map(({ future }) => future));
    expect([done.size, left.size]).toEqual([300, 0]);
    expect([...done].map((future) => future.result())).toEqual(made.map((_, at) => at));
  });

  test('keeps to the time limit with several pools', async () => {
    const other = new FakePool('others');
    const futures = [pool.make().future, other.make().future, Future.withResolvers<number>().future];
    const { value, ms } = await timed(() => waitFor(futures, { timeout: SHORT }));
    expectTimeout(ms, SHORT);
    expect(sets(value)).toEqual({ done: [], pending: futures });
  });

  test.each(['none', 'ALL_COMPLETED', '', null, 1])('refuses until: %s, also when it would not have to wait', async (until) => {
    const call = async (): Promise<unknown> => waitFor([], { until: until as never });
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(`futures: ${name}(): until must be 'all', 'first' or 'exception', not`);
  });

  test.each(WRONG_LIMITS)('refuses %s', async (_, options, error, says) => {
    const call = async (): Promise<unknown> => waitFor([], options as never);
    await expect(call).rejects.toMatchObject({ name: error });
    await expect(call).rejects.toThrow(says);
  });

  test.each([
    [undefined, 'expects an iterable of futures, not undefined'],
    [5, 'expects an iterable of futures, not 5'],
    [[Promise.resolve(1)], 'expects futures, not a value of class Promise'],
    [[null], 'expects futures, not null'],
  ])('refuses what are no futures: %o', async (futures, says) => {
    const call = async (): Promise<unknown> => waitFor(futures as never);
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(`futures: ${name}() ${says}`);
  });
});

describe('wait', () => {
  test('is served by the pool, in one call', () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    pool.coming.push(() => { first.core.resolve(1); }, () => { second.core.resolve(1); });
    wait([first.future, second.future]);
    expect(pool.calls).toEqual(['wait']);
  });

  test('of futures that only the calling thread could settle is a deadlock, without a limit', () => {
    const { future } = Future.withResolvers<number>();
    const { core, future: other } = pool.make();
    expect(() => wait([future])).toThrow(DeadlockError);
    pool.coming.push(() => { core.resolve(1); });
    expect(() => wait([future, other])).toThrow(DeadlockError);
    expect(sets(wait([future, other], { until: 'first' }))).toEqual({ done: [other], pending: [future] });
  });

  test('takes what a callback settles meanwhile', () => {
    const { core, future } = pool.make();
    const { future: other, resolve } = Future.withResolvers<number>();
    future.addDoneCallback(() => { resolve(2); });
    pool.coming.push(() => { core.resolve(1); });
    expect(sets(wait([other, future]))).toEqual({ done: [other, future], pending: [] });
  });

  test.each([1, 2])('ends with the reason when the thread is asked to stop: %i pools', (count) => {
    const futures = [pool, new FakePool('others')].slice(0, count).map((one) => one.make().future);
    const reason = new Error('stop');
    let asked = false;
    interruptBy({ get pending() { return asked; }, take: () => { asked = false; return reason; } });
    pool.coming.push(() => { asked = true; });
    expect(() => wait(futures)).toThrow(reason);
  });
});

describe('waitAsync', () => {
  test('rejects with the reason of a signal, later and before, and lets go', async () => {
    const { core, future } = pool.make();
    const controller = new AbortController();
    const waiting = waitAsync([future], { signal: controller.signal });
    expect(await pending(waiting)).toBe(true);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(waitAsync([future], { signal: controller.signal })).rejects.toBe('enough');
    core.resolve(1);
  });

  test('lets the time limit win over the signal', async () => {
    const controller = new AbortController();
    const { future } = pool.make();
    const waiting = waitAsync([future], { timeout: 5, signal: controller.signal });
    const start = performance.now();
    while (performance.now() - start < 6);
    controller.abort('late');
    expect(sets(await waiting)).toEqual({ done: [], pending: [future] });
  });

  test('sees what has come although the time is up', async () => {
    const { core, future } = pool.make();
    const waiting = waitAsync([future], { timeout: 5 });
    pool.arrived.push(() => { core.resolve(1); });
    expect(sets(await waiting)).toEqual({ done: [future], pending: [] });
  });

  test('keeps its thread alive, unless it is unref', async () => {
    const run = (...args: string[]) => program(new URL('./programs/alive.mjs', import.meta.url), { args });
    const all = await Promise.all([run('waitAsync'), run('waitAsync', 'unref'), run('resultAsync'), run('resultAsync', 'unref'), run('asCompleted'), run('asCompleted', 'unref')]);
    expect(all.map(({ stdout, code, stuck }) => [stdout, code, stuck])).toEqual(all.map((_, at) => (at % 2 === 0 ? ['waited\n', 0, false] : ['', 13, false])));
  });
});

test('where the thread may not block: what is settled is given, and else the message says what to await', async () => {
  const { stdout, stderr } = await program(new URL('./programs/no-blocking.mjs', import.meta.url));
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    '42 1 1',
    'Future: result() would wait, and this thread may not block; use await resultAsync()',
    'Future: exception() would wait, and this thread may not block; use await exceptionAsync()',
    'futures: wait() would wait, and this thread may not block; use await waitAsync()',
    'futures: asCompleted() would wait, and this thread may not block; use await asCompleted() in a loop of for await',
    'TimeoutError',
    '',
  ]);
  expect(new TimeoutError('', { timeout: 0 }).name).toBe('TimeoutError');
  into(pool.make(), 'done');
});
