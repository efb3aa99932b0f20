import type { Shared } from '@sync/atomics';
import { Lock, RLock, SpinLock, holdAll, holdAllAsync, type Guard } from '@sync/lock';
import { describe, expect, expectTypeOf, test } from 'vitest';

/** Checked by `tsc`: an expectation that does not hold, or an error that is not there, fails the type check. */
describe('types', () => {
  test('a shared RLock is no Lock, and the other way round', () => {
    const lock = new Lock();
    const rlock = new RLock();
    expectTypeOf(lock.share()).toEqualTypeOf<Shared<Lock>>();
    expectTypeOf(rlock.share()).toEqualTypeOf<Shared<RLock>>();
    // @ts-expect-error a shared RLock is attached by RLock.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Lock.from(rlock.share())).toThrow(TypeError);
    // @ts-expect-error a shared Lock is attached by Lock.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => RLock.from(lock.share())).toThrow(TypeError);
    // @ts-expect-error a lock itself is not a handle
    expect(() => Lock.from(lock)).toThrow(TypeError);
  });

  test('run takes no async function', () => {
    const lock = new Lock();
    // @ts-expect-error an async function is for runAsync
    expect(() => lock.run(async () => Promise.resolve(1))).toThrow(TypeError);
    const rlock = new RLock();
    // @ts-expect-error an async function is for runAsync
    expect(() => rlock.run(async () => Promise.resolve(1))).toThrow(TypeError);
  });

  test('run and runAsync give what the function gives', async () => {
    const lock = new Lock();
    expectTypeOf(lock.run(() => 7)).toEqualTypeOf<number>();
    expectTypeOf(await lock.runAsync(() => Promise.resolve('x'))).toEqualTypeOf<string>();
    expectTypeOf(await lock.runAsync(() => 7)).toEqualTypeOf<number>();
    expectTypeOf(lock.run(() => null)).toEqualTypeOf<null>();
  });

  test('a time limit is an option, in milliseconds', () => {
    const lock = new Lock();
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => lock.acquire(100)).toThrow(TypeError);
    // @ts-expect-error a string where a number of milliseconds belongs
    expect(() => lock.acquire({ timeout: '5' })).toThrow(TypeError);
    // @ts-expect-error a signal is for the awaited calls
    lock.acquire({ signal: new AbortController().signal });
    lock.release();
    expectTypeOf(lock.acquire({ timeout: 5 })).toEqualTypeOf<boolean>();
    expectTypeOf(lock.acquireAsync).returns.toEqualTypeOf<Promise<boolean>>();
    lock.release();
  });

  test('what one sees is not for writing', () => {
    const lock = new RLock();
    const write = (): void => {
      // @ts-expect-error it is read only
      lock.locked = true;
    };
    expect(write).toThrow(TypeError);
    expectTypeOf(lock.depth).toEqualTypeOf<number>();
    expectTypeOf<Lock>().not.toHaveProperty('depth');
  });

  test('a SpinLock has no async calls, and its handle is its own', () => {
    const lock = new SpinLock({ name: 'point', onAbandoned: 'recover' });
    expectTypeOf(lock.share()).toEqualTypeOf<Shared<SpinLock>>();
    expectTypeOf<SpinLock>().not.toHaveProperty('acquireAsync');
    expectTypeOf<SpinLock>().not.toHaveProperty('holdAsync');
    expectTypeOf<SpinLock>().not.toHaveProperty('runAsync');
    expectTypeOf(lock.run(() => 7)).toEqualTypeOf<number>();
    // @ts-expect-error a shared SpinLock is attached by SpinLock.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Lock.from(lock.share())).toThrow(TypeError);
    // @ts-expect-error an async function is for runAsync, which a Lock has
    expect(() => lock.run(async () => Promise.resolve(1))).toThrow(TypeError);
    // @ts-expect-error there is no such policy
    expect(() => new SpinLock({ onAbandoned: 'ignore' })).toThrow(TypeError);
  });

  test('locks of all kinds are held together, and those that can be are awaited together', async () => {
    const [lock, rlock, spinLock] = [new Lock(), new RLock(), new SpinLock()] as const;
    const all: readonly (Lock | RLock | SpinLock)[] = [lock, rlock, spinLock];
    const held = holdAll(all, { timeout: 100 });
    expectTypeOf(held).toEqualTypeOf<Guard>();
    held.release();
    const awaited = holdAllAsync([lock, rlock], { timeout: 100, signal: new AbortController().signal, unref: true });
    expectTypeOf(awaited).toEqualTypeOf<Promise<Guard>>();
    (await awaited).release();
    // @ts-expect-error a SpinLock cannot be awaited
    await expect(holdAllAsync([lock, spinLock])).rejects.toThrow(TypeError);
    // @ts-expect-error a signal is for the awaited call
    holdAll([lock], { signal: new AbortController().signal }).release();
    // @ts-expect-error a handle is no lock
    expect(() => holdAll([lock.share()])).toThrow(TypeError);
    // @ts-expect-error they come in a list
    expect(() => holdAll(lock, rlock)).toThrow(TypeError);
  });
});
