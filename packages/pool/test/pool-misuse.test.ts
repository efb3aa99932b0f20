import { ThreadPool } from '@sync/pool';
import { currentTask } from '@sync/pool/worker';
import { WRONG_LIMITS, attempt, expectAllHandled, expectRefusal, wrong } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { pools, tasks } from './pools.ts';

expectAllHandled();
const make = pools();
const module = tasks('simple');

describe('a ThreadPool refuses', () => {
  test.each<[string, unknown, RegExp]>([
    ['a number for tasks', 7, /expects a module, as new URL\('.\/tasks\.js', import\.meta\.url\), or \{ worker: .* \}, not 7/],
    ['null for tasks', null, /expects a module/],
    ['a function for tasks', () => 1, /expects a module/],
    ['an object without a factory', { worker: 7 }, /expects a module/],
    ['a relative path', './tasks.js', /import\.meta\.url/],
  ])('to be made with %s', (_, of, says) => expectRefusal(() => new ThreadPool(wrong(of)), 'TypeError', /^new ThreadPool\(\)/, says));

  test.each<[string, unknown, string, RegExp]>([
    ['a number for options', 4, 'TypeError', /maxWorkers: 4/],
    ['null for options', null, 'TypeError', /options/],
    ['no workers', { maxWorkers: 0 }, 'RangeError', /maxWorkers/],
    ['fewer than no workers', { maxWorkers: -1 }, 'RangeError', /maxWorkers/],
    ['parts of workers', { maxWorkers: 1.5 }, 'RangeError', /maxWorkers/],
    ['workers in words', { maxWorkers: '4' }, 'TypeError', /maxWorkers/],
    ['more than the most', { maxWorkers: 2, minWorkers: 3 }, 'RangeError', /minWorkers/],
    ['fewer than none', { minWorkers: -1 }, 'RangeError', /minWorkers/],
    ['no room at all', { maxQueue: 0 }, 'RangeError', /maxQueue/],
    ['no tasks for a worker', { maxTasksPerWorker: 0 }, 'RangeError', /maxTasksPerWorker/],
    ['tasks in words', { maxTasksPerWorker: '3' }, 'TypeError', /maxTasksPerWorker/],
    ['no heap', { maxHeapPerWorker: 0 }, 'RangeError', /maxHeapPerWorker/],
    ['an idle time that is none', { idleTimeout: -1 }, 'RangeError', /idleTimeout/],
    ['an idle time in words', { idleTimeout: '5' }, 'TypeError', /idleTimeout/],
    ['a loading time that is none', { loadTimeout: NaN }, 'RangeError', /loadTimeout/],
    ['a name that is none', { name: 7 }, 'TypeError', /names are strings, not 7/],
    ['a prefix that is none', { namePrefix: 7 }, 'TypeError', /names are strings, not 7/],
    ['an initializer that is none', { initializer: 7 }, 'TypeError', /initializer must be the name of a task, or a function, not 7/],
    ['arguments of one that are none', { initializer: 'prepare', initializerArgs: 7 }, 'TypeError', /initializerArgs must be an array, not 7/],
    ['an initializer that is native', { initializer: Math.max }, 'TypeError', /initializer/],
    ['limits that are none', { resourceLimits: 7 }, 'TypeError', /resourceLimits/],
    ['a hook that is none', { onUnobserved: 7 }, 'TypeError', /onUnobserved/],
  ])('to be made with %s', (_, options, error, says) => expectRefusal(() => new ThreadPool(module, wrong(options)), error, /^new ThreadPool\(\)/, says));

  test.each<[string, unknown, string, RegExp]>([
    ['a number', 7, 'TypeError', /expects the name of a task, a function, or \{ task, signal, timeout, \.\.\. \}, not 7/],
    ['nothing', undefined, 'TypeError', /expects the name of a task/],
    ['null', null, 'TypeError', /expects the name of a task/],
    ['an object without a task', { timeout: 5 }, 'TypeError', /task must be the name of a task/],
    ['a native function', Math.max, 'TypeError', /the runtime's own, or bound, and has no source that could travel/],
    ['a class', class Work { run(): number { return 1; } }, 'TypeError', /class/],
    ['a signal that is none', { task: 'add', signal: new AbortController() }, 'TypeError', /signal must be an AbortSignal/],
    ['a time limit in words', { task: 'add', timeout: '5' }, 'TypeError', /timeout/],
    ['a negative time limit', { task: 'add', timeout: -1 }, 'RangeError', /timeout/],
    ['a grace that is none', { task: 'add', terminate: 'now' }, 'TypeError', /terminate must be true, false, or milliseconds, not 'now'/],
    ['a negative grace', { task: 'add', terminate: -1 }, 'RangeError', /terminate/],
    ['a priority that is none', { task: 'add', priority: NaN }, 'TypeError', /priority must be a number/],
    ['a transfer that is none', { task: 'add', transfer: new ArrayBuffer(1) }, 'TypeError', /transfer must be an array/],
    ['a listener that is none', { task: 'add', onReport: 7 }, 'TypeError', /onReport/],
  ])('to run %s', async (_, task, error, says) => {
    const pool = make('simple', { maxWorkers: 1, name: 'mine' });
    await expectRefusal(() => pool.submit(wrong(task)), error, /^ThreadPool\(mine\): submit\(\)/, says);
    expect([pool.threads, pool.stats.waiting]).toEqual([[], 0]);
  });

  test.each<[string, unknown]>([['a number', 7], ['null', null], ['words', { wait: 'yes' }], ['words for both', { cancelFutures: 1 }]])('to be shut down with %s', async (_, options) => {
    const pool = make('simple', { maxWorkers: 1, name: 'mine' });
    await expectRefusal(() => { pool.shutdown(wrong(options)); }, 'TypeError', /^ThreadPool\(mine\): shutdown\(\)/); // prettier-ignore
    await expectRefusal(() => pool.shutdownAsync(wrong(options)), 'TypeError', /^ThreadPool\(mine\): shutdownAsync\(\)/);
    expect(pool.isShutDown).toBe(false);
  });

  test.each(WRONG_LIMITS)('to wait for room with %s', async (_, options, error, says) => {
    const pool = make('simple', { maxWorkers: 1, name: 'mine' });
    await expectRefusal(() => pool.room(wrong(options)), error, says, /^ThreadPool\(mine\): room\(/);
  });

  test('to be posted, and its futures, too', async () => {
    const pool = make('simple', { maxWorkers: 1 });
    await expectRefusal(() => structuredClone(pool.submit('add', 1, 2)), 'DataCloneError', /a Future stays in its thread/);
    await expectRefusal(() => structuredClone(pool), 'DataCloneError', /a pool stays in its thread/);
    expect(String(await attempt(() => pool.submit('echo', { pool })))).toMatch(/^TypeError: args\[0\]\.pool\["a pool stays in its thread/);
  });

  test('to have its properties written', async () => {
    const pool = make('simple', { maxWorkers: 1 });
    for (const name of ['tasks', 'stats', 'threads', 'isShutDown']) {
      await expectRefusal(() => { (pool as unknown as Record<string, unknown>)[name] = 7; }, 'TypeError', new RegExp(name)); // prettier-ignore
    }
  });
});

test('who is no task has none', () => expectRefusal(() => currentTask(), 'InvalidStateError', /currentTask\(\): this is called by no task of a pool/));
