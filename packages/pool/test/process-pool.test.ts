import {
  BrokenPoolError,
  CancelledError,
  InvalidStateError,
  ProcessDiedError,
  ProcessPool,
  TimeoutError,
  asCompleted,
  waitAsync,
  type Future,
  type ProcessPoolOptions,
  type ReportHook,
} from '@sync/pool';
import { Lock } from '@sync/lock';
import { setExceptHook } from '@sync/thread';
import { LONG, SHORT, expectAllHandled, program, until } from '@sync/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, describe, expect, test } from 'vitest';

type Tasks = typeof import('./tasks/processes.mjs');

const MODULE = new URL('./tasks/processes.mjs', import.meta.url);

expectAllHandled();
const made: ProcessPool[] = [];
function make(options?: ProcessPoolOptions): ProcessPool<Tasks> {
  const pool = new ProcessPool<Tasks>(MODULE, { maxWorkers: 1, onUnobserved: () => undefined, ...options });
  made.push(pool as ProcessPool);
  return pool;
}
const pool = make({ maxWorkers: 2, name: 'jobs' });
afterAll(async () => {
  await Promise.all(made.map((one) => one.terminate()));
  await until('no process is left', () => made.every(({ processes }) => processes.length === 0));
});

const soon = { timeout: LONG };

/** Whether there is a process of that id. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A request whose task has begun when the promise resolves. */
function begun<Name extends string>(task: Name): { request: { task: Name; onReport: ReportHook }; reported: Promise<unknown> } {
  let onReport: ReportHook = () => undefined;
  const reported = new Promise((resolve) => (onReport = resolve));
  return { request: { task, onReport }, reported };
}

