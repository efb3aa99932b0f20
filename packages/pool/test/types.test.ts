import { Future, asCompleted, wait, waitAsync, type FutureState, type FutureWithResolvers, type Waited } from '@sync/pool';
import { describe, expect, expectTypeOf, test } from 'vitest';

const number = Future.resolve(1);
const text = Future.resolve('x');

/** Checked by `tsc`: an expectation that does not hold, or an error that is not there, fails the type check. */
describe('types', () => {
  test('a future gives what its task returned', async () => {
    expectTypeOf(number).toEqualTypeOf<Future<number>>();
    expectTypeOf(number.result).returns.toEqualTypeOf<number>();
    expectTypeOf(number.resultAsync).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(number.exception).returns.toEqualTypeOf<unknown>();
    expectTypeOf(await number).toEqualTypeOf<number>();
    expectTypeOf(number.state).toEqualTypeOf<FutureState>();
    expectTypeOf<FutureState>().toEqualTypeOf<'pending' | 'running' | 'cancelled' | 'done' | 'failed'>();
    expectTypeOf(Future.withResolvers<number>()).toEqualTypeOf<FutureWithResolvers<number>>();
  });

  test('a future is a promise', async () => {
    expectTypeOf(number).toExtend<Promise<number>>();
    expectTypeOf(number).toExtend<PromiseLike<number>>();
    expectTypeOf(await Promise.all([number, text] as const)).toEqualTypeOf<[number, string]>();
    expectTypeOf(number.then((value) => String(value))).toEqualTypeOf<Promise<string>>();
    expectTypeOf(number.then()).toEqualTypeOf<Promise<number>>();
    expectTypeOf(number.then(null, () => 'x')).toEqualTypeOf<Promise<number | string>>();
    expectTypeOf(number.catch(() => 'x')).toEqualTypeOf<Promise<number | string>>();
    expectTypeOf(number.finally(() => undefined)).toEqualTypeOf<Promise<number>>();
    const returns = async (): Promise<number> => number;
    expect(await returns()).toBe(1);
  });

  test('a future of something is one of anything, and not the other way round', () => {
    expectTypeOf<Future<number>>().toExtend<Future<unknown>>();
    expectTypeOf<Future<unknown>>().not.toExtend<Future<number>>();
    expectTypeOf<Future<string>>().not.toExtend<Future<number>>();
    expectTypeOf<Promise<number>>().not.toExtend<Future<number>>();
    expectTypeOf(Future.reject(new Error('x')).catch(() => 'x')).toEqualTypeOf<Promise<string>>();
  });

  test('callbacks are given the very future', () => {
    number.addDoneCallback((future) => {
      expectTypeOf(future.result()).toEqualTypeOf<number>();
    });
  });

  test('waiting gives the futures that it was given', async () => {
    expectTypeOf(wait([number])).toEqualTypeOf<Waited<Future<number>>>();
    expectTypeOf(wait([number, text]).done).toEqualTypeOf<Set<Future<number> | Future<string>>>();
    expectTypeOf(await waitAsync(new Set([number]), { until: 'first', timeout: 5, unref: true, signal: new AbortController().signal })).toEqualTypeOf<Waited<Future<number>>>();
  });

  test('a loop gives futures, by `for` and by `for await`, however often TypeScript looks', async () => {
    const names = new Map([[number, 'x']]);
    for (const future of asCompleted(names.keys())) {
      expectTypeOf(future).toExtend<Future<number>>();
      expectTypeOf(future.result()).toEqualTypeOf<number>();
      expect(names.get(future)).toBe('x');
    }
    for await (const future of asCompleted(names.keys(), { timeout: 5 })) {
      expectTypeOf(future).toExtend<Future<number>>();
      expectTypeOf(future.result()).toEqualTypeOf<number>();
      expect(names.get(future)).toBe('x');
    }
    for await (const future of asCompleted([number])) {
      expectTypeOf(future).toExtend<Future<number>>();
      expectTypeOf(wait([future]).done).toExtend<Set<Future<number>>>();
      expectTypeOf(future.result()).toEqualTypeOf<number>();
    }
    expectTypeOf([...asCompleted([number])]).toExtend<Future<number>[]>();
    for await (const future of asCompleted([number, text])) expectTypeOf(future.result()).toEqualTypeOf<number | string>();
  });

  test('what makes no sense is an error', () => {
    const wrong = [
      // @ts-expect-error a number where { timeout: 100 } belongs
      () => number.result(100),
      // @ts-expect-error no such condition
      () => wait([number], { until: 'some' }),
      // @ts-expect-error a signal is for the awaited calls
      () => wait([number], { signal: new AbortController().signal }),
      // @ts-expect-error a number is no future
      () => wait([1]),
      // @ts-expect-error nor is it here
      () => asCompleted([1]),
      // @ts-expect-error futures come from pools
      () => new Future(),
      // @ts-expect-error it is a boolean, or milliseconds
      () => number.cancel({ terminate: 'now' }),
    ];
    for (const call of wrong.filter((_, at) => at !== 2)) expect(call).toThrow();
    // @ts-expect-error it is read only
    expect(() => { number.state = 'done'; }).toThrow(TypeError);
  });
});
