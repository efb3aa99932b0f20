import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Thread, ThreadDiedError, type ThreadSettings } from '@sync/thread';
import { LONG, attempt, until } from '@sync/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

const heard = unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'sync-thread-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A module that is no JavaScript. */
const broken = join(folder, 'broken.mjs');
writeFileSync(broken, 'export default function ( {\n');

type Options = ThreadSettings & { readonly export?: string; readonly args?: readonly unknown[] };

/** What is run; what comes of it: the class by its name, fields, and what message and stack say. */
interface Case {
  readonly target: URL;
  readonly options?: Options;
  readonly error: string;
  readonly fields?: object;
  readonly says?: readonly RegExp[];
  /** Where in the thread it was thrown. */
  readonly from?: RegExp;
}

const failing = (name: string, ...args: unknown[]): { target: URL; options: Options } => ({ target: work('failing'), options: { export: name, args } });
const missing = new URL('./workers/not-there.mjs', import.meta.url);

/** Each ends by an error that it left. */
const ERRORS: Readonly<Record<string, Case>> = {
  'a module that is not there': {
    target: missing,
    error: 'Error',
    fields: { code: 'ERR_MODULE_NOT_FOUND' },
    says: [/^cannot load default of file:.*not-there\.mjs: Cannot find module/],
  },
  'a module that imports what is not there': {
    target: work('imports-missing'),
    error: 'Error',
    fields: { code: 'ERR_MODULE_NOT_FOUND' },
    says: [/^cannot load default of file:.*imports-missing\.mjs: Cannot find module.*not-there/],
  },
  'a module that is no JavaScript': {
    target: pathToFileURL(broken),
    error: 'SyntaxError',
    says: [/^cannot load default of file:.*broken\.mjs: Unexpected/],
  },
  'a module that throws as it is loaded': {
    target: work('throws-at-top'),
    error: 'RangeError',
    fields: { code: 'E_TOP', cause: 'a cause' },
    says: [/^cannot load default of file:.*throws-at-top\.mjs: at the top$/],
    from: /throws-at-top\.mjs:1:/,
  },
  'an export that is not there': {
    target: work('targets'),
    options: { export: 'ech' },
    error: 'TypeError',
    says: [/cannot load ech of file:.*targets\.mjs: there is no export 'ech'; it exports .*default.*echo/],
  },
  'an export that is no function': {
    target: work('targets'),
    options: { export: 'notCallable' },
    error: 'TypeError',
    says: [/cannot load notCallable of file:.*targets\.mjs: 'notCallable' is no function/],
  },
  'an error of a class of its own, with code, field and cause': {
    ...failing('throws', 'custom'),
    error: 'HttpError',
    fields: { code: 'E_HTTP', status: 404, message: 'not found', cause: expect.objectContaining({ name: 'TypeError', message: 'no route' }) },
    from: /failing\.mjs:\d+:\d+/,
  },
  'a rejection': { ...failing('rejects', 'custom'), error: 'HttpError', fields: { status: 404 }, from: /failing\.mjs/ },
  'an error of several': {
    ...failing('throws', 'aggregate'),
    error: 'AggregateError',
    fields: { errors: [expect.objectContaining({ name: 'TypeError', message: 'one' }), 2] },
  },
  'an error of the system': { ...failing('throws', 'system'), error: 'Error', fields: { code: 'ENOENT', errno: -2, path: '/x' } },
  'an error with a field that cannot travel': { ...failing('throws', 'functions'), error: 'Error', fields: { message: 'with a function', retry: '[function retry]' } },
  'a rejection that nobody handles': { ...failing('unhandled'), error: 'RangeError', fields: { message: 'nobody looks' }, from: /failing\.mjs/ },
  'an error in a timer': { ...failing('uncaught'), error: 'RangeError', fields: { message: 'in a timer' }, from: /failing\.mjs/ },
  'endless recursion': { ...failing('deep'), error: 'RangeError', fields: { message: 'Maximum call stack size exceeded' }, from: /failing\.mjs/ },
  'a result with a function': {
    ...failing('returnsWhat', 'function'),
    error: 'TypeError',
    says: [/^Thread\(.*\): what returnsWhat of file:.*failing\.mjs returned cannot travel: result\.list\[1\]\.callback is a function/],
  },
  'a result that is a symbol': { ...failing('returnsWhat', 'symbol'), error: 'TypeError', says: [/returned cannot travel: result is Symbol\(mine\)/] },
  'a result with a weak map': { ...failing('returnsWhat', 'weak'), error: 'TypeError', says: [/returned cannot travel: result\.cache is a WeakMap/] },
  'a result with a lock and a function': {
    ...failing('returnsWhat', 'lockAndFunction'),
    error: 'TypeError',
    says: [/returned cannot travel: result\.callback is a function/],
  },
};

/** What is thrown that is no error comes as it is. */
const THROWN: readonly (readonly [name: string, value: unknown])[] = [
  ['text', 'only a text'],
  ['undefined', undefined],
  ['null', null],
  ['number', 7],
  ['object', { reason: 'of an own kind' }],
];

