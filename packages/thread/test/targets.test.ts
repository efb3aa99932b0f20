import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';
import { Thread, isMainThread, type Callable } from '@sync/thread';
import { LONG, wrong } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();
const work = (name: string): URL => new URL(`./workers/${name}.mjs`, import.meta.url);

/** What a thread returns that runs it. */
const run = (target: Callable, ...args: unknown[]): Promise<unknown> =>
  new Thread(wrong(target), { name: 'mine', args }).start().resultAsync({ timeout: LONG });

/** A function whose source is this text. */
const fromText = (text: string, rest = ''): Callable => (0, eval)(`(() => { ${rest}; return (${text}); })()`) as Callable;

describe('a module', () => {
  test.each([
    ['a URL', work('targets')],
    ['its href', work('targets').href],
    ['a path', fileURLToPath(work('targets'))],
    ['a URL of data', `data:text/javascript,${encodeURIComponent('export default (a, b) => a + b')}`],
    ['a URL with a query', `${work('targets').href}?v=2#part`],
  ])('is found by %s, and its default export is run', async (_, target) => {
    expect(await new Thread(target, { args: [1, 2] }).start().resultAsync({ timeout: LONG })).toBe(3);
  });

  test('an export of it is run by its name, async or not', async () => {
    const later = new Thread(work('targets'), { export: 'later', args: ['value'] }).start();
    const echo = new Thread(work('targets'), { export: 'echo', args: [1, undefined, null] }).start();
    expect(await later.resultAsync({ timeout: LONG })).toBe('value');
    expect(await echo.resultAsync({ timeout: LONG })).toEqual([1, undefined, null]);
  });

  test('what is no absolute URL is refused when the thread is made', () => {
    for (const relative of ['./work.js', 'work.js', '../x/work.js']) {
      expect(() => new Thread(relative)).toThrow(TypeError);
      expect(() => new Thread(relative)).toThrow(`pass new URL('${relative}', import.meta.url)`);
    }
  });
});

describe('a worker of the caller', () => {
  const own = (): Worker => new Worker(work('served'));

  test('runs what it serves, by name', async () => {
    const thread = new Thread<{ main: (a: number, b: number) => number }, 'main'>({ worker: own, export: 'main' }, { args: [1, 2] }).start();
    expect(thread.result({ timeout: LONG })).toBe(3);
    expect(thread.name).toMatch(/^Thread-\d+ \(main\)$/);
    const byDefault = new Thread({ worker: own }).start();
    expect(await byDefault.resultAsync({ timeout: LONG })).toBe('by default');
    const where = new Thread({ worker: own, export: 'where' }).start();
    expect(where.result({ timeout: LONG })).toBe(where.id);
  });

  test('the error of what it serves comes back', () => {
    const thread = new Thread({ worker: own, export: 'fails' }).start();
    expect(() => thread.result({ timeout: LONG })).toThrow(new RangeError('served badly'));
  });

  test('what it does not serve is refused by an error that names what it does', () => {
    const thread = new Thread({ worker: own, export: 'man' }).start();
    expect(() => thread.result({ timeout: LONG })).toThrow(/cannot load man of a worker.*there is no export 'man'; the worker serves main, default, where, fails/);
  });

  test('is made by each start, not before', () => {
    let made = 0;
    const target = { worker: () => (made++, own()) };
    const threads = [new Thread(target), new Thread(target)];
    expect(made).toBe(0);
    for (const thread of threads) expect(thread.start().result({ timeout: LONG })).toBe('by default');
    expect(made).toBe(2);
  });
});

