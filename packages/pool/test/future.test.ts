import { inspect } from 'node:util';
import { CancelledError, DeadlockError, InvalidStateError, TimeoutError } from '@sync/atomics';
import { interruptBy } from '@sync/atomics/internal';
import { WRONG_LIMITS, expectAllHandled, expectAtOnce, expectTimeout, timed } from '@sync/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Future, asCompleted, waitAsync } from '../src/index.ts';
import { FAILURE, FakePool, STATES, eachState, into, type Made, type State } from './fake-pool.ts';

let pool: FakePool;
beforeEach(() => {
  pool = new FakePool();
  pool.onUnobserved = () => undefined;
});
expectAllHandled();

const waits = { timeout: 0 } as const;

/** What a call gives, or throws. */
function tried(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('a future', () => {
  test.each<[State, boolean, boolean, boolean]>([
    ['pending', false, false, false],
    ['running', false, true, false],
    ['cancelled', true, false, true],
    ['done', true, false, false],
    ['failed', true, false, false],
  ])('that is %s says so: done %s, running %s, cancelled %s', (state, done, running, cancelled) => {
    const { future } = eachState(pool)[state];
    expect(future.state).toBe(state);
    expect([future.done, future.running, future.cancelled]).toEqual([done, running, cancelled]);
  });

  test('has one text for each state, and so it is inspected', () => {
    const texts = Object.values(eachState(pool)).map(({ future }) => String(future));
    expect(texts).toEqual(['Future(pending)[pending]', 'Future(running)[running]', 'Future(cancelled)[cancelled]', 'Future(done)[done]', 'Future(failed)[failed: RangeError: it fails]']);
    const { future } = pool.make('fib');
    expect(inspect({ future })).toBe('{ future: Future(fib)[pending] }');
    expect(Object.prototype.toString.call(future)).toBe('[object Future]');
    expect(String(Future.reject(undefined))).toBe('Future[failed: undefined]');
    expect(String(Future.reject({ reason: 1 }))).toBe('Future[failed: an object]');
  });

  test('brings in what is there when it is looked at, so that a loop which blocks sees its end', () => {
    const { core, future } = pool.make();
    pool.arrived.push(() => core.start());
    expect(future.running).toBe(true);
    pool.arrived.push(() => { core.resolve(1); });
    expect(future.done).toBe(true);
    const other = pool.make();
    pool.arrived.push(() => { other.core.cancel(); });
    expect(other.future.cancelled).toBe(true);
    const third = pool.make();
    pool.arrived.push(() => { third.core.reject(FAILURE); });
    expect(third.future.state).toBe('failed');
  });

  test('is looked at by its text without anything being brought in', () => {
    const { core, future } = pool.make();
    pool.arrived.push(() => core.start());
    expect(String(future)).toBe('Future(job)[pending]');
  });

  test('cannot be posted, and says so', () => {
    expect(() => structuredClone(pool.make().future)).toThrow(/a Future stays in its thread; post what it results in/);
  });

  test('is made by pools, and by withResolvers', () => {
    expect(() => new (Future as any)()).toThrow(new TypeError('new Future(): submit() of a pool makes futures; without a pool, Future.withResolvers() does'));
    expect(() => new (Future as any)((resolve: any) => resolve(1))).toThrow(TypeError);
  });
});

describe('result()', () => {
  test('gives what there is with no time at all: nothing, nothing, cancelled, the value, the error', () => {
    const outcomes = Object.values(eachState(pool)).map(({ future }) => tried(() => future.result(waits)));
    expect(outcomes.map((one) => (one instanceof Error ? one.constructor : one))).toEqual([TimeoutError, TimeoutError, CancelledError, 42, RangeError]);
    expect((outcomes[0] as Error).message).toBe('Future(pending) of FakePool(jobs): result() had no result after 0 ms; the task goes on');
    expect((outcomes[2] as Error).message).toBe('Future(cancelled) of FakePool(jobs) was cancelled');
    expect(pool.calls).toEqual([]);
  });

  test('brings in what is there even with no time at all', () => {
    const { core, future } = pool.make();
    pool.arrived.push(() => { core.resolve(7); });
    expect(future.result(waits)).toBe(7);
  });

  test('waits until it is done', () => {
    const { core, future } = pool.make();
    pool.coming.push(() => core.start(), () => { core.resolve(7); });
    expect(future.result()).toBe(7);
    expect(pool.calls).toEqual(['result']);
  });

  test('waits until it has failed, and throws the same error each time', () => {
    const { core, future } = pool.make();
    pool.coming.push(() => { core.reject(FAILURE); });
    expect(tried(() => future.result())).toBe(FAILURE);
    expect(tried(() => future.result())).toBe(FAILURE);
    expect(future.exception()).toBe(FAILURE);
  });

  test('waits until it is cancelled, and throws the same CancelledError each time', async () => {
    const { core, future } = pool.make();
    pool.coming.push(() => { core.cancel('not needed'); });
    const error = tried(() => future.result());
    expect(error).toBeInstanceOf(CancelledError);
    expect((error as Error).cause).toBe('not needed');
    expect(tried(() => future.result())).toBe(error);
    expect(tried(() => future.exception())).toBe(error);
    await expect(future).rejects.toBe(error);
  });

  test('gives up when the time is up, never early, and leaves the future as it is', async () => {
    const { core, future } = pool.make();
    const { value, ms } = await timed(() => tried(() => future.result({ timeout: 20 })));
    expectTimeout(ms, 20);
    expect(value).toBeInstanceOf(TimeoutError);
    expect((value as TimeoutError).timeout).toBe(20);
    expect(future.state).toBe('pending');
    core.resolve(1);
    expect(future.result()).toBe(1);
  });

  test('gives a TimeoutError of the task itself as the error that it is', () => {
    const { core, future } = pool.make();
    const own = new TimeoutError('the task had no time', { timeout: 5 });
    core.reject(own);
    expect(tried(() => future.result(waits))).toBe(own);
    expect(future.done).toBe(true);
  });

  test.each([undefined, null, 0, false, '', Number.NaN])('throws %s if that is what the task threw', (error) => {
    const { core, future } = pool.make();
    core.reject(error);
    let thrown: unknown = 'nothing';
    try {
      future.result();
    } catch (what) {
      thrown = what;
    }
    expect(thrown).toBe(error);
    expect(future.state).toBe('failed');
    expect(future.exception()).toBe(error);
  });

  test('ends with the reason when the thread is asked to stop', () => {
    const { future } = pool.make();
    const reason = new Error('stop');
    let pending = false;
    interruptBy({ get pending() { return pending; }, take: () => { pending = false; return reason; } });
    pool.coming.push(() => { pending = true; });
    expect(tried(() => future.result())).toBe(reason);
    expect(tried(() => future.result({ timeout: 5 }))).toBeInstanceOf(TimeoutError);
  });

  test('of one that is settled brings nothing in', () => {
    const { core, future } = pool.make();
    core.resolve(1);
    pool.arrived.push(() => { throw new Error('nobody asks'); });
    expect([future.result(), future.exception(), future.done]).toEqual([1, undefined, true]);
  });

  test('within a callback of another future waits for the next', () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    const heard: number[] = [];
    first.future.addDoneCallback(() => heard.push(second.future.result()));
    pool.coming.push(() => { first.core.resolve(1); }, () => { second.core.resolve(2); });
    expect(first.future.result()).toBe(1);
    expect(heard).toEqual([2]);
  });
});

