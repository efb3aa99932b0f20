import { expectAllHandled, random, testSeed } from '@sync/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InvalidStateError, type Future } from '../src/index.ts';
import { FAILURE, FakePool, into, type State } from './fake-pool.ts';

let pool: FakePool;
let printed: unknown[][];
beforeEach(() => {
  pool = new FakePool();
  printed = [];
  vi.spyOn(console, 'error').mockImplementation((...line) => { printed.push(line); });
});
afterEach(() => {
  vi.restoreAllMocks();
});
expectAllHandled();

const SETTLED: readonly State[] = ['cancelled', 'done', 'failed'];

describe('a done callback', () => {
  test.each(SETTLED)('is called with the future when it is %s, once', (state) => {
    const made = pool.make();
    const heard: Future<number>[] = [];
    made.future.addDoneCallback((future) => heard.push(future));
    expect(heard).toEqual([]);
    into(made, state);
    expect(heard).toEqual([made.future]);
    expect(heard[0]).toBe(made.future);
    expect(made.future.state).toBe(state);
    expect(() => { made.core.cancel(); }).toThrow(InvalidStateError);
    expect(heard).toHaveLength(1);
  });

  test.each(SETTLED)('is called at once when it is %s already', (state) => {
    const made = pool.make();
    into(made, state);
    const heard: string[] = [];
    made.future.addDoneCallback((future) => heard.push(future.state));
    expect(heard).toEqual([state]);
  });

  test('sees the result, the error, or that it was cancelled', () => {
    const [done, failed, cancelled] = pool.many(3);
    const heard: unknown[] = [];
    done!.future.addDoneCallback((future) => heard.push(future.result()));
    failed!.future.addDoneCallback((future) => heard.push(future.exception()));
    cancelled!.future.addDoneCallback((future) => heard.push(future.cancelled));
    into(done!, 'done');
    into(failed!, 'failed');
    expect(cancelled!.future.cancel()).toBe(true);
    expect(cancelled!.future.cancel()).toBe(true);
    expect(heard).toEqual([42, FAILURE, true]);
  });

  test('is called in the order in which they came; one that another adds, at once; the same function twice, twice', () => {
    const { core, future } = pool.make();
    const heard: string[] = [];
    const twice = (): void => void heard.push('twice');
    future.addDoneCallback(() => {
      heard.push('first');
      future.addDoneCallback(() => heard.push('within'));
    });
    future.addDoneCallback(twice);
    future.addDoneCallback(twice);
    future.addDoneCallback(() => heard.push('last'));
    core.resolve(1);
    expect(heard).toEqual(['first', 'within', 'twice', 'twice', 'last']);
  });

  test('that throws is printed, with its future and pool, and keeps no other from being called', () => {
    const { core, future } = pool.make('fib');
    const heard: number[] = [];
    const error = new Error('of the callback');
    future.addDoneCallback(() => { throw error; });
    future.addDoneCallback((it) => heard.push(it.result()));
    core.resolve(1);
    expect(heard).toEqual([1]);
    future.addDoneCallback(() => { throw error; });
    expect(printed).toEqual(Array(2).fill(['Exception in a done callback of Future(fib) of FakePool(jobs):', error]));
  });

  test('that rejects is printed, too', async () => {
    const { core, future } = pool.make('fib');
    const error = new Error('later');
    future.addDoneCallback(async () => Promise.reject(error));
    core.resolve(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(printed).toEqual([['Exception in a done callback of Future(fib) of FakePool(jobs):', error]]);
  });
});

test('whoever settles it, in whatever order: it is settled once, and each callback is called once', () => {
  pool.onUnobserved = () => undefined;
  const draw = random(testSeed());
  for (let round = 0; round < 1000; round++) {
    const { core, future } = pool.make();
    let called = 0;
    let added = 0;
    let outcome: State | undefined;
    const settles: [State, () => void][] = [['done', () => { core.resolve(1); }], ['failed', () => { core.reject(FAILURE); }], ['cancelled', () => { core.cancel(); }]];
    for (let step = 0; step < 8; step++) {
      const choice = draw.below(6);
      if (choice < 3) {
        const [state, settle] = settles[choice]!;
        if (outcome === undefined) settle();
        else expect(settle).toThrow(InvalidStateError);
        outcome ??= state;
      } else if (choice === 3 && future.state === 'pending') {
        core.start();
      } else {
        added++;
        future.addDoneCallback(() => called++);
      }
      expect(called).toBe(outcome === undefined ? 0 : added);
      expect(outcome === undefined ? ['pending', 'running'] : [outcome]).toContain(future.state);
    }
  }
});
