import { BrokenPoolError, ThreadPool, wait, type ThreadPoolOptions } from '@sync/pool';
import { LONG, attempt, expectAllHandled, expectAtOnce } from '@sync/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { tasks, times, unheard } from './pools.ts';

const heard = unheard();
expectAllHandled();

const folder = mkdtempSync(join(tmpdir(), 'sync-pool-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function written(name: string, text: string): URL {
  const file = join(folder, name);
  writeFileSync(file, text);
  return pathToFileURL(file);
}

/** How a pool is made whose workers cannot begin, and what the cause is. */
interface Broken {
  readonly tasks?: ConstructorParameters<typeof ThreadPool>[0];
  readonly options?: ThreadPoolOptions;
  readonly cause: object;
  readonly says: RegExp;
}

const BROKEN: Readonly<Record<string, Broken>> = {
  'a module that is not there': {
    tasks: tasks('not-there'),
    cause: { code: 'ERR_MODULE_NOT_FOUND' },
    says: /cannot load the tasks of file:.*not-there\.mjs: Cannot find module/,
  },
  'a module that is no JavaScript': {
    tasks: written('broken.mjs', 'export default function ( {\n'),
    cause: { name: 'SyntaxError' },
    says: /cannot load the tasks of file:.*broken\.mjs/,
  },
  'a module that throws': {
    tasks: written('throws.mjs', 'throw Object.assign(new RangeError("at its top"), { code: "E_TOP" });\n'),
    cause: { name: 'RangeError', code: 'E_TOP' },
    says: /at its top/,
  },
  'a module that imports what is not there': {
    tasks: written('imports.mjs', 'import "./nowhere.mjs";\n'),
    cause: { code: 'ERR_MODULE_NOT_FOUND' },
    says: /imports\.mjs.*nowhere/s,
  },
  'a module that never loads': {
    tasks: written('waits.mjs', 'setInterval(() => 0, 1000); await new Promise(() => 0);\n'),
    options: { loadTimeout: 150 },
    cause: { name: 'ThreadDiedError', death: 'late' },
    says: /150 ms|in time/,
  },
  'a module that loops': {
    tasks: written('loops.mjs', 'for (;;);\n'),
    options: { loadTimeout: 150 },
    cause: { name: 'ThreadDiedError', death: 'late' },
    says: /150 ms|in time/,
  },
  'a module that exits': {
    tasks: written('exits.mjs', 'process.exit(3);\n'),
    cause: { name: 'ThreadDiedError', death: 'exited', exitCode: 3 },
    says: /exit/,
  },
  'an initializer that throws': {
    tasks: tasks('simple'),
    options: { initializer: 'throws', initializerArgs: ['not today'] },
    cause: { name: 'RangeError', message: 'not today' },
    says: /not today/,
  },
  'an initializer that exits': {
    tasks: tasks('dies'),
    options: { initializer: 'exits', initializerArgs: [0] },
    cause: { name: 'ThreadDiedError', death: 'exited', exitCode: 0 },
    says: /exit/,
  },
  'an initializer that never ends': {
    tasks: tasks('simple'),
    options: { initializer: 'waits', initializerArgs: [60_000], loadTimeout: 150 },
    cause: { name: 'ThreadDiedError', death: 'late' },
    says: /150 ms|in time/,
  },
  'an initializer that is not there': {
    tasks: tasks('simple'),
    options: { initializer: 'nowhere' },
    cause: { name: 'TypeError' },
    says: /there is no task 'nowhere'/,
  },
  'an initializer that misses what was around it': {
    options: { initializer: () => folder },
    cause: { name: 'ReferenceError' },
    says: /folder is not defined: a function that is submitted travels as its text/,
  },
  'an initializer whose arguments cannot travel': {
    tasks: tasks('simple'),
    options: { initializer: 'prepare', initializerArgs: [() => 1] },
    cause: { name: 'TypeError' },
    says: /initializer/,
  },
  'a worker whose script is not there': {
    tasks: { worker: () => new Worker(tasks('not-there')) },
    options: { loadTimeout: 400 },
    cause: {},
    says: /not-there|in time/,
  },
  'a worker that serves nothing': {
    tasks: { worker: () => new Worker(written('serves-nothing.mjs', 'setInterval(() => 0, 1000);\n')) },
    options: { loadTimeout: 150 },
    cause: { name: 'ThreadDiedError', death: 'late' },
    says: /serve/,
  },
  'a factory that throws': {
    tasks: { worker: () => { throw new RangeError('no workers today'); } }, // prettier-ignore
    cause: { name: 'RangeError' },
    says: /no workers today/,
  },
  'a factory that makes none': {
    tasks: { worker: () => 7 },
    cause: { name: 'TypeError' },
    says: /worker/i,
  },
};

describe('a pool says why its workers cannot begin: all that was submitted, and whoever submits more', () => {
  test.concurrent.each(Object.entries(BROKEN))('%s', async (_, { tasks: of, options, cause, says }) => {
    const pool = new ThreadPool(of, { maxWorkers: 2, name: 'broken', onUnobserved: () => undefined, ...options });
    // It may say so at once.
    const errors = (await Promise.all(times(20, () => attempt(() => pool.submit('add', 1, 2))))) as BrokenPoolError[];
    for (const error of errors) {
      expect(error).toBeInstanceOf(BrokenPoolError);
      expect(error.message).toMatch(/^ThreadPool\(broken\): its workers cannot begin: /);
      expect(error.message).toMatch(says);
      expect(error.cause).toMatchObject(cause);
    }
    expect(new Set(errors).size).toBe(20);
    expect(() => pool.submit('add', 1, 2)).toThrow(BrokenPoolError);
    expect(() => pool.submit('add', 1, 2)).toThrow(says);
    expect(await pool.room({ timeout: 5 })).toBe(false);
    await pool.shutdownAsync();
    expect(pool.threads).toEqual([]);
  });

  test.each(['a module that is not there', 'a module that loops', 'an initializer that exits', 'a factory that throws', 'a worker whose script is not there'])(
    '%s, also while the submitter is blocked',
    (name) => {
      const { tasks: of, options, cause } = BROKEN[name] as Broken;
      const pool = new ThreadPool(of, { maxWorkers: 2, onUnobserved: () => undefined, ...options });
      const future = pool.submit('add', 1, 2);
      expect(wait([future], { timeout: LONG }).pending.size).toBe(0);
      const error = future.exception();
      expect(error).toBeInstanceOf(BrokenPoolError);
      expect((error as BrokenPoolError).cause).toMatchObject(cause);
      expect(() => pool.submit('add', 1, 2)).toThrow(BrokenPoolError);
      const start = performance.now();
      pool.shutdown();
      expectAtOnce(performance.now() - start);
    },
  );

  test('without tasks, when there are to be workers from the beginning on', async () => {
    const pool = new ThreadPool(tasks('not-there'), { maxWorkers: 1, minWorkers: 1 });
    let error: unknown;
    for (const end = performance.now() + LONG; error === undefined && performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
      try {
        pool.submit((n: number) => n, 1).catch(() => undefined);
      } catch (thrown) {
        error = thrown;
      }
    }
    expect(error).toBeInstanceOf(BrokenPoolError);
  });
});

test('no such task is an error of the task, and not of the pool', async () => {
  await using pool = new ThreadPool<typeof import('./tasks/odd.mjs')>(tasks('odd'), { maxWorkers: 1 });
  await expect(pool.submit('nowhere' as 'self', 1)).rejects.toThrow(/^there is no task 'nowhere'; file:.*odd\.mjs exports .*constructor.*self/);
  expect(await pool.submit('self', 1)).toBe(1);
  await using simple = new ThreadPool<typeof import('./tasks/simple.mjs')>(tasks('simple'), { maxWorkers: 1 });
  await expect(simple.submit('version' as 'echo', 1)).rejects.toThrow(/^'version' is no function; file:/);
});

test('what broke a pool is told by the pool alone', () => {
  expect(heard.filter(({ error }) => !(error instanceof Error))).toEqual([]);
});