describe('exception()', () => {
  test('gives what there is with no time at all: nothing, nothing, cancelled, undefined, the error', () => {
    const outcomes = Object.values(eachState(pool)).map(({ future }) => tried(() => future.exception(waits)));
    expect(outcomes.slice(0, 3).map((one) => (one as Error).constructor)).toEqual([TimeoutError, TimeoutError, CancelledError]);
    expect(outcomes.slice(3)).toEqual([undefined, FAILURE]);
  });

  test('waits until it has failed', () => {
    const { core, future } = pool.make();
    pool.coming.push(() => { core.reject(FAILURE); });
    expect(future.exception()).toBe(FAILURE);
    expect(pool.calls).toEqual(['exception']);
  });
});

describe('resultAsync() and exceptionAsync()', () => {
  test('give what comes', async () => {
    const [done, failed] = pool.many(2) as [Made<number>, Made<number>];
    const all = Promise.allSettled([done.future.resultAsync(), done.future.exceptionAsync(), failed.future.resultAsync(), failed.future.exceptionAsync()]);
    done.core.resolve(1);
    failed.core.reject(FAILURE);
    expect(await all).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: FAILURE },
      { status: 'fulfilled', value: FAILURE },
    ]);
  });

  test.each(STATES)('give what there is with no time at all: %s', async (state) => {
    const { future } = eachState(pool)[state];
    const outcome = await future.resultAsync(waits).catch((error: unknown) => error);
    const sync = tried(() => future.result(waits));
    if (sync instanceof TimeoutError) expect(outcome).toBeInstanceOf(TimeoutError);
    else expect(outcome).toBe(sync);
  });

  test('give up when the time is up, never early, and are heard of no more', async () => {
    const { core, future } = pool.make();
    const { value, ms } = await timed(() => future.resultAsync({ timeout: 20 }).catch((error: unknown) => error));
    expectTimeout(ms, 20);
    expect(value).toBeInstanceOf(TimeoutError);
    core.resolve(1);
    expect(await future).toBe(1);
  });

  test('see what has come although the time is up', async () => {
    const { core, future } = pool.make();
    const waiting = future.resultAsync({ timeout: 5 });
    pool.arrived.push(() => { core.resolve(7); });
    expect(await waiting).toBe(7);
  });

  test('reject with the reason of a signal, later and before', async () => {
    const { core, future } = pool.make();
    const controller = new AbortController();
    const waiting = future.resultAsync({ signal: controller.signal });
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(future.resultAsync({ signal: controller.signal })).rejects.toBe('enough');
    await expect(future.exceptionAsync({ signal: AbortSignal.abort('before') })).rejects.toBe('before');
    core.resolve(1);
    await expect(future.resultAsync({ signal: new AbortController().signal })).resolves.toBe(1);
  });

  test('let the time limit win over the signal', async () => {
    const { future } = pool.make();
    const controller = new AbortController();
    const waiting = future.resultAsync({ timeout: 5, signal: controller.signal });
    const start = performance.now();
    while (performance.now() - start < 6);
    controller.abort('late');
    await expect(waiting).rejects.toBeInstanceOf(TimeoutError);
  });

  test('leave no timers behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const { core, future } = pool.make();
      const { signal } = new AbortController();
      const waits = [future.resultAsync(), future.resultAsync({ timeout: 1000, signal }), waitAsync([future], { timeout: 1000 }), asCompleted([future], { timeout: 1000 })[Symbol.asyncIterator]().next()];
      expect(vi.getTimerCount()).toBe(1 + 3); // one keeps the thread alive for all
      core.resolve(1);
      await Promise.all(waits);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that are told twice, by a signal and by the future, keep the thread alive for those that go on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { core, future } = pool.make();
      const other = pool.make();
      const controller = new AbortController();
      future.addDoneCallback(() => { controller.abort('enough'); });
      const waits = [expect(future.resultAsync({ signal: controller.signal })).rejects.toBe('enough'), other.future.resultAsync()];
      core.resolve(1);
      expect(vi.getTimerCount()).toBe(1);
      other.core.resolve(1);
      expect(vi.getTimerCount()).toBe(0);
      await Promise.all(waits);
    } finally {
      vi.useRealTimers();
    }
  });

  test('take their listener back from a signal', async () => {
    const counted = { aborted: false, reason: undefined, listeners: new Set<() => void>(), addEventListener(_: 'abort', fn: () => void) { this.listeners.add(fn); }, removeEventListener(_: 'abort', fn: () => void) { this.listeners.delete(fn); } };
    const { core, future } = pool.make();
    const waiting = future.resultAsync({ signal: counted });
    expect(counted.listeners.size).toBe(1);
    core.resolve(1);
    await waiting;
    expect(counted.listeners.size).toBe(0);
  });
});

