import { CancelledError } from '@sync/atomics';
import { expectAllHandled, pending } from '@sync/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { Future } from '../src/index.ts';
import { FAILURE, FakePool } from './fake-pool.ts';

let pool: FakePool;
beforeEach(() => {
  pool = new FakePool();
});
expectAllHandled();

describe('a future is awaited as a promise', () => {
  test('before and after it is done', async () => {
    const { core, future } = pool.make();
    const before = (async () => await future)();
    expect(await pending(before)).toBe(true);
    core.resolve(42);
    expect(await before).toBe(42);
    expect(await future).toBe(42);
  });

  test('that fails with the very error', async () => {
    const { core, future } = pool.make();
    const before = expect(future).rejects.toBe(FAILURE);
    core.reject(FAILURE);
    await before;
    await expect(future).rejects.toBe(FAILURE);
  });

  test('that is cancelled', async () => {
    const { future } = pool.make();
    const before = expect(future).rejects.toBeInstanceOf(CancelledError);
    expect(future.cancel()).toBe(true);
    await before;
  });

  test('with others, of other kinds', async () => {
    const [first, second, third] = pool.many(3);
    const all = Promise.all([first!.future, second!.future, Promise.resolve('x'), Future.resolve(4)]);
    const race = Promise.race([third!.future, second!.future]);
    second!.core.resolve(2);
    first!.core.resolve(1);
    expect(await all).toEqual([1, 2, 'x', 4]);
    expect(await race).toBe(2);
  });

  test('never calls back before it returns', async () => {
    const heard: string[] = [];
    const then = Future.resolve(1).then(() => heard.push('then'));
    heard.push('after');
    await then;
    expect(heard).toEqual(['after', 'then']);
    const { core, future } = pool.make();
    const later = future.then(() => heard.push('then'));
    core.resolve(1);
    heard.push('settled');
    await later;
    expect(heard).toEqual(['after', 'then', 'settled', 'then']);
  });

  test('in the order in which they came', async () => {
    const { core, future } = pool.make();
    const heard: number[] = [];
    const all = [1, 2, 3].map((at) => future.then(() => heard.push(at)));
    core.resolve(1);
    await Promise.all(all);
    expect(heard).toEqual([1, 2, 3]);
  });
});

describe('then(), catch() and finally()', () => {
  test('give promises of what they were given', async () => {
    const { core, future } = pool.make();
    const doubled = future.then((value) => value * 2);
    const same = future.then();
    const caught = future.catch(() => 'caught');
    let ended = 0;
    const after = future.finally(() => { ended++; });
    for (const promise of [doubled, same, caught, after]) expect(promise).toBeInstanceOf(Promise);
    core.resolve(21);
    expect(await Promise.all([doubled, same, caught, after])).toEqual([42, 21, 21, 21]);
    expect(ended).toBe(1);
  });

  test('pass failures on', async () => {
    const { core, future } = pool.make();
    const caught = future.catch((error: unknown) => [error]);
    const rescued = future.then(() => 'never', () => 'rescued');
    const after = future.finally(() => undefined);
    core.reject(FAILURE);
    expect(await caught).toEqual([FAILURE]);
    expect(await rescued).toBe('rescued');
    await expect(after).rejects.toBe(FAILURE);
  });

  test('of promises that nobody handles end as ordinary ones do', async () => {
    const heard: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => heard.push(error));
    const { core, future } = pool.make();
    void future.then(() => 'nobody');
    core.reject(FAILURE);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(heard).toEqual([FAILURE]);
  });
});
