import { context } from '@sync/atomics/internal';
import { Once } from '@sync/once';
import { Subject, closeSubjects, counting, endThreads, expectAtOnce, expectTimeout, pending, timed, until, waiting } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BADLY, BEGUN, END, HOLDS, PLACES, WELL, runner } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const inside = (): number => 1;

/** What a call throws or rejects with; fails the test if it does neither. */
async function refusal(call: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

/** How many async runs the thread knows of. */
function asyncRuns(): number {
  return (context().slots.get('once') as { scopes: Map<number, object> }).scopes.size;
}

describe.each(PLACES)('$name, called by who is doing it', ({ spec }) => {
  const make = (): Once => new Subject<Once>(spec, { name: 'set up' }).lock;
  /** Each message brings another buffer object for the same memory. */
  const copyOf = (once: Once): Once => Once.from(structuredClone(once.share()));

  const expectDeadlock = (error: unknown, says: RegExp): void => {
    expect(error).toMatchObject({ name: 'DeadlockError', code: 'SYNC_DEADLOCK' });
    expect((error as Error).message).toMatch(says);
    const [step] = (error as { cycle: { thread: number; lock: string; owner: number }[] }).cycle;
    expect(step).toMatchObject({ lock: 'Once(set up)', thread: step?.owner });
  };

  test('sync in sync is an error that says so, and who catches it goes on', () => {
    const once = make();
    for (const again of [once, copyOf(once)]) {
      let error: unknown;
      const failing = (): never => {
        again.run(inside);
        throw new Error('was let in');
      };
      try {
        once.run(failing);
      } catch (thrown) {
        error = thrown;
      }
      expectDeadlock(error, /^Once\(set up\): run\(\) by MainThread.* is doing it already.*do not call it from the function/);
      expect(once.done).toBe(false);
    }
    expect(once.run(() => { expect(() => once.run(inside)).toThrow(/already/); })).toBe(true);
    expect(once.done).toBe(true);
  });

  test('sync in async, and async in async, at any depth of what is awaited', async () => {
    const once = make();
    for (const again of [once, copyOf(once)]) {
      for (const call of [() => again.run(inside), () => again.runAsync(inside)]) {
        const deep = async (): Promise<unknown> => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return Promise.resolve().then(call);
        };
        const { value, ms } = await timed(() => refusal(() => once.runAsync(deep)));
        expectDeadlock(value, /^Once\(set up\): run(Async)?\(\) by MainThread.* is doing it by runAsync\(\).*do not call it from the function/);
        expectAtOnce(ms);
        expect(once.done).toBe(false);
      }
    }
    expect(await once.runAsync(async () => refusal(() => once.runAsync(inside)))).toBe(true);
  });

  test('with a time limit it is waited for, since that ends it', async () => {
    const once = make();
    const sync = await timed(() => refusal(() => once.run(() => once.run(inside, { timeout: 20 }))));
    expect(sync.value).toMatchObject({ name: 'TimeoutError', timeout: 20 });
    expectTimeout(sync.ms, 20);
    const async = await timed(() => refusal(() => once.runAsync(() => once.runAsync(inside, { timeout: 20 }))));
    expect(async.value).toMatchObject({ name: 'TimeoutError', timeout: 20 });
    expectTimeout(async.ms, 20);
    expect(await refusal(() => once.runAsync(() => once.runAsync(inside, { timeout: 0 })))).toMatchObject({ name: 'TimeoutError' });
    expect(await once.runAsync(inside)).toBe(true);
  });

  test('a blocking call while another task of the thread is doing it is an error that names runAsync()', async () => {
    const once = make();
    let settle = (): void => undefined;
    const task = once.runAsync(() => new Promise<void>((resolve) => (settle = resolve)));
    expectDeadlock(await refusal(() => once.run(inside)), /is doing it by runAsync\(\).*use await runAsync\(\)/);
    const timedOut = await timed(() => refusal(() => once.run(inside, { timeout: 20 })));
    expect(timedOut.value).toMatchObject({ name: 'TimeoutError' });
    expectTimeout(timedOut.ms, 20);
    const other = once.runAsync(inside);
    expect(await pending(other)).toBe(true);
    settle();
    expect([await task, await other]).toEqual([true, false]);
  });

  test('runAsync() inside of a sync run resolves to false afterwards, or does it, if that run fails', async () => {
    const once = make();
    let later: Promise<boolean> | undefined;
    const failing = (): never => {
      later = once.runAsync(() => { throw new Error('again'); });
      throw new Error('it failed');
    };
    expect(() => once.run(failing)).toThrow('it failed');
    await expect(later).rejects.toThrow('again');
    expect(once.run(() => { later = once.runAsync(inside); })).toBe(true);
    expect(await later).toBe(false);
  });

  test('another one may be done inside, and that one knows who is doing the first', async () => {
    const outer = make();
    const inner = new Once();
    const did = await outer.runAsync(async () => {
      const error = await refusal(() => inner.runAsync(() => outer.runAsync(inside)));
      expectDeadlock(error, /Once\(set up\)/);
      expect(await inner.runAsync(inside)).toBe(true);
    });
    expect([did, inner.done]).toEqual([true, true]);
  });

  test('who was started by a run that is over is not taken to be part of the next one', async () => {
    const subject = new Subject<Once>(spec);
    const { lock: once } = subject;
    let start = (): void => undefined;
    let late: Promise<boolean> | undefined;
    const starting = async (): Promise<never> => {
      late = new Promise<void>((resolve) => (start = resolve)).then(() => once.runAsync(inside));
      return Promise.reject(new Error('it failed'));
    };
    await expect(once.runAsync(starting)).rejects.toThrow('it failed');
    // By another task of the thread.
    let settle = (): void => undefined;
    const task = once.runAsync(() => new Promise<void>((_, reject) => (settle = () => { reject(new Error('that, too')); })));
    start();
    expect(await pending(late!)).toBe(true);
    settle();
    await expect(task).rejects.toThrow('that, too');
    expect(await late).toBe(true);
  });

  test('nor of one in another thread', async () => {
    const subject = new Subject<Once>(spec);
    const { lock: once } = subject;
    let start = (): void => undefined;
    let late: Promise<boolean> | undefined;
    const starting = async (): Promise<never> => {
      late = new Promise<void>((resolve) => (start = resolve)).then(() => once.runAsync(inside));
      return Promise.reject(new Error('it failed'));
    };
    await expect(once.runAsync(starting)).rejects.toThrow('it failed');
    const { outcome, end } = await runner(subject, 'async');
    start();
    expect(await pending(late!)).toBe(true);
    end(WELL);
    expect([await outcome, await late]).toEqual([true, false]);
  });

  test('nor of one in another thread that has the same number there', async () => {
    const subject = new Subject<Once>(spec);
    // New threads: what each does first is its first run.
    const [runs, calls] = [subject.thread(() => undefined), subject.thread(() => undefined)];
    const outcome = runs.run(HOLDS.async);
    await until('it has begun', () => Atomics.load(subject.flags, BEGUN) === 1);
    const late = calls.run(async ({ lock, flags, load }, module) => {
      const { Once: Another } = (await load(module)) as { Once: typeof Once };
      let did: boolean | undefined;
      await new Another().runAsync(async () => {
        const call = lock.runAsync(() => 1);
        Atomics.store(flags, 9, 1);
        did = await call;
      });
      return did;
    }, spec.how.module);
    await until('it is called', () => Atomics.load(subject.flags, 9) === 1);
    Atomics.store(subject.flags, END, WELL);
    expect([await outcome, await late]).toEqual([true, false]);
  });

  test('nothing is kept of a run that is over', async () => {
    const once = make();
    await expect(once.runAsync(() => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
    await once.runAsync(async () => {
      expect(asyncRuns()).toBe(1);
      return Promise.resolve();
    });
    expect(asyncRuns()).toBe(0);
  });

  test('a thread that waits is not doing it: two that call each other are served', async () => {
    const subject = new Subject<Once>(spec);
    const { outcome, end } = await runner(subject, 'sync');
    const [other] = await counting(subject, 1);
    const late = other?.run(({ lock }) => {
      const task = lock.runAsync(() => lock.run(() => 1)).catch((error: unknown) => (error as Error).name);
      return task;
    });
    await waiting(subject, 1);
    end(BADLY);
    await expect(outcome).rejects.toThrow('it failed');
    expect(await late).toBe('DeadlockError');
    await until('it is open again', () => !String(subject.lock).includes('running'));
    expect(subject.lock.run(inside)).toBe(true);
  });
});