describe('a task of a ProcessPool', () => {
  test('is called in another process, and its future gives what it returns, both ways', async () => {
    expect(await pool.submit('add', 40, 2)).toBe(42);
    expect(pool.submit('add', 40, 2).result(soon)).toBe(42);
    expect(await pool.tasks.later('x')).toBe('x');
    expect(pool.submit('later', 'y').result(soon)).toBe('y');
    expect(await pool.submit<'echo'>('nothing' as 'echo', 1)).toBeUndefined();
    const pid = await pool.submit('pid');
    expect(pid).not.toBe(process.pid);
    expect(pool.processes).toContain(pid);
    expect(await pool.submit((a: number, b: number) => a * b, 6, 7)).toBe(42);
  });

  test('gets and returns copies of anything that can be cloned, large or small', async () => {
    const value = { map: new Map([[1, new Set(['a'])]]), date: new Date(5), big: 2n ** 70n, text: 'ä', list: new Float64Array(3).fill(0.5), nothing: undefined };
    expect(await pool.submit('echo', value)).toEqual(value);
    const bytes = new Uint8Array(3_000_000).map((_, at) => at);
    expect(Buffer.compare((await pool.submit('echo', bytes)) as Uint8Array, bytes)).toBe(0);
    expect(await pool.submit('echo', [, 1] as unknown)).toEqual([, 1]); // eslint-disable-line no-sparse-arrays
  });

  test('that throws fails with its error, whole', async () => {
    const error = (await pool.submit('throws', 'mine').exceptionAsync(soon)) as Error & { code: string };
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: 'mine', code: 'MINE', cause: { message: 'why' } });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.stack).toMatch(/processes\.mjs[^]*in Future\(throws\) of ProcessPool\(jobs\), submitted[^]*process-pool\.test\.ts/);
    const around = 1;
    await expect(pool.submit(() => around)).rejects.toThrow(/a function that is submitted travels as its text/);
    await expect(pool.submit('nosuch' as never)).rejects.toThrow(/there is no task 'nosuch'.*processes\.mjs exports add,/);
  });

  test.each<[string, unknown, RegExp]>([
    ['a primitive', { jobs: [{ lock: new Lock() }] }, /^args\[0\]\.jobs\[0\]\.lock is a Lock: /],
    ['a handle', [new Lock().share()], /^args\[0\]\[0\] is a handle of a Lock: /],
    ['a shared buffer', new Map([['memory', new SharedArrayBuffer(8)]]), /^args\[0\]\.get\('memory'\) is a SharedArrayBuffer: /],
    ['a view of one', new Int32Array(new SharedArrayBuffer(8)), /^args\[0\] is an Int32Array of shared memory: /],
    ['a function', { call: () => 1 }, /^args\[0\]\.call is a function/],
  ])('cannot be given %s: its future names the place', async (_, value, message) => {
    const error = await pool.submit('echo', value).exceptionAsync();
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });

  test('cannot be given what is moved, nor return what cannot travel', async () => {
    await expect(pool.submit({ task: 'echo', transfer: [new ArrayBuffer(8)] }, 1)).rejects.toThrow(/^transfer: other processes get copies/);
    await expect(pool.submit('returnsFunction')).rejects.toThrow(/^result\.inner\[0\] is a function/);
    await expect(pool.submit('asksPool')).rejects.toThrow(InvalidStateError);
  });

  test('is one of many, in their order, mapped, completed', async () => {
    const futures = Array.from({ length: 300 }, (_, at) => pool.submit('add', at, 1));
    expect(await Promise.all(futures)).toEqual(futures.map((_, at) => at + 1));
    const square = (n: number): number => n * n;
    expect([...pool.map({ task: square, chunkSize: 6 }, Array.from({ length: 40 }, (_, at) => at))]).toEqual(Array.from({ length: 40 }, (_, at) => at * at));
    let sum = 0;
    for await (const future of asCompleted([1, 2, 3].map((n) => pool.submit('add', n, 0)))) sum += future.result({ timeout: 0 });
    expect(sum).toBe(6);
    expect(pool.stats).toMatchObject({ workers: 2, waiting: 0, running: 0 });
    expect(String(pool)).toBe('ProcessPool(jobs)[2 workers, 0 tasks]');
    await until('both have begun', () => pool.processes.length === 2);
  });

  test('tells of its progress, knows the async context, and has the options and the environment that it is given', async () => {
    const request = new AsyncLocalStorage<string>();
    const one = make({ context: { request }, env: { MINE: 'yes', PATH: process.env.PATH ?? '' }, execArgv: ['--max-old-space-size=100'] });
    expect(await Promise.all([one.submit('environment', 'MINE'), one.submit('environment', 'HOME')])).toEqual(['yes', undefined]);
    expect(await one.submit('options')).toEqual(['--max-old-space-size=100']);
    const reports: unknown[] = [];
    const future = request.run('a', () => one.submit({ task: 'context', onReport: (report) => reports.push(report) }));
    expect(await future).toBe('a');
    const { request: listens, reported } = begun('listens');
    const other = one.submit(listens, { percent: 50 });
    expect(await reported).toEqual({ percent: 50 });
    other.cancel();
    await expect(other).rejects.toThrow(CancelledError);
  });
});

describe('a process that dies', () => {
  const jobs = make({ maxWorkers: 2, name: 'deaths' });
  test.each<[string, () => Future<unknown>, object, RegExp]>([
    ['by exit', () => jobs.submit('exits', 3), { exitCode: 3, signal: undefined }, /^Process \d+ of ProcessPool\(deaths\) exited with code 3 while it ran the task$/],
    ['by an exit as if all were well', () => jobs.submit('exits', 0), { exitCode: 0 }, /exited with code 0/],
    ['by a signal', () => jobs.submit('killsItself', 'SIGKILL'), { exitCode: undefined, signal: 'SIGKILL' }, /was ended by SIGKILL/],
    ['by a signal, with a large call', () => jobs.submit('killsItself', ...(['SIGKILL', new Uint8Array(5_000_000)] as unknown as [string])), { signal: 'SIGKILL' }, /was ended by SIGKILL/],
    ['by leaving its parent', () => jobs.submit('letsGo'), {}, /^Process/],
  ])('%s fails its task, and no other', async (_, submit, facts, message) => {
    const [before, doomed, after] = [jobs.submit('add', 1, 2), submit(), Array.from({ length: 20 }, (__, at) => jobs.submit('add', at, at))];
    const error = await doomed.exceptionAsync(soon);
    expect(error).toBeInstanceOf(ProcessDiedError);
    expect(error).toMatchObject({ code: 'SYNC_PROCESS_DIED', ...facts });
    expect((error as ProcessDiedError).pid).toBeGreaterThan(0);
    expect((error as Error).message).toMatch(message);
    expect(await before).toBe(3);
    expect(await Promise.all(after)).toEqual(after.map((__, at) => 2 * at));
    expect(jobs.submit('add', 1, 1).result(soon)).toBe(2);
    expect(isThere((error as ProcessDiedError).pid)).toBe(false);
  });

  test('while it has no task fails none', async () => {
    const one = make();
    const first = await one.submit('pid');
    process.kill(first, 'SIGKILL');
    const second = one.submit('pid').result(soon);
    expect(second).not.toBe(first);
    process.kill(second, 'SIGKILL');
    await until('it is gone', () => one.processes.length === 0);
    expect(await one.submit('add', 1, 2)).toBe(3);
    expect(one.stats.workers).toBe(1);
  });
});

