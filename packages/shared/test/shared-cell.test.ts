import { SharedCell } from '@sync/shared';
import { Subject, closeSubjects, endThreads, expectAtOnce, expectTimeout, pending, refusal, timed } from '@sync/testing';
import type { Here } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CELLS, holder } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

type Cell = SharedCell<number>;

const late = { name: 'TimeoutError', code: 'SYNC_TIMEOUT' };
const never = (): never => {
  throw new Error('it was called');
};

describe.each(CELLS)('$name', ({ spec }) => {
  const make = (): Subject<Cell> => new Subject<Cell>(spec, { name: 'sum' });

  test('has what it was made with, and then what was put there, in all threads', async () => {
    const subject = make();
    const { lock: cell } = subject;
    expect([cell.get(), await cell.getAsync(), cell.tryGet()]).toEqual([0, 0, { value: 0 }]);
    cell.set(1);
    expect(cell.get()).toBe(1);
    await cell.setAsync(2);
    expect(await cell.getAsync()).toBe(2);
    expect(cell.trySet(3)).toBe(true);
    expect(await subject.thread().run(({ lock }) => [lock.get(), lock.update((value) => value + 1)])).toEqual([3, 4]);
    expect(cell.get()).toBe(4);
  });

  test('update() makes the next value of the one before, and returns it', async () => {
    const { lock: cell } = make();
    expect(cell.update((value) => value + 5)).toBe(5);
    expect(cell.tryUpdate((value) => value * 2)).toEqual({ value: 10 });
    expect(await cell.updateAsync((value) => value + 1)).toBe(11);
    expect(await cell.updateAsync(async (value) => Promise.resolve(value + 1))).toBe(12);
    expect(cell.get()).toBe(12);
  });

  test('what a function throws comes out, and nothing is changed', async () => {
    const { lock: cell } = make();
    const reason = new Error('no');
    const fails = (): never => {
      throw reason;
    };
    expect(() => cell.update(fails)).toThrow(reason);
    expect(() => cell.tryUpdate(fails)).toThrow(reason);
    expect(await refusal(cell.updateAsync(fails))).toBe(reason);
    expect(await refusal(cell.updateAsync(() => Promise.reject(reason)))).toBe(reason);
    expect(String(cell)).toContain('[free');
    expect(cell.get()).toBe(0);
  });

  test('others wait while a function has the value, and then have what it made', async () => {
    const subject = make();
    const { lock: cell } = subject;
    const { outcome, goOn } = await holder(subject, 'cell');
    expect([cell.tryGet(), cell.trySet(7), cell.tryUpdate(never)]).toEqual([undefined, false, undefined]);
    const all = [cell.getAsync(), cell.updateAsync((value) => value + 1), cell.setAsync(50), cell.getAsync()];
    const blocks = subject.thread().run(({ lock }) => lock.update((value) => value + 1000));
    await subject.blocked();
    for (const one of all) expect(await pending(one)).toBe(true);
    goOn();
    expect(await outcome).toBe(100);
    const [first, second, , last] = await Promise.all(all);
    // The thread that blocked came among them, or before, or after.
    expect([100, 1100]).toContain(first);
    expect([Number(first) + 1, 1101]).toContain(second);
    expect([50, 1050]).toContain(last);
    expect([1100, 1101, 1102, 1050]).toContain(await blocks);
  });

  test.each([0, 5, 30])('a call whose time of %i ms is up fails by a TimeoutError, and leaves nothing behind', async (timeout) => {
    const subject = make();
    const { lock: cell } = subject;
    const { outcome, goOn } = await holder(subject, 'cell');
    for (const call of [() => cell.get({ timeout }), () => { cell.set(7, { timeout }); }, () => cell.update(never, { timeout })]) {
      const start = performance.now();
      expect(call).toThrow(expect.objectContaining(late) as Error);
      expectTimeout(performance.now() - start, timeout);
    }
    for (const call of [() => cell.getAsync({ timeout }), () => cell.setAsync(7, { timeout }), () => cell.updateAsync(never, { timeout })]) {
      const { value, ms } = await timed(() => refusal(call()));
      expect(value).toMatchObject(late);
      expectTimeout(ms, timeout);
    }
    goOn();
    await outcome;
    expect(cell.get()).toBe(100);
  });

  test('an awaited call that is aborted rejects with the reason, and leaves nothing behind', async () => {
    const subject = make();
    const { lock: cell } = subject;
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    expect(await refusal(cell.setAsync(7, { signal: aborted }))).toBe(reason);
    const { outcome, goOn } = await holder(subject, 'cell');
    const abort = new AbortController();
    const { signal } = abort;
    const calls = [cell.getAsync({ signal }), cell.setAsync(7, { signal }), cell.updateAsync(never, { signal })].map(refusal);
    const stays = cell.updateAsync((value) => value + 1);
    for (const call of calls) expect(await pending(call)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return Promise.all(calls);
    });
    expect(value).toEqual([reason, reason, reason]);
    expectAtOnce(ms);
    goOn();
    expect([await outcome, await stays]).toEqual([100, 101]);
  });

  test('an untimed call within update() is a deadlock that is told, and a timed one waits out its time', async () => {
    const { lock: cell } = make();
    for (const call of [() => cell.get(), () => cell.update(() => 1), () => { cell.set(1); }]) {
      const within = (value: number): number => {
        call();
        return value;
      };
      expect(() => cell.update(within)).toThrow(/SharedCell\(sum\): \w+\(\) by MainThread, which holds it already.*use the value/);
      expect(await refusal(cell.updateAsync(within))).toMatchObject({ name: 'DeadlockError', cycle: [expect.anything()] });
    }
    cell.update((value) => {
      expect(() => cell.get({ timeout: 5 })).toThrow(expect.objectContaining(late) as Error);
      expect(cell.tryGet()).toBeUndefined();
      return value;
    });
  });

  test('threads that update it at once lose no update', async () => {
    const subject = make();
    const adds = ({ lock }: Here<Cell>): void => {
      for (let i = 0; i < 500; i++) lock.update((value) => value + 1);
    };
    const awaits = async ({ lock }: Here<Cell>): Promise<void> => {
      const one = async (): Promise<void> => {
        for (let i = 0; i < 100; i++) await lock.updateAsync(async (value) => Promise.resolve(value + 1));
      };
      await Promise.all([one(), one()]);
    };
    await Promise.all([adds, adds, awaits].map((way) => subject.thread().run(way)));
    expect(subject.lock.get()).toBe(1200);
  });
});

