/** Fails when a thread sees another's value, has none of its own, or brings its functions in vain; copies of the package differ. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CONTEXT, context, type Context } from '@sync/atomics/internal';
import { ThreadLocal } from '@sync/thread-local';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { MODULE, spec, withInit, type Module } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('a variable in several threads', () => {
  test('what is set in one is missing in the others', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(spec);
    subject.lock.value = 'here';
    const [first, second] = [subject.thread(), subject.thread()];
    expect(await first.run(({ lock }) => [lock.value, lock.has(), (lock.value = 'there'), lock.value])).toEqual([undefined, false, 'there', 'there']);
    expect(await second.run(({ lock }) => [lock.value, lock.has(), lock.delete()])).toEqual([undefined, false, false]);
    expect([subject.lock.value, await first.run(({ lock }) => lock.value)]).toEqual(['here', 'there']);
    subject.lock.delete();
    expect(await first.run(({ lock }) => lock.value)).toBe('there');
  });

  test('each of 10 reads back its own, which a slow init has made there', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(withInit(() => 'main'));
    const threads = subject.threads(10);
    const seen = await Promise.all(threads.map((thread, at) =>
      thread.run(async ({ lock, load }, module, at) => {
        const { ThreadLocal } = (await load(module)) as Module;
        let made = 0;
        const variable = ThreadLocal.from<unknown>(lock.share(), {
          init: () => {
            made++;
            // Slow enough to overlap with those of the others.
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
            return `thread ${at}`;
          },
        });
        const read = [];
        for (let round = 0; round < 10; round++) {
          read.push(variable.value, lock.value);
          await new Promise((resolve) => setImmediate(resolve));
        }
        return [made, ...new Set(read)];
      }, MODULE, at)));
    expect(seen).toEqual(threads.map((_, at) => [1, `thread ${at}`]));
    expect(subject.lock.value).toBe('main');
  });

  test('one that brings no init to a variable with one is told what to do, until it has a value', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(withInit(() => 1), { name: 'db' });
    const seen = await subject.thread().run(async ({ lock, load }, module) => {
      const { ThreadLocal } = (await load(module)) as Module;
      const failure = (touch: () => unknown): string => {
        try {
          return `gave ${String(touch())}`;
        } catch (error) {
          return `${(error as { code?: string }).code ?? ''} ${String(error)}`;
        }
      };
      const found: unknown[] = [failure(() => lock.value), lock.has(), lock.run(7, () => lock.value)];
      lock.value = 2;
      found.push(lock.value, lock.delete());
      ThreadLocal.from<unknown>(lock.share(), { init: () => 3 });
      return [...found, lock.value];
    }, MODULE);
    expect(seen[0]).toMatch(/SYNC_INVALID_STATE InvalidStateError: ThreadLocal\(db\): it was made with an init.*ThreadLocal\.from\(shared, \{ init \}\)/);
    expect(seen.slice(1)).toEqual([false, 7, 2, true, 3]);
  });

  test('a value stays, though nobody keeps the object that it was set by', async () => {
    const subject = new Subject<ThreadLocal<unknown>>(spec);
    const { buffer, byteOffset } = subject.words;
    const seen = await subject.thread().run(async ({ lock, load }, module, buffer, byteOffset, received) => {
      const { setFlagsFromString } = process.getBuiltinModule('node:v8');
      setFlagsFromString('--expose-gc');
      const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
      const { ThreadLocal } = (await load(module)) as Module;
      const own = new SharedArrayBuffer(32);
      const shared = (() => {
        const variable = new ThreadLocal<number>({ init: () => 4 });
        variable.value++;
        return variable.share();
      })();
      (() => {
        ThreadLocal.from(received).value = 8;
        new ThreadLocal<number>({ buffer: own, init: () => 6 }).get();
        ThreadLocal.at<number>(buffer as SharedArrayBuffer, byteOffset).set(7);
      })();
      for (let round = 0; round < 3; round++) {
        await new Promise((resolve) => setTimeout(resolve));
        gc();
      }
      return [ThreadLocal.from(shared).value, ThreadLocal.at(own).value, lock.value, ThreadLocal.from(received).value];
    }, MODULE, buffer, byteOffset, new ThreadLocal<number | undefined>().share());
    expect(seen).toEqual([5, 6, 7, 8]);
  });

  test('a context that is put in the place of the thread’s is a thread of its own', () => {
    const mine = context();
    const variable = new ThreadLocal({ init: () => 'here' });
    const handle = variable.share();
    const value = variable.value;
    const fresh: Context = { ...mine, slots: new Map<string, unknown>([['identity', { id: 4711 }], ['endings', { listeners: new Set() }]]) };
    Reflect.set(globalThis, CONTEXT, fresh);
    try {
      expect(ThreadLocal.from(handle, { init: () => 'there' }).value).toBe('there');
    } finally {
      Reflect.set(globalThis, CONTEXT, mine);
    }
    expect([variable.value, ThreadLocal.from(handle).value]).toEqual([value, 'here']);
  });
});

describe('two copies of the package in one thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sync-copy-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const copied = async (): Promise<Module> => {
    const to = join(folder, 'thread-local');
    cpSync(dirname(fileURLToPath(MODULE)), to, { recursive: true });
    mkdirSync(join(folder, 'node_modules', '@sync'), { recursive: true });
    const floor = join(dirname(fileURLToPath(import.meta.resolve('@sync/atomics'))), '..');
    symlinkSync(floor, join(folder, 'node_modules', '@sync', 'atomics'), 'junction');
    return (await import(pathToFileURL(join(to, 'index.js')).href)) as Module;
  };

  test('agree on values, functions, runs and namespaces', async () => {
    const copy = await copied();
    expect(copy.ThreadLocal).not.toBe(ThreadLocal);
    const variable = new ThreadLocal<{ n: number }>({ init: () => ({ n: 1 }) });
    const twin = copy.ThreadLocal.from(variable.share());
    expect(twin.value).toBe(variable.value);
    expect(variable.run({ n: 2 }, () => [twin.value.n, twin.run({ n: 3 }, () => variable.value.n)])).toEqual([2, 3]);
    const mine = copy.local(variable);
    mine.n = 5;
    expect([variable.value.n, twin.delete(), variable.value.n]).toEqual([5, true, 1]);
    await variable.run({ n: 7 }, async () => {
      await Promise.resolve();
      twin.value = { n: 8 };
      expect([variable.value.n, mine.n]).toEqual([8, 8]);
    });
    expect(mine.n).toBe(1);
  });
});