describe('a process', () => {
  test('that runs out of memory, or throws where nobody catches it, fails its task, with the cause', async () => {
    const ended = await program(new URL('./programs/process-deaths.mjs', import.meta.url));
    expect(ended.stdout.trim().split('\n')).toEqual(['ProcessDiedError code 1 undefined: RangeError: nobody catches', 'ProcessDiedError code undefined SIGABRT: undefined', '3']);
    expect(ended).toMatchObject({ code: 0, stuck: false });
    expect(ended.stderr).toMatch(/RangeError: nobody catches/);
  });

  test('is prepared by the initializer before its first task, and replaced after so many', async () => {
    const one = make({ initializer: 'prepares', initializerArgs: ['ready'], maxTasksPerWorker: 3 });
    const states = [one.submit('prepared'), one.submit('pid'), one.submit('pid'), one.submit('pid'), one.submit('prepared')];
    const [first, second, third, fourth, last] = await Promise.all(states);
    expect([first, last]).toEqual(['ready', 'ready']);
    expect(second).toBe(third);
    expect(fourth).not.toBe(third);
    expect(one.processes).toEqual([fourth]);
    await until('the first one has ended', () => !isThere(third as number));
  });

  test('is replaced when its heap has grown', async () => {
    const one = make({ maxHeapPerWorker: 60 * 2 ** 20 });
    const [first, second] = [await one.submit('keeps', 100), await one.submit('pid')];
    expect(second).not.toBe(first);
  });

  test('ends when it has had nothing to do for a while', async () => {
    const one = make({ idleTimeout: SHORT });
    const pid = await one.submit('pid');
    await until('it has ended', () => !isThere(pid) && one.stats.workers === 0);
    expect(await one.submit('add', 1, 2)).toBe(3);
  });

  test('ends with its parent, also when it computes', async () => {
    const ended = await program(new URL('./programs/process-parent.mjs', import.meta.url));
    const [idle, busy, text] = ended.stdout.trim().split('\n');
    expect([ended.code, ended.stuck, text]).toEqual([7, false, 'printed by the child']);
    await until('both have ended', () => !isThere(Number(idle)) && !isThere(Number(busy)));
  });
});

describe('cancelling a task of a process', () => {
  const one = make();

  test('that has not begun is certain', async () => {
    const { request, reported } = begun('looks');
    const running = one.submit(request);
    await reported;
    const waiting = one.submit('add', 1, 2);
    expect(waiting.cancel()).toBe(true);
    expect(running.cancel({ reason: new RangeError('not wanted') })).toBe(false);
    await expect(running).rejects.toMatchObject({ name: 'CancelledError', cause: { message: 'not wanted' } });
    expect(waiting.cancelled).toBe(true);
    expect(await one.submit('add', 1, 2)).toBe(3);
  });

  test('that never looks is ended by force: by a signal, then by another one', async () => {
    for (const ignored of [undefined, 'SIGTERM']) {
      const { request, reported } = begun('loops');
      const future = one.submit(request, ignored);
      const after = one.submit('pid');
      await reported;
      const [pid] = one.processes;
      expect(future.cancel({ terminate: true })).toBe(false);
      await expect(future).rejects.toThrow(CancelledError);
      expect(isThere(pid as number)).toBe(false);
      expect(await after).not.toBe(pid);
    }
  });

  test('is done by its time', async () => {
    await one.submit('nothing'); // it has begun
    const future = one.submit({ task: 'loops', timeout: SHORT, terminate: true });
    await expect(future).rejects.toThrow(TimeoutError);
    expect(await one.submit('add', 1, 2)).toBe(3);
  });
});

