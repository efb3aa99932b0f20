import { TimeoutError } from '@sync/atomics';
import { interruptBy } from '@sync/atomics/internal';
import { SHORT, WRONG_LIMITS, expectAllHandled, expectTimeout, timed } from '@sync/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Future, asCompleted, type Completions } from '../src/index.ts';
import { FAILURE, FakePool, eachState, type Made } from './fake-pool.ts';

let pool: FakePool;
beforeEach(() => {
  pool = new FakePool();
  pool.onUnobserved = () => undefined;
});
expectAllHandled();

type Five = [Made<number>, Made<number>, Made<number>, Made<number>, Made<number>];

/** What both ways of going on have. */
interface Steps {
  next(): IteratorResult<Future<number>, undefined> | Promise<IteratorResult<Future<number>, undefined>>;
  return?(): unknown;
}

const blocking = (completions: Completions<Future<number>>): Steps => completions[Symbol.iterator]() as Steps;
const awaiting = (completions: Completions<Future<number>>): Steps => completions[Symbol.asyncIterator]();

/** What comes while somebody waits, in either way: a step at each turn of the loop, or whenever it is blocked. */
function laterOf({ coming }: FakePool, ...steps: (() => void)[]): void {
  coming.push(...steps);
  const turn = (): void => {
    coming.shift()?.();
    if (coming.length > 0) setImmediate(turn);
  };
  setImmediate(turn);
}

function later(...steps: (() => void)[]): void {
  laterOf(pool, ...steps);
}

/** All that it gives, and the error with which it ends. */
async function rest(steps: Steps): Promise<unknown[]> {
  const given: unknown[] = [];
  try {
    for (let step = await steps.next(); step.done !== true; step = await steps.next()) given.push(step.value);
  } catch (error) {
    given.push(error);
  }
  return given;
}