describe('a function', () => {
  const methods = {
    shorthand(a: number) {
      return a + 1;
    },
    async later(a: number) {
      return Promise.resolve(a + 1);
    },
    'with space'(a: number) {
      return a + 1;
    },
    ['comp' + 'uted'](a: number) {
      return a + 1;
    },
    async(a: number) {
      return a + 1;
    },
  };

  test.each<[string, Callable]>([
    ['an arrow', (a: number) => a + 1],
    ['an async arrow', async (a: number) => Promise.resolve(a + 1)],
    ['an expression', function (a: number) { return a + 1; }],
    ['a named one', function plus(a: number): number { return a > 1 ? plus(a - 1) + 1 : 2; }],
    ['an async one', async function (a: number) { return Promise.resolve(a + 1); }],
    ['a method', methods.shorthand],
    ['an async method', methods.later],
    ['a method with a name in quotes', methods['with space']],
    ['a method with a computed name', methods.computed!],
    ['a method that is called async', methods.async],
  ])('is run wherever it is written: %s', async (_, target) => {
    expect(await run(target, 1)).toBe(2);
  });

  test('runs in its thread, in strict mode, without a this', async () => {
    expect(isMainThread).toBe(true);
    expect(await run(function (this: unknown) {
      const { isMainThread: isMain } = process.getBuiltinModule('node:worker_threads');
      return [isMain, this === undefined];
    })).toEqual([false, true]);
  });

  test('what it captured by mistake is named by the error', async () => {
    const captured = 7;
    await expect(run(() => captured + 1)).rejects.toMatchObject({
      name: 'ReferenceError',
      message: 'captured is not defined: a function travels as its text, without what is around it, such as captured; pass it in args, import it inside, or let the thread run a module',
    });
    await expect(run(async function named() {
      return Promise.resolve(captured);
    })).rejects.toThrow(/^captured is not defined: the function named travels as its text/);
  });

  test('an error of its own that looks alike is left alone', async () => {
    await expect(run(() => {
      throw new ReferenceError('the book of references is not defined');
    })).rejects.toThrow(/^the book of references is not defined$/);
  });

  test('names that esbuild and tsx keep do no harm', async () => {
    const { code } = transformSync('const outer = (a) => { const inner = function () { return a + 1; }; class Point { x = 1 }; return inner.name + inner() + new Point().x; }; outer', { keepNames: true, target: 'es2020' });
    expect(code).toContain('__name');
    const target = (0, eval)(code) as Callable;
    expect(String(target)).toContain('__name');
    expect(await run(target, 1)).toBe('inner21');
  });

  test('the counters of coverage tools do no harm', async () => {
    const istanbul = fromText(
      '(a) => { cov_1a2b().f[0]++; cov_1a2b().s[0]++; const b = (cov_1a2b().s[1]++, a ?? (cov_1a2b().b[0][0]++, 1)); if (b > 1) { cov_1a2b().b[1][0]++; } else { cov_1a2b().b[1][1]++; } return b + 1; }',
      'let cov_1a2b = () => ({ f: [0], s: [0, 0], b: [[0], [0, 0]] })',
    );
    expect(await run(istanbul, 1)).toBe(2);
    const stryker = fromText('(a) => { if (stryMutAct_9fa48("1")) { return 0; } else { stryCov_9fa48("1", "2"); return stryMutAct_9fa48("2") ? a - 1 : (stryCov_9fa48("2"), a + 1); } }');
    expect(await run(stryker, 1)).toBe(2);
  });

  test.each<[string, unknown, RegExp]>([
    ['of the runtime', Math.max, /the runtime's own, or bound.*wrap it in one/],
    ['that is bound', ((a: number) => a).bind(null), /bound.*wrap it in one/],
    ['that is a class', class Job { x = 1; }, /not a class; to run an object, extend Thread/],
  ])('one %s is refused when the thread is made', (_, target, says) => {
    expect(() => new Thread(wrong(target))).toThrow(TypeError);
    expect(() => new Thread(wrong(target))).toThrow(says);
  });

  test('what a generator returns cannot travel', async () => {
    await expect(run(function* () { yield 1; })).rejects.toThrow(/cannot travel: result is .*Generator/);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object', {}],
  ['an empty text', ''],
  ['a worker itself', { worker: 7 }],
])('%s is no target: the error says what one is', (_, target) => {
  expect(() => new Thread(wrong(target), {})).toThrow(TypeError);
});