describe('a ProcessPool', () => {
  test('runs all that was submitted before it is shut down, and leaves no process', async () => {
    const one = make({ maxWorkers: 2 });
    const futures = Array.from({ length: 50 }, (_, at) => one.submit('later', at));
    const pids = await Promise.all([one.submit('pid'), one.submit('pid')]);
    one.shutdown();
    expect(futures.map((future) => future.result({ timeout: 0 }))).toEqual(futures.map((_, at) => at));
    expect(pids.filter(isThere)).toEqual([]);
    expect(one.processes).toEqual([]);
    expect(() => one.submit('add', 1, 2)).toThrow(InvalidStateError);
    await ProcessPool.run<Tasks, unknown>(MODULE, { maxWorkers: 1 }, async (inner) => {
      expect(await inner.submit('add', 1, 2)).toBe(3);
    });
  });

  test('cancels what nobody has begun, if it is asked to', async () => {
    const one = make();
    const { request, reported } = begun('looks');
    const running = one.submit(request);
    await reported;
    const waiting = Array.from({ length: 20 }, () => one.submit('add', 1, 2));
    one.shutdown({ wait: false, cancelFutures: true });
    expect(waiting.every(({ cancelled }) => cancelled)).toBe(true);
    running.cancel();
    await waitAsync([running], soon);
    await one.shutdownAsync();
  });

  test('that is terminated ends its processes at once: what has begun fails; it may be done twice, and before it has begun', async () => {
    const one = make();
    const { request, reported } = begun('loops');
    const running = one.submit(request);
    const waiting = one.submit('add', 1, 2);
    await reported;
    const [pid] = one.processes;
    await Promise.all([one.terminate(), one.terminate()]);
    expect(isThere(pid as number)).toBe(false);
    await expect(running).rejects.toMatchObject({ name: 'ProcessDiedError', signal: 'SIGTERM' });
    expect(waiting.cancelled).toBe(true);
    expect(() => one.submit('add', 1, 2)).toThrow(InvalidStateError);
    const none = make();
    await none.terminate();
    await none.terminate();
  });

  test.each<[string, () => ProcessPool, RegExp]>([
    ['module throws', () => new ProcessPool(new URL('./tasks/broken.mjs', import.meta.url), { maxWorkers: 1 }), /its workers cannot begin: .*not today/],
    ['module is missing', () => new ProcessPool(new URL('./tasks/missing.mjs', import.meta.url), { maxWorkers: 1 }), /missing\.mjs/],
    ['initializer throws', () => make({ initializer: 'refuses' }) as ProcessPool, /not prepared/],
    ['initializer exits', () => make({ initializer: 'exits', initializerArgs: [5] }) as ProcessPool, /exited with code 5 before it could run tasks/],
    ['initializer never ends', () => make({ initializer: () => new Promise(() => undefined), loadTimeout: 400 }) as ProcessPool, /was not loaded within 400 ms/],
  ])('whose %s is broken, and says why', async (_, broken, message) => {
    const before = setExceptHook(() => undefined);
    const one = broken();
    made.push(one);
    const futures = [one.submit('add', 1, 2), one.submit('add', 1, 2)];
    const errors = await Promise.all(futures.map((future) => future.exceptionAsync(soon)));
    for (const error of errors) {
      expect(error).toBeInstanceOf(BrokenPoolError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).cause).toBeInstanceOf(Error);
    }
    expect(errors[0]).not.toBe(errors[1]);
    expect(() => one.submit('add', 1, 2)).toThrow(BrokenPoolError);
    await one.shutdownAsync();
    setExceptHook(before);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['workers', () => new ProcessPool({ worker: () => undefined } as never), /^new ProcessPool\(\): a process loads a module/],
    ['options of the runtime that are none', () => make({ execArgv: 'x' as never }), /^new ProcessPool\(\): execArgv must be an array of strings, not 'x'/],
    ['an initializer\'s arguments that cannot travel', () => make({ initializer: 'prepares', initializerArgs: [{ lock: new Lock() }] }), /^new ProcessPool\(\): initializerArgs\[0\]\.lock is a Lock/],
    ['an environment that is none', () => make({ env: 5 as never }), /^new ProcessPool\(\): env/],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });
});