describe('cancel()', () => {
  test.each<[State, boolean, State]>([
    ['pending', true, 'cancelled'],
    ['running', false, 'running'],
    ['cancelled', true, 'cancelled'],
    ['done', false, 'done'],
    ['failed', false, 'failed'],
  ])('of one that is %s is %s, and leaves it %s', (state, cancels, after) => {
    const { future } = eachState(pool)[state];
    expect(future.cancel()).toBe(cancels);
    expect(future.state).toBe(after);
    expect(pool.cancels).toHaveLength(state === 'pending' || state === 'running' ? 1 : 0);
  });

  test('tells the pool why and how', () => {
    const { core, future } = pool.make();
    core.start();
    expect(future.cancel({ reason: 'why', terminate: 50 })).toBe(false);
    expect(pool.cancels).toEqual([[core, { reason: 'why', terminate: 50 }]]);
    core.cancel('why');
    expect(future.cancel()).toBe(true);
    expect(pool.cancels).toHaveLength(1);
  });

  test('has its reason as the cause, or as the error itself', () => {
    const [first, second, third] = pool.many(3).map(({ future }) => future) as [Future<number>, Future<number>, Future<number>];
    const own = new CancelledError('mine');
    first.cancel({ reason: 'why' });
    second.cancel({ reason: own });
    third.cancel();
    expect(first.cancelled && (tried(() => first.result()) as Error).cause).toBe('why');
    expect(tried(() => second.result())).toBe(own);
    expect('cause' in (tried(() => third.result()) as Error)).toBe(false);
  });

  test('leaves what has come in the meantime', () => {
    const { core, future } = pool.make();
    pool.arrived.push(() => { core.resolve(1); });
    expect(future.cancel()).toBe(false);
    expect(future.result()).toBe(1);
    expect(pool.cancels).toEqual([]);
  });

  test('of a future that the pool has cancelled itself is no error', () => {
    const { core, future } = pool.make();
    pool.cancel = () => { core.cancel('by the pool'); return true; };
    expect(future.cancel({ reason: 'mine' })).toBe(true);
    expect((tried(() => future.result()) as Error).cause).toBe('by the pool');
  });

  test('of one without a pool: before it runs', () => {
    const { future, start } = Future.withResolvers();
    expect(future.cancel()).toBe(true);
    expect(start()).toBe(false);
    const other = Future.withResolvers();
    expect(other.start()).toBe(true);
    expect(other.future.cancel()).toBe(false);
    expect(other.future.running).toBe(true);
  });

  test.each([
    ['options', 5, TypeError],
    ['options', null, TypeError],
    ['terminate', { terminate: 'now' }, TypeError],
    ['terminate', { terminate: -1 }, RangeError],
    ['terminate', { terminate: Number.NaN }, RangeError],
  ])('refuses wrong %s: %o', (_, options, type) => {
    const { future } = pool.make();
    expect(() => future.cancel(options as never)).toThrow(type);
    expect(future.state).toBe('pending');
  });
});

