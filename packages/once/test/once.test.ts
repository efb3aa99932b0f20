import type { Once } from '@sync/once';
import { Subject, closeSubjects, counting, endThreads, expectAtOnce, expectTimeout, pending, timed, waiting } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BADLY, COMES, PAIRS, PLACES, RUNS, STATE, WAYS, WELL, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const failure = new Error('it failed');
const fails = (): never => {
  throw failure;
};
const never = (): never => {
  throw new Error('it was done already');
};

describe.each(PLACES)('$name', ({ spec }) => {
  const make = (name?: string): Subject<Once> => new Subject<Once>(spec, name === undefined ? {} : { name });

  test('is not done at birth, is done by the first call, and no later one calls its function', async () => {
    const { lock: once } = make();
    expect(once.done).toBe(false);
    let calls = 0;
    expect(once.run(() => ++calls)).toBe(true);
    expect([once.done, calls]).toEqual([true, 1]);
    for (const options of [undefined, {}, { timeout: 0 }, { timeout: 5 }, { timeout: Infinity }, { timeout: 1e100 }]) {
      const { value, ms } = await timed(() => once.run(never, options));
      expect(value).toBe(false);
      expectAtOnce(ms);
      expect(await once.runAsync(never, options)).toBe(false);
    }
    expect(calls).toBe(1);
  });

  test.each<[string, () => unknown]>([
    ['a value', () => 7],
    ['nothing', () => undefined],
    ['false', () => false],
    ['an error that it does not throw', () => failure],
    ['a promise', () => Promise.resolve(false)],
    ['a promise that takes its time', () => new Promise((resolve) => setTimeout(resolve, 5))],
    ['a thenable', () => ({ then: (resolve: (value: number) => void) => { resolve(7); } })],
  ])('runAsync takes a function that gives %s', async (_, fn) => {
    const { lock: once } = make();
    expect(await once.runAsync(fn)).toBe(true);
    expect(await once.runAsync(never)).toBe(false);
    expect(once.run(never)).toBe(false);
  });

  test('is not done before the promise has settled', async () => {
    const { lock: once } = make();
    let settle = (): void => undefined;
    const all = [once.runAsync(() => new Promise<void>((resolve) => (settle = resolve))), once.runAsync(never), once.runAsync(never)];
    expect(await pending(Promise.race(all))).toBe(true);
    expect(once.done).toBe(false);
    settle();
    expect(await Promise.all(all)).toEqual([true, false, false]);
    expect(once.done).toBe(true);
  });

  test('who fails hands over: its error comes out, and the next call does it', async () => {
    const { lock: once, words } = make();
    for (let round = 0; round < 3; round++) {
      expect(() => once.run(fails)).toThrow(failure);
      expect([once.done, words[STATE]]).toEqual([false, 0]);
      await expect(once.runAsync(fails)).rejects.toBe(failure);
      await expect(once.runAsync(() => Promise.reject(failure))).rejects.toBe(failure);
      expect([once.done, words[STATE]]).toEqual([false, 0]);
    }
    expect(once.run(() => undefined)).toBe(true);
  });

  test('what is thrown need not be an error', async () => {
    const { lock: once } = make();
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it may be anything
    await expect(once.runAsync(() => Promise.reject(undefined))).rejects.toBe(undefined);
    expect(once.done).toBe(false);
    expect(await once.runAsync(() => 1)).toBe(true);
  });

  test('what is done in one thread is done in all', async () => {
    const subject = make();
    const other = subject.thread();
    expect(await other.run(COMES.sync)).toEqual([true, 0]);
    expect([subject.lock.done, subject.lock.run(never)]).toEqual([true, false]);
    expect(await subject.thread().run(({ lock }) => [lock.done, lock.run(() => 1, { timeout: 0 })])).toEqual([true, false]);
    expect(subject.flags[RUNS]).toBe(1);
  });

  // Go's TestOnce, on many objects: all come at once, and one does it.
  test.each([1, 2, 4])('of %d threads that come at once, each with several calls, exactly one does it', async (count) => {
    const subject = make();
    const threads = subject.threads(count);
    const come = async ({ lock, flags }: { lock: Once; flags: Int32Array }): Promise<boolean[]> => {
      const fn = (): number => Atomics.add(flags, 1, 1);
      const tasks = [lock.runAsync(fn), lock.runAsync(async () => Promise.resolve(fn()))];
      // The tasks may be at it, which no blocking call can wait for.
      return [...(await Promise.all(tasks)), lock.run(fn)];
    };
    const all = (await Promise.all(threads.map((thread) => thread.run(come)))).flat();
    expect(all.filter((did) => did)).toHaveLength(1);
    expect(subject.flags[RUNS]).toBe(1);
  });

  test.each(WAYS)('late callers wait until it is done, and see what was written (%s)', async (way) => {
    const subject = make();
    const { outcome, end } = await runner(subject, way);
    const threads = await counting(subject, 4);
    const late = threads.map((thread, index) => thread.run(COMES[index % 2 === 0 ? 'sync' : 'async']));
    const own = subject.lock.runAsync(never);
    await waiting(subject, 4);
    expect(await pending(Promise.race([outcome, own, ...late]))).toBe(true);
    expect(subject.lock.done).toBe(false);
    end(WELL);
    const { value, ms } = await timed(() => Promise.all([outcome, own, ...late]));
    expect(value).toEqual([true, false, ...late.map(() => [false, 42])]);
    expectAtOnce(ms);
    expect(subject.flags[RUNS]).toBe(0);
  });

  test.each(WAYS)('when the runner fails (%s), one of those that wait does it, and the others wait for that one', async (way) => {
    for (let round = 0; round < 5; round++) {
      const subject = make();
      const { outcome, end } = await runner(subject, way);
      const threads = await counting(subject, 4);
      const late = threads.map((thread, index) => thread.run(COMES[index % 2 === 0 ? 'sync' : 'async']));
      await waiting(subject, 4);
      end(BADLY);
      await expect(outcome).rejects.toThrow('it failed');
      const did = (await Promise.all(late)).filter(([done]) => done);
      expect([did.length, subject.flags[RUNS], subject.lock.done]).toEqual([1, 1, true]);
      await closeSubjects();
    }
  });

  test('each that fails hands over to another, and each call of the function has one caller', async () => {
    const subject = make();
    const threads = subject.threads(4);
    const come = async ({ lock, flags }: { lock: Once; flags: Int32Array }, failing: number): Promise<(boolean | string)[]> => {
      const fn = (): void => {
        if (Atomics.add(flags, 1, 1) < failing) throw new Error('not yet');
      };
      const outcome = (error: unknown): string => (error as Error).message;
      const calls: (boolean | string)[] = await Promise.all([1, 2, 3].map(() => lock.runAsync(fn).catch(outcome)));
      for (let call = 0; call < 3; call++) {
        try {
          calls.push(lock.run(fn));
        } catch (error) {
          calls.push(outcome(error));
        }
      }
      return calls;
    };
    const all = (await Promise.all(threads.map((thread) => thread.run(come, 7)))).flat();
    expect(all.filter((one) => one === 'not yet')).toHaveLength(7);
    expect(all.filter((one) => one === true)).toHaveLength(1);
    expect(all.filter((one) => one === false)).toHaveLength(24 - 8);
    expect(subject.flags[RUNS]).toBe(8);
  });

  test.each([0, 0.5, 1, 20, 49.9, 51, 120])('a call whose time of %d ms is up throws a TimeoutError, not before, and changes nothing', async (timeout) => {
    const subject = make('set up');
    const { lock: once } = subject;
    const { outcome, end } = await runner(subject, 'sync');
    const sync = await timed(() => attempt(() => once.run(never, { timeout })));
    const async = await timed(() => once.runAsync(never, { timeout }).catch((error: unknown) => error));
    for (const [call, { value, ms }] of Object.entries({ run: sync, runAsync: async })) {
      expect(value).toMatchObject({ name: 'TimeoutError', code: 'SYNC_TIMEOUT', timeout });
      expect((value as Error).message).toBe(`Once(set up): ${call}(): it was not done within ${timeout} ms`);
      expectTimeout(ms, timeout);
    }
    end(WELL);
    expect(await outcome).toBe(true);
  });

  test.each(PAIRS)('some leave when their time is up ($first), and the others ($second) go on', async ({ first, second }) => {
    const subject = make();
    const { outcome, end } = await runner(subject, 'sync');
    const [leaves, stays] = await counting(subject, 2);
    const late = stays?.run(COMES[second]);
    await waiting(subject, 1);
    const gone = leaves?.run(async ({ lock }, way) => {
      const call = way === 'sync' ? () => lock.run(() => 1, { timeout: 5 }) : () => lock.runAsync(() => 1, { timeout: 5 });
      try {
        return String(await call());
      } catch (error) {
        return (error as Error).name;
      }
    }, first);
    expect(await gone).toBe('TimeoutError');
    expect(await pending(late!)).toBe(true);
    end(WELL);
    expect([await outcome, await late]).toEqual([true, [false, 42]]);
  });

  test('a task whose time is up while its thread is busy finds that it was done before', async () => {
    const subject = make();
    const { lock: once, words } = subject;
    const { outcome, end } = await runner(subject, 'sync');
    const wait = once.runAsync(never, { timeout: 20 });
    end(WELL);
    // Blocks: neither the time limit nor the wake-up can be seen meanwhile.
    for (let state = 0; state !== 1; state = Atomics.load(words, STATE)) Atomics.wait(words, STATE, state, 1000);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
    expect(await wait).toBe(false);
    expect(await outcome).toBe(true);
  });

  test('a task whose thread is blocked holds nobody up: another thread does it', async () => {
    const subject = make();
    const { outcome, end } = await runner(subject, 'sync');
    const threads = await counting(subject, 2);
    const [blocked, other] = threads;
    // The platform may choose it, and then nobody hears of that until its thread is free again.
    const task = blocked!.run(({ lock, flags }) => {
      const done = lock.runAsync(() => Atomics.add(flags, 1, 1));
      Atomics.store(flags, 9, 1);
      while (Atomics.load(flags, 10) === 0) Atomics.wait(flags, 10, 0, 1000);
      return done;
    });
    const late = other!.run(COMES.sync);
    // The task, its thread, and the other.
    await waiting(subject, 3);
    end(BADLY);
    await expect(outcome).rejects.toThrow('it failed');
    const { value, ms } = await timed(() => late);
    expect(value[0]).toBe(true);
    expectAtOnce(ms);
    Atomics.store(subject.flags, 10, 1);
    Atomics.notify(subject.flags, 10);
    expect(await task).toBe(false);
    expect(subject.flags[RUNS]).toBe(1);
  });

  test('1,000 tasks of one thread cost one waiter of the platform, and all go on', async () => {
    const subject = make();
    const { outcome, end } = await runner(subject, 'async');
    const [thread] = await counting(subject, 1);
    const all = thread!.run(async ({ lock, flags }) => {
      const calls = Array.from({ length: 1000 }, () => lock.runAsync(() => Atomics.add(flags, 1, 1)));
      const platform = Atomics.load(flags, 0);
      Atomics.store(flags, 9, 1);
      return { platform, not: (await Promise.all(calls)).filter((did) => !did).length };
    });
    await waiting(subject, 1);
    end(WELL);
    expect([await all, await outcome]).toEqual([{ platform: 1, not: 1000 }, true]);
  });
});

/** What a call throws; its value if it does not. */
function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (thrown) {
    return thrown;
  }
}