describe('the value of a SharedCell', () => {
  test('is a copy: what is done to it changes nothing, unless it is put there', () => {
    const initial = { list: [1] };
    const cell = new SharedCell({ initial, maxBytes: 100 });
    initial.list.push(2);
    cell.get().list.push(3);
    expect(cell.get()).toEqual({ list: [1] });
    const next = cell.update(({ list }) => ({ list: [...list, 4] }));
    next.list.push(5);
    expect(cell.get()).toEqual({ list: [1, 4] });
    cell.set(next);
    expect(cell.get()).toEqual({ list: [1, 4, 5] });
  });

  test('that is put there by an awaited call is what it was at the call', async () => {
    const cell = new SharedCell({ initial: new Uint8Array(4), maxBytes: 100 });
    let settle = (): void => undefined;
    const slow = cell.updateAsync((value) => new Promise<Uint8Array<ArrayBuffer>>((resolve) => (settle = () => { resolve(value); })));
    const value = new Uint8Array([1, 2, 3, 4]);
    const put = cell.setAsync(value);
    value.fill(9);
    expect(await pending(put)).toBe(true);
    settle();
    await Promise.all([slow, put]);
    expect([...cell.get()]).toEqual([1, 2, 3, 4]);
  });

  test('is anything that travels', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const values = [undefined, null, -0, 'text', 2n ** 70n, new Map([[{ a: 1 }, new Set([1])]]), new Date(5), [undefined, 1], new RangeError('far'), cyclic];
    const cell = new SharedCell<unknown>({ initial: undefined, maxBytes: 2000 });
    for (const value of values) {
      cell.set(value);
      expect(cell.get()).toEqual(value);
    }
  });
});
