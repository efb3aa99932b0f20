/** Checked by `tsc`: an expectation that does not hold, or an error that is not there, fails the type check. */
import {
  AtomicBigInt64,
  AtomicCounter,
  AtomicFlag,
  AtomicInt32,
  Deadline,
  Futex,
  PerThreadCounter,
  receive,
  share,
  type FutexResult,
  type ReceivedForm,
  type Shared,
  type SharedForm,
} from '@sync/atomics';
import { describe, expect, expectTypeOf, test } from 'vitest';

describe('Shared<T>', () => {
  test('share gives the handle of its class', () => {
    expectTypeOf(new AtomicInt32().share()).toEqualTypeOf<Shared<AtomicInt32>>();
    expectTypeOf(new AtomicBigInt64().share()).toEqualTypeOf<Shared<AtomicBigInt64>>();
    expectTypeOf(new AtomicFlag().share()).toEqualTypeOf<Shared<AtomicFlag>>();
    expectTypeOf(new AtomicCounter().share()).toEqualTypeOf<Shared<AtomicCounter>>();
    expectTypeOf(new PerThreadCounter().share()).toEqualTypeOf<Shared<PerThreadCounter>>();
  });

  test('the handle of one class is not that of another', () => {
    const flag = new AtomicFlag().share();
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => AtomicInt32.from(flag)).toThrow(TypeError);
    const counter = new AtomicCounter().share();
    // @ts-expect-error a shared AtomicCounter is no shared PerThreadCounter
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => PerThreadCounter.from(counter)).toThrow(TypeError);
    // @ts-expect-error the object itself is no handle
    expect(() => AtomicFlag.from(new AtomicFlag())).toThrow(TypeError);
    expectTypeOf<Shared<AtomicFlag>>().not.toExtend<Shared<AtomicInt32>>();
    expectTypeOf<Shared<AtomicFlag>>().toExtend<Shared<unknown>>();
  });
});

class Point {
  x = 1;
}

describe('SharedForm and ReceivedForm', () => {
  test('are what share and receive give: handles and primitives change places, at any depth', () => {
    const value = { int: new AtomicInt32(), list: [new AtomicFlag()], map: new Map([['k', new AtomicCounter()]]), n: 5 };
    const shared = share(value);
    expectTypeOf(shared.int).toEqualTypeOf<Shared<AtomicInt32>>();
    expectTypeOf(shared.list).toEqualTypeOf<Shared<AtomicFlag>[]>();
    expectTypeOf(shared.map).toEqualTypeOf<Map<string, Shared<AtomicCounter>>>();
    expectTypeOf(shared.n).toEqualTypeOf<number>();
    const received = receive(shared);
    expectTypeOf(received.int).toEqualTypeOf<AtomicInt32>();
    expectTypeOf(received.list).toEqualTypeOf<AtomicFlag[]>();
    expectTypeOf(received.map).toEqualTypeOf<Map<string, AtomicCounter>>();
    expect(received.int).toBeInstanceOf(AtomicInt32);
  });

  test('undo each other', () => {
    interface Value {
      a: AtomicInt32;
      b: readonly [AtomicFlag, string];
      c: Set<AtomicBigInt64>;
      d?: PerThreadCounter;
      e: AtomicInt32 | null;
    }
    expectTypeOf<ReceivedForm<SharedForm<Value>>>().toEqualTypeOf<Value>();
    expectTypeOf<SharedForm<Value>['b']>().toEqualTypeOf<readonly [Shared<AtomicFlag>, string]>();
    expectTypeOf<SharedForm<Value>['c']>().toEqualTypeOf<Set<Shared<AtomicBigInt64>>>();
    expectTypeOf<SharedForm<Value>['e']>().toEqualTypeOf<Shared<AtomicInt32> | null>();
  });

  test('leave all else as it is', () => {
    type Others = [Date, RegExp, Error, Uint8Array, SharedArrayBuffer, () => number, string, 5n, undefined, null, symbol];
    expectTypeOf<SharedForm<Others>>().toEqualTypeOf<Others>();
    expectTypeOf<ReceivedForm<Others>>().toEqualTypeOf<Others>();
    expectTypeOf<SharedForm<AtomicFlag>>().toEqualTypeOf<Shared<AtomicFlag>>();
    expectTypeOf<ReceivedForm<Shared<AtomicFlag>>>().toEqualTypeOf<AtomicFlag>();
    expectTypeOf<SharedForm<Point>['x']>().toEqualTypeOf<number>();
  });
});

describe('calls', () => {
  test('a wait ends in one of three ways', () => {
    expectTypeOf<FutexResult>().toEqualTypeOf<'ok' | 'not-equal' | 'timed-out'>();
    expectTypeOf(Futex.wait).returns.toEqualTypeOf<FutexResult>();
    expectTypeOf(Futex.waitAsync).returns.toEqualTypeOf<Promise<FutexResult>>();
    expectTypeOf(Futex.notify).returns.toEqualTypeOf<number>();
  });

  test('a time limit is an option, and a signal is for what is awaited', () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => Futex.wait(words, 0, 0, 100)).toThrow(TypeError);
    // @ts-expect-error a signal is for waitAsync
    expect(Futex.wait(words, 0, 0, { timeout: 0, signal: AbortSignal.abort() })).toBe('timed-out');
  });

  test('a bigint is for AtomicBigInt64, a number for the others', () => {
    // @ts-expect-error a number where a bigint belongs
    expect(() => new AtomicBigInt64().add(1)).toThrow(TypeError);
    // @ts-expect-error a bigint where a number belongs
    expect(() => new AtomicCounter().add(1n)).toThrow(TypeError);
    expectTypeOf(new PerThreadCounter().add).returns.toBeVoid();
  });

  test('a deadline is made by after() alone', () => {
    // @ts-expect-error the constructor is private
    expect(new Deadline(5)).toBeInstanceOf(Deadline);
  });
});
