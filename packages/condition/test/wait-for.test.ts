import { Condition } from '@sync/condition';
import { Subject, closeSubjects, endThreads, expectTimeout, pending, timed } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { KINDS, conditionSpec, entriesOf, notify, waiting } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** The same test of both ways; the lock is held around it. */
const WAYS = [
  {
    way: 'waitFor',
    wait: async <T>(condition: Condition, predicate: () => T, options?: { timeout?: number }): Promise<T> =>
      condition.waitFor(predicate as () => never, options),
  },
  {
    way: 'waitForAsync',
    wait: async <T>(condition: Condition, predicate: () => T, options?: { timeout?: number }): Promise<T> =>
      condition.waitForAsync(predicate as () => never, options),
  },
] as const;

describe.each(WAYS)('$way', ({ wait }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(conditionSpec, { name: 'jobs' });

  test('gives what the predicate gives, at once if that is true: nobody waits', async () => {
    const { lock: condition, words } = make();
    const item = { id: 1 };
    condition.acquire();
    for (const value of [item, 1, 'x', true, [], -0.5]) {
      expect(await wait(condition, () => value)).toBe(value);
      expect(entriesOf(words)).toEqual([]);
    }
    condition.release();
  });

  test.each([[false], [0], [''], [null], [undefined], [NaN]])('gives %j, the last, when the time is up', async (value) => {
    const { lock: condition } = make();
    condition.acquire();
    const outcome = await timed(() => wait(condition, () => value, { timeout: 10 }));
    expect(outcome.value).toBe(value);
    expectTimeout(outcome.ms, 10);
    expect(condition.owned).toBe(true);
    condition.release();
  });

  test('asks twice with a time limit of 0: before and after it gave the lock up', async () => {
    const { lock: condition } = make();
    let asked = 0;
    condition.acquire();
    expect(await wait(condition, () => ++asked > 5, { timeout: 0 })).toBe(false);
    expect(asked).toBe(2);
    expect(await wait(condition, () => ++asked > 3 && 'now', { timeout: 0 })).toBe('now');
    expect(asked).toBe(4);
    condition.release();
  });

  test('calls the predicate with the lock held', async () => {
    const { lock: condition } = make();
    const owned: boolean[] = [];
    condition.acquire();
    await wait(condition, () => {
      owned.push(condition.owned);
      return false;
    }, { timeout: 5 });
    condition.release();
    expect(owned.length).toBeGreaterThan(1);
    expect(owned.every((value) => value)).toBe(true);
  });

  test('what the predicate throws is thrown, with the lock held and nothing left behind, at whichever look', async () => {
    const { lock: condition, words } = make();
    const error = new Error('from inside');
    for (const failing of [1, 2]) {
      let asked = 0;
      condition.acquire();
      await expect(
        wait(condition, () => {
          if (++asked === failing) throw error;
          return false;
        }, { timeout: 1 }),
      ).rejects.toBe(error);
      expect([condition.owned, entriesOf(words)]).toEqual([true, []]);
      condition.release();
    }
  });

  test('an async predicate is a TypeError that says so, with the lock held, and its failure is nobody’s', async () => {
    const { lock: condition } = make();
    condition.acquire();
    for (const predicate of [async () => true, () => Promise.reject(new Error('later')), () => ({ then: () => undefined })]) {
      await expect(wait(condition, predicate as () => unknown)).rejects.toThrow(/^Condition\(jobs\): waitFor(Async)?\(\) got an async predicate/);
    }
    expect(condition.owned).toBe(true);
    condition.release();
  });

  test('asks who holds the lock first, though the predicate is true', async () => {
    const { lock: condition } = make();
    let asked = 0;
    await expect(wait(condition, () => ++asked > 0)).rejects.toMatchObject({ name: 'NotOwnerError' });
    expect(asked).toBe(0);
  });

  test('a predicate may notify, and use what is re-entrant', async () => {
    const { lock: condition } = make();
    condition.acquire();
    expect(
      await wait(condition, () => {
        condition.notify();
        condition.release();
        condition.acquire();
        return true;
      }),
    ).toBe(true);
    condition.release();
  });
});

describe.each(KINDS)('$name', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec);
  const BOTH = [['blocks'], ['awaits']] as const;

  test.each(BOTH)('one that %s goes on when its predicate is true, at the fourth notification', async (way) => {
    const subject = make();
    const { lock: condition, flags } = subject;
    const end = subject.thread().run(async ({ lock, flags }, way) => {
      const is = (): number | false => flags[0] === 4 && 42;
      return way === 'blocks' ? lock.run(() => lock.waitFor(is)) : lock.runAsync(() => lock.waitForAsync(is));
    }, way);
    for (let turn = 1; turn <= 4; turn++) {
      await waiting(subject, 1);
      condition.acquire();
      flags[0] = turn;
      condition.notify();
      condition.release();
    }
    expect(await end).toBe(42);
  });

  test.each(BOTH)('one that %s keeps its one time limit through notifications that are not enough', async (way) => {
    const subject = make();
    const { lock: condition } = subject;
    let over = false as boolean;
    const end = subject.thread().run(async ({ lock }, way) => {
      let asked = 0;
      const is = (): boolean => ++asked < 0;
      const start = performance.now();
      const value = way === 'blocks' ? lock.run(() => lock.waitFor(is, { timeout: 100 })) : await lock.runAsync(() => lock.waitForAsync(is, { timeout: 100 }));
      return { value, ms: performance.now() - start, asked };
    }, way);
    void end.then(() => (over = true));
    await waiting(subject, 1);
    while (!over) {
      (await condition.holdAsync()).release();
      await condition.runAsync(() => {
        condition.notify();
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { value, ms, asked } = await end;
    expect(value).toBe(false);
    expectTimeout(ms, 100);
    expect(asked).toBeGreaterThan(2);
  });

  test('what became true meanwhile, without a notification, is found when the time is up', async () => {
    const { lock: condition } = make();
    let asked = 0;
    const { value, ms } = await timed(() => condition.run(() => condition.waitFor(() => ++asked === 2, { timeout: 20 })));
    expect(value).toBe(true);
    expectTimeout(ms, 20);
    expect(await condition.runAsync(() => condition.waitForAsync(() => ++asked === 4, { timeout: 20 }))).toBe(true);
  });

  test('an abort rejects with the reason, with the lock held', async () => {
    const { lock: condition } = make();
    const reason = new Error('enough');
    const abort = new AbortController();
    condition.acquire();
    const end = condition.waitForAsync(() => false, { signal: abort.signal });
    notify(condition);
    expect(await pending(end)).toBe(true);
    abort.abort(reason);
    await expect(end).rejects.toBe(reason);
    expect(condition.owned).toBe(true);
    condition.release();
  });
});

test('the types: the value of the predicate, and no promise', () => {
  const condition = new Condition();
  const types = (): unknown => [
    expectTypeOf(condition.waitFor(() => 7)).toEqualTypeOf<number>(),
    expectTypeOf(condition.waitForAsync(() => 'x')).toEqualTypeOf<Promise<string>>(),
    // @ts-expect-error an async predicate
    condition.waitFor(async () => true),
    // @ts-expect-error an async predicate
    condition.waitForAsync(async () => true),
    // @ts-expect-error a signal is for waitForAsync
    condition.waitFor(() => true, { signal: new AbortController().signal }),
  ];
  expect(types).toBeTypeOf('function');
});