/** Each ends without an error of its own. */
const DEATHS: Readonly<Record<string, Case & { readonly end?: (thread: Thread) => unknown }>> = {
  'process.exit(0)': { ...failing('exits', 0), error: 'exited', fields: { exitCode: 0 }, says: [/exits of file:.*failing\.mjs, ended by process\.exit\(0\)/] },
  'process.exit(3)': { ...failing('exits', 3), error: 'exited', fields: { exitCode: 3 }, says: [/process\.exit\(3\)/] },
  'process.exit() later': { ...failing('exitsLater'), error: 'exited', fields: { exitCode: 0 } },
  'a promise that nothing can settle': { ...failing('idle'), error: 'idle', says: [/idle of file:.*failing\.mjs, ended before it returned: it awaits something/] },
  'an import that nothing can end': { target: work('idle-at-top'), error: 'idle', says: [/default of file:.*idle-at-top\.mjs/] },
  'an import that never ends': {
    target: work('never-loads'),
    options: { loadTimeout: 300 },
    error: 'late',
    says: [/default of file:.*never-loads\.mjs, did not load its module in time.*loadTimeout/],
  },
  'its memory limit': {
    ...failing('fills'),
    options: { export: 'fills', resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } },
    error: 'died',
    says: [/fills of file:.*failing\.mjs.*out of memory/],
  },
};

async function failureOf(thread: Thread, way: 'result' | 'resultAsync'): Promise<unknown> {
  const error = await attempt(() => thread[way]({ timeout: LONG }));
  expect(thread.isAlive).toBe(false);
  expect(thread.join()).toBe(true);
  return error;
}

describe.each([['result'], ['resultAsync']] as const)('%s throws', (way) => {
  test.each(Object.entries(ERRORS))('%s', async (_, { target, options, error, fields = {}, says = [], from }) => {
    const thread = new Thread(target, { name: 'mine', ...options }).start();
    const failure = (await failureOf(thread, way)) as Error;
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ name: error, ...fields });
    for (const text of says) expect(failure.message).toMatch(text);
    // Where it was thrown, and where the thread was started.
    expect(failure.stack).toMatch(/in Thread\(mine\), started\n.*errors\.test\.ts/s);
    if (from !== undefined) expect(failure.stack).toMatch(from);
    await until('the hook is told', () => heard.length > 0);
    expect(heard).toEqual([{ error: failure, thread }]);
  });

  test.each(THROWN)('what is no error as it is: %s', async (name, value) => {
    const thread = new Thread(work('failing'), { export: 'throws', args: [name] }).start();
    expect(await failureOf(thread, way)).toEqual(value);
    await until('the hook is told', () => heard.length > 0);
    expect(heard).toEqual([{ error: value, thread }]);
  });

  test('an error that is too large for anything, cut short', async () => {
    const failure = await failureOf(new Thread(work('failing'), { export: 'throws', args: ['huge'] }).start(), way);
    expect((failure as Error).message).toMatch(/^Error: x{100,}.*an error of \d+ bytes/);
  });

  test.each(Object.entries(DEATHS))('a ThreadDiedError after %s', async (_, { target, options, error, fields = {}, says = [] }) => {
    const thread = new Thread(target, { name: 'mine', ...options }).start();
    const failure = (await failureOf(thread, way)) as ThreadDiedError;
    expect(failure).toBeInstanceOf(ThreadDiedError);
    expect(failure).toMatchObject({ code: 'SYNC_THREAD_DIED', death: error, thread: thread.id, threadName: 'mine', ...fields });
    expect(failure.message).toMatch(/^Thread\(mine\), which ran /);
    for (const text of says) expect(failure.message).toMatch(text);
    expect(failure.stack).toMatch(/in Thread\(mine\), started\n.*errors\.test\.ts/s);
    if (error === 'exited') return;
    await until('the hook is told', () => heard.length > 0);
    expect(heard).toEqual([{ error: failure, thread }]);
  });

  test('a ThreadDiedError after terminate(), and nobody is told', async () => {
    const thread = new Thread(work('failing'), { name: 'mine', export: 'spins' }).start();
    const ended = thread.terminate();
    const failure = (await failureOf(thread, way)) as ThreadDiedError;
    expect(failure).toMatchObject({ code: 'SYNC_THREAD_DIED', death: 'terminated', message: expect.stringMatching(/spins of file:.*failing\.mjs, was ended by terminate\(\)/) });
    await ended;
    await thread.terminate();
    expect(heard).toEqual([]);
  });

  test('a ThreadDiedError when its worker does not serve', async () => {
    const thread = new Thread({ worker: () => new Worker(work('never-serves')), export: 'main' }, { name: 'mine', loadTimeout: 300 }).start();
    const failure = (await failureOf(thread, way)) as ThreadDiedError;
    expect(failure).toMatchObject({ death: 'late', message: expect.stringMatching(/main of a worker.*did not load.*serve\(\)/) });
  });
});

describe('start throws', () => {
  test.each([
    ['a function', { callback: () => 1 }, 'args[1].deep.value.callback', /is a function/],
    ['a symbol', Symbol('mine'), 'args[1].deep.value', /Symbol\(mine\)/],
    ['a weak map', new WeakMap(), 'args[1].deep.value', /WeakMap/],
    ['a promise', Promise.resolve(1), 'args[1].deep.value', /[Pp]romise/],
  ])('when %s is among the arguments, named by its path', (_, value, path, says) => {
    const thread = new Thread(work('targets'), { name: 'mine', export: 'echo', args: [1, { deep: { value } }] });
    const start = (): unknown => thread.start();
    expect(start).toThrow(TypeError);
    expect(start).toThrow(path);
    expect(start).toThrow(says);
    expect(thread.isAlive).toBe(false);
  });

  test('what the caller throws who makes the worker, and when that is none', () => {
    const own = new Thread({ worker: () => { throw new RangeError('no more workers'); } });
    expect(() => own.start()).toThrow(new RangeError('no more workers'));
    const none = new Thread({ worker: () => undefined });
    expect(() => none.start()).toThrow(/must return a Worker/);
    expect([own.isAlive, none.isAlive]).toEqual([false, false]);
  });
});