describe.each([
  ['for', blocking],
  ['for await', awaiting],
])('asCompleted, by %s', (_, stepsOf) => {
  test('gives the same objects: first those that are settled, then the others as they are', async () => {
    const { cancelled, done, failed, pending, running } = eachState(pool);
    const futures = [pending, cancelled, running, failed, done].map(({ future }) => future);
    const completions = asCompleted(futures);
    later(() => { running.core.resolve(1); }, () => { pending.core.reject(FAILURE); });
    const given = await rest(stepsOf(completions));
    expect(given).toHaveLength(5);
    for (const [at, future] of [cancelled, failed, done, running, pending].entries()) expect(given[at]).toBe(future.future);
  });

  test('gives them in the order in which they are settled', async () => {
    const five = pool.many(5) as Five;
    const steps = stepsOf(asCompleted(five.map(({ future }) => future)));
    later(...[3, 0, 4, 1, 2].map((at) => () => { five[at]!.core.resolve(at); }));
    expect((await rest(steps)).map((future) => (future as Future<number>).result())).toEqual([3, 0, 4, 1, 2]);
  });

  test('counts one that is cancelled as settled', async () => {
    const { future } = pool.make();
    later(() => { future.cancel(); });
    expect(await rest(stepsOf(asCompleted([future])))).toEqual([future]);
  });

  test('gives one that was given twice once, from any iterable', async () => {
    const { core, future } = pool.make();
    const thrice = function* (): Generator<Future<number>> {
      for (let at = 0; at < 3; at++) yield future;
    };
    later(() => { core.resolve(1); });
    expect(await rest(stepsOf(asCompleted(thrice())))).toEqual([future]);
  });

  test('of none gives none', async () => {
    expect(await rest(stepsOf(asCompleted([])))).toEqual([]);
  });

  test.each([0, SHORT])('gives those that are settled, and a TimeoutError when %i ms are over, then nothing more', async (timeout) => {
    const { cancelled, done, pending, running } = eachState(pool);
    const steps = stepsOf(asCompleted([pending, cancelled, running, done].map(({ future }) => future), { timeout }));
    const { value, ms } = await timed(() => rest(steps));
    expectTimeout(ms, timeout);
    expect(value.slice(0, 2)).toEqual([cancelled.future, done.future]);
    expect(value[2]).toBeInstanceOf(TimeoutError);
    expect((value[2] as Error).message).toBe('2 (of 4) futures unfinished');
    expect((value[2] as TimeoutError).timeout).toBe(timeout);
    expect(value).toHaveLength(3);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
    pending.core.resolve(1);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  test('counts the time from the call on', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    try {
      const steps = stepsOf(asCompleted([pool.make().future], { timeout: SHORT }));
      vi.advanceTimersByTime(SHORT);
      expect(await rest(steps)).toEqual([new TimeoutError('1 (of 1) futures unfinished', { timeout: SHORT })]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('gives what has come although the time is up', async () => {
    const { core, future } = pool.make();
    const steps = stepsOf(asCompleted([future], { timeout: 5 }));
    const start = performance.now();
    while (performance.now() - start < 6);
    core.resolve(1);
    expect(await rest(steps)).toEqual([future]);
    const other = pool.make();
    const late = stepsOf(asCompleted([other.future], { timeout: 5 }));
    setTimeout(() => pool.arrived.push(() => { other.core.resolve(1); }), 0);
    pool.coming.push(() => { pool.arrived.shift(); other.core.resolve(1); });
    expect(await rest(late)).toEqual([other.future]);
  });

  test('lets go of the rest when it is left', async () => {
    const five = pool.many(5) as Five;
    const steps = stepsOf(asCompleted(five.map(({ future }) => future)));
    later(() => { five[0].core.resolve(1); });
    expect(await steps.next()).toEqual({ done: false, value: five[0].future });
    expect(await steps.return?.()).toEqual({ done: true, value: undefined });
    for (const { core } of five.slice(1)) core.resolve(1);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  test('gives nothing more when it is left, of what is there', async () => {
    const five = pool.many(5) as Five;
    for (const { core } of five) core.resolve(1);
    const steps = stepsOf(asCompleted(five.map(({ future }) => future)));
    await steps.next();
    await steps.return?.();
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  test('goes on where another loop was', async () => {
    const five = pool.many(5) as Five;
    const completions = asCompleted(five.map(({ future }) => future));
    five[2].core.resolve(1);
    expect((await stepsOf(completions).next()).value).toBe(five[2].future);
    for (const { core } of five) if (!core.isSettled) core.resolve(1);
    expect(await rest(stepsOf(completions))).toHaveLength(4);
  });

  test('serves futures of several pools', async () => {
    const other = new FakePool('others');
    const [mine, theirs, own] = [pool.make(), other.make(), Future.withResolvers<number>()];
    theirs.future.addDoneCallback(() => { own.resolve(3); });
    laterOf(other, () => theirs.core.start(), () => { theirs.core.resolve(2); });
    laterOf(pool, () => { mine.core.resolve(1); });
    const given = await rest(stepsOf(asCompleted([own.future, mine.future, theirs.future])));
    expect(given).toHaveLength(3);
    expect(new Set(given)).toEqual(new Set([mine.future, theirs.future, own.future]));
  });

  test('may be changed by callbacks of what it waits for', async () => {
    const { core, future } = pool.make();
    const completions = asCompleted([future]);
    const steps = stepsOf(completions);
    const taken: unknown[] = [];
    future.addDoneCallback(() => taken.push(completions[Symbol.iterator]().next().value));
    later(() => { core.resolve(1); });
    expect(await rest(steps)).toEqual([]);
    expect(taken).toEqual([future]);
  });

  test('gives a thousand', async () => {
    const made = pool.many(1000);
    const steps = stepsOf(asCompleted(made.map(({ future }) => future)));
    for (const [at, { core }] of made.entries()) if (at % 2 === 0) core.resolve(at);
    later(() => { for (const [at, { core }] of made.entries()) if (at % 2 === 1) core.resolve(at); });
    const given = await rest(steps);
    expect(new Set(given).size).toBe(1000);
  });
});

describe('asCompleted', () => {
  test('is a loop of either kind, whose break lets go', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    first.core.resolve(1);
    const seen: unknown[] = [];
    const once = asCompleted([first.future, second.future]);
    for (const future of once) {
      seen.push(future);
      break;
    }
    for await (const future of asCompleted([first.future, second.future])) {
      seen.push(future);
      break;
    }
    expect(seen).toEqual([first.future, first.future]);
    expect([...once]).toEqual([]);
  });

  test('is served by the pool, and not before it has to wait', () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    first.core.resolve(1);
    const steps = asCompleted([first.future, second.future])[Symbol.iterator]();
    expect(steps.next().value).toBe(first.future);
    expect(pool.calls).toEqual([]);
    pool.coming.push(() => { second.core.resolve(2); });
    expect(steps.next().value).toBe(second.future);
    expect(pool.calls).toEqual(['asCompleted']);
    expect(steps.next()).toEqual({ done: true, value: undefined });
  });

  test('may be asked for several at once', async () => {
    const [first, second] = pool.many(2) as [Made<number>, Made<number>];
    const steps = asCompleted([first.future, second.future])[Symbol.asyncIterator]();
    const asked = [steps.next(), steps.next(), steps.next(), steps.next()];
    second.core.resolve(2);
    await Promise.resolve();
    first.core.resolve(1);
    const values = (await Promise.all(asked)).map(({ value }) => value);
    expect(values).toEqual([second.future, first.future, undefined, undefined]);
  });

  test('ends whoever waits when it is left', async () => {
    const { future } = pool.make();
    const steps = asCompleted([future])[Symbol.asyncIterator]();
    const waiting = steps.next();
    await steps.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('rejects with the reason of a signal, later and before, and gives nothing more', async () => {
    const { core, future } = pool.make();
    const controller = new AbortController();
    const { signal } = controller;
    const steps = asCompleted([future], { signal })[Symbol.asyncIterator]();
    const waiting = steps.next();
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    expect(await steps.next()).toEqual({ done: true, value: undefined });
    expect(await rest(awaiting(asCompleted([future, Future.resolve(1)], { signal })))).toEqual(['enough']);
    core.resolve(1);
  });

  test('ends with the reason when the thread is asked to stop', () => {
    const { future } = pool.make();
    const reason = new Error('stop');
    let asked = false;
    interruptBy({ get pending() { return asked; }, take: () => { asked = false; return reason; } });
    pool.coming.push(() => { asked = true; });
    expect(() => [...asCompleted([future])]).toThrow(reason);
  });

  test.each(WRONG_LIMITS)('refuses %s', (_, options, error, says) => {
    let refused: unknown;
    try {
      asCompleted([], options as never);
    } catch (thrown) {
      refused = thrown;
    }
    expect(refused).toMatchObject({ name: error });
    expect((refused as Error).message).toMatch(says);
  });

  test('refuses what are no futures', () => {
    expect(() => asCompleted([1] as never)).toThrow('futures: asCompleted() expects futures, not 1');
    expect(() => asCompleted(1 as never)).toThrow('futures: asCompleted() expects an iterable of futures, not 1');
  });
});