describe('settling', () => {
  test('is done once: what comes later is an InvalidStateError, and the first outcome stays', () => {
    const settles: ((made: Made<number>) => void)[] = [({ core }) => { core.resolve(2); }, ({ core }) => { core.reject(new Error('second')); }, ({ core }) => { core.cancel(); }];
    for (const state of ['cancelled', 'done', 'failed'] as const) {
      for (const settle of settles) {
        const made = pool.make();
        into(made, state);
        const before = tried(() => made.future.result());
        expect(() => { settle(made); }).toThrow(InvalidStateError);
        expect(made.future.state).toBe(state);
        expect(tried(() => made.future.result())).toBe(before);
      }
    }
  });

  test('says which future and in which state', () => {
    const { core } = pool.make('fib');
    core.resolve(1);
    expect(() => { core.resolve(2); }).toThrow('Future(fib) of FakePool(jobs): resolve() of a future that is done already');
  });

  test('start() is true once, false for one that was cancelled, and otherwise an InvalidStateError', () => {
    const { pending, running, cancelled, done, failed } = eachState(pool);
    expect(pending.core.start()).toBe(true);
    expect(cancelled.core.start()).toBe(false);
    for (const { core } of [running, done, failed, pending]) expect(() => core.start()).toThrow(InvalidStateError);
  });

  test('may skip running', () => {
    for (const settle of [({ core }: Made<number>) => { core.resolve(1); }, ({ core }: Made<number>) => { core.reject(FAILURE); }]) {
      const made = pool.make();
      settle(made);
      expect(made.future.done).toBe(true);
    }
  });
});

describe('a future without a pool', () => {
  test('is settled by what it was made with, once', () => {
    const { future, resolve, reject } = Future.withResolvers<number>();
    resolve(42);
    expect(future.result()).toBe(42);
    expect(() => { resolve(43); }).toThrow(InvalidStateError);
    expect(() => { reject(FAILURE); }).toThrow(InvalidStateError);
    expect(future.result()).toBe(42);
    expect(Future.resolve('x').result()).toBe('x');
    expect(tried(() => Future.reject(FAILURE).result())).toBe(FAILURE);
  });

  test('does not take a promise for a value', () => {
    expect(() => Future.resolve(Promise.reject(new Error('unheard')))).toThrow('Future: resolve() got a promise; await it first');
  });

  test('cannot be waited for without a limit by the thread that alone could settle it', async () => {
    const { future } = Future.withResolvers();
    const { value, ms } = await timed(() => tried(() => future.result()));
    expectAtOnce(ms);
    expect(value).toBeInstanceOf(DeadlockError);
    const late = await timed(() => tried(() => future.result({ timeout: 20 })));
    expectTimeout(late.ms, 20);
    expect(late.value).toBeInstanceOf(TimeoutError);
  });
});

describe('a future refuses', () => {
  test.each(WRONG_LIMITS)('%s, also when it is done: by throwing, or by rejecting', async (_, options, error, says) => {
    for (const { future } of Object.values(eachState(pool))) {
      const wrong = options as never;
      for (const refused of [tried(() => future.result(wrong)), tried(() => future.exception(wrong))]) {
        expect(refused).toMatchObject({ name: error });
        expect((refused as Error).message).toMatch(says);
        expect((refused as Error).message).toMatch(/^Future\(\w+\): (result|exception)\(/);
      }
      await expect(future.resultAsync(wrong)).rejects.toMatchObject({ name: error });
      await expect(future.exceptionAsync(wrong)).rejects.toThrow(says);
    }
  });

  test.each([
    ['a signal that is none', { signal: {} }],
    ['unref that is no flag', { unref: 1 }],
  ])('%s', async (_, options) => {
    await expect(pool.make().future.resultAsync(options as never)).rejects.toThrow(TypeError);
  });

  test.each([undefined, null, {}, 'f'])('to call %s back', (fn) => {
    expect(() => { pool.make().future.addDoneCallback(fn as never); }).toThrow(TypeError);
  });
});
