/**
 * Fails when: where there is no /proc, a thread that has ended is not known to have, or one
 * that lives is taken for dead; its file can be seen by others, is taken for another one, or
 * is opened where it is not needed; a thread of which nothing can be known is gone before it
 * says so itself.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { threadId } from '@sync/atomics';
import { until } from '@sync/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { endThreads, sharedWords, threads, type Thread } from './thread.ts';
import { CLAIM, ENDED, START, STATE, enter, entered, probe, rowOf, smallTable, words } from './thread-rows.ts';

afterEach(endThreads);

/** The stamps of files, as native-thread.ts has them. */
const FIRST_FILE = 2 ** 29;
const FIRST_UNSEEN = 2 ** 30;

/** As where there is no such folder, and no file to be had either if that is said. */
const without = (...what: ('proc' | 'rights' | 'files' | 'times' | 'node')[]): (() => void) => {
  const prelude = (): void => {
    const missing = ['WHAT'];
    const fs = process.getBuiltinModule('node:fs') as unknown as Record<string, (...args: any[]) => unknown>;
    const patch = (name: string, make: (real: (...args: any[]) => unknown) => (...args: any[]) => unknown): void => {
      fs[name] = make(fs[name]!);
    };
    for (const name of ['accessSync', 'readFileSync', 'readlinkSync']) {
      patch(name, (real) => (path, ...rest) => {
        if (!String(path).startsWith('/proc')) return real(path, ...rest);
        if (missing.includes('rights')) throw new Error('on purpose');
        throw Object.assign(new Error('on purpose'), { code: 'ENOENT' });
      });
    }
    patch('openSync', (real) => (path, ...rest) => {
      if (!/sync-\d/.test(String(path))) return real(path, ...rest);
      if (missing.includes('files')) throw Object.assign(new Error('on purpose'), { code: 'EMFILE' });
      (globalThis as any).opened = [...((globalThis as any).opened ?? []), String(path)];
      return real(path, ...rest);
    });
    patch('closeSync', (real) => (file) => {
      (globalThis as any).closed = Number((globalThis as any).closed ?? 0) + 1;
      return real(file);
    });
    if (missing.includes('times')) fs.futimesSync = () => undefined;
    if (missing.includes('node')) Object.defineProperty(process, 'versions', { value: { ...process.versions, bun: '1.0.0' } });
  };
  const source = prelude.toString().replace(/["']WHAT["']/, what.map((name) => `'${name}'`).join());
  return { toString: () => source } as never;
};
const noProc = without('proc');

/** Asks there until it knows, for so long. */
function asks(thread: Thread, id: number, ms: number): Promise<boolean> {
  return thread.run(async ({ internal }, id, ms) => {
    const { table } = internal.create({ name: 'Lock', module: '@sync/lock', words: 8 });
    const end = performance.now() + ms;
    while (performance.now() < end && !internal.isGone(id, table)) await new Promise((resolve) => setTimeout(resolve, 5));
    return internal.isGone(id, table);
  }, id, ms);
}

/** What a thread is known by. */
const nativeOf = (id: number): [number, number] => [words[rowOf(id) + CLAIM]!, words[rowOf(id) + START]!];

describe('where there is no /proc, a thread is known by a file', () => {
  const ENDS: readonly (readonly [how: string, ends: (thread: Thread) => unknown])[] = [
    ['is terminated', (thread) => thread.terminate()],
    ['exits', (thread) => void thread.run(() => process.exit(3)).catch(() => undefined)],
    [
      'throws what nobody catches',
      (thread) =>
        void thread.run(() => {
          setTimeout(() => {
            throw new Error('on purpose');
          });
        }),
    ],
    ['has nothing left to do', (thread) => thread.run(() => { process.getBuiltinModule('node:worker_threads').parentPort!.unref(); })],
  ];

  test.each(ENDS)('it is not gone, and is when it %s, for who has a /proc and for who has none', async (_, ends) => {
    const { thread, id } = await entered({ prelude: noProc });
    const [native, file] = nativeOf(id);
    expect(native).toBeGreaterThanOrEqual(FIRST_FILE);
    expect(native).toBeLessThan(FIRST_UNSEEN);
    expect(fs.fstatSync(file - 1).mtimeMs / 1000).toBe(native);
    const [other] = await threads(1, { prelude: noProc });
    expect([probe(id), await asks(other!, id, 300)]).toEqual([false, false]);
    await ends(thread);
    await thread.exited;
    expect(await asks(other!, id, 5000)).toBe(true);
    expect(probe(id)).toBe(true);
  });

  test('it is not gone while it computes, or blocks, or exits; nor is the main thread, nor who asks', async () => {
    const state = sharedWords();
    const all = [await entered({ prelude: noProc }), await entered({ prelude: noProc }), await entered({ prelude: noProc })];
    const [computes, blocks, exits] = all.map(({ thread }) => thread);
    void computes!.run((_, state) => {
      Atomics.add(state, 1, 1);
      while (Atomics.load(state, 0) === 0);
    }, state);
    void blocks!.run((_, state) => {
      Atomics.add(state, 1, 1);
      Atomics.wait(state, 0, 0);
    }, state);
    void exits!.run((_, state) => {
      process.on('exit', () => {
        Atomics.add(state, 1, 1);
        Atomics.wait(state, 0, 0);
      });
      process.exit();
    }, state);
    await until('they are at it', () => state[1] === 3);
    expect(words[rowOf(all[2]!.id) + STATE]).toBe(ENDED);
    const [other] = await threads(1, { prelude: noProc });
    for (const id of [...all.map(({ id }) => id), threadId()]) {
      expect(probe(id)).toBe(false);
      expect(await asks(other!, id, 150)).toBe(false);
    }
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await until('who exits is gone', () => probe(all[2]!.id));
  });

  test('it is gone when another file has the number of its own', async () => {
    const { thread, id } = await entered({ prelude: noProc });
    const file = nativeOf(id)[1] - 1;
    await thread.terminate();
    const opened: number[] = [];
    try {
      do opened.push(fs.openSync('/dev/null', 'r'));
      while (!opened.includes(file) && opened.length < 1000);
      expect(opened).toContain(file);
      expect(probe(id)).toBe(true);
    } finally {
      for (const number of opened) fs.closeSync(number);
    }
  });

  test('it is not gone while nobody can look at files', async () => {
    const { thread, id } = await entered({ prelude: noProc });
    await thread.terminate();
    const stat = fs.fstatSync;
    for (const code of ['EACCES', 'EIO', undefined]) {
      fs.fstatSync = (() => {
        throw Object.assign(new Error('on purpose'), { code });
      });
      expect(probe(id), code).toBe(false);
    }
    fs.fstatSync = stat;
    expect(probe(id)).toBe(true);
  });

  test('which has no name, and is one for all tables', async () => {
    const { thread, id } = await entered({ prelude: noProc });
    const { words: others, handle } = smallTable(4);
    await enter(thread, handle);
    const opened = await thread.run(() => (globalThis as any).opened as string[]);
    expect(opened).toHaveLength(1);
    expect(opened[0]).toContain(tmpdir());
    expect(fs.existsSync(opened[0]!)).toBe(false);
    expect([others[rowOf(id, others) + CLAIM], others[rowOf(id, others) + START]]).toEqual(nativeOf(id));
  });

  test('and its row is used again when it is closed', async () => {
    const { words: small, table, handle } = smallTable(1);
    const first = await entered({ prelude: noProc }, handle);
    const [second] = await threads(1, { prelude: noProc });
    await expect(enter(second!, handle)).rejects.toThrow('thread table is full');
    await first.thread.terminate();
    const id = await enter(second!, handle);
    expect(rowOf(id, small)).toBe(rowOf(id, small));
    expect([probe(first.id, table), probe(id, table)]).toEqual([true, false]);
  });
});

test('where there is a /proc no file is opened', async () => {
  const prelude = (): void => {
    const fs = process.getBuiltinModule('node:fs');
    const open = fs.openSync as (...args: unknown[]) => unknown;
    fs.openSync = ((...args: unknown[]) => {
      if (/sync-\d/.test(String(args[0]))) (globalThis as any).opened = true;
      return open(...args);
    }) as never;
  };
  const { thread, id } = await entered({ prelude });
  expect(nativeOf(id)[0]).toBeLessThan(2 ** 23);
  expect(await thread.run(() => (globalThis as any).opened)).toBeUndefined();
});

test('one that has no /proc does not take those for dead who have one, nor does it see them end', async () => {
  const [other] = await threads(1, { prelude: noProc });
  const { thread, id } = await entered();
  expect(await asks(other!, id, 300)).toBe(false);
  await thread.terminate();
  expect(await asks(other!, id, 300)).toBe(false);
  // What others have seen it knows.
  expect(probe(id)).toBe(true);
  expect(await asks(other!, id, 300)).toBe(true);
});

describe('a thread that is not to be seen at all', () => {
  const PRELUDES = [
    ['for want of files', without('proc', 'files')],
    ['for want of rights', without('rights', 'files')],
    ['since times are not kept', without('proc', 'times')],
    ['since it is not Node', without('proc', 'node')],
  ] as const;

  test.each(PRELUDES)('%s: is not gone when it was terminated, since nobody knows', async (_, prelude) => {
    const { thread, id } = await entered({ prelude });
    expect(nativeOf(id)[0]).toBeGreaterThanOrEqual(FIRST_UNSEEN);
    expect(nativeOf(id)[1]).toBe(0);
    expect(probe(id)).toBe(false);
    await thread.terminate();
    expect(probe(id)).toBe(false);
  });

  test.each(PRELUDES)('%s: is gone when its row says so', async (_, prelude) => {
    const { thread, id } = await entered({ prelude });
    expect(probe(id)).toBe(false);
    void thread.run(() => process.exit(0));
    await thread.exited;
    expect(probe(id)).toBe(true);
  });

  test('has closed the file that was of no use', async () => {
    const { thread } = await entered({ prelude: without('proc', 'times') });
    const [opened, closed] = await thread.run(() => [(globalThis as any).opened as string[], (globalThis as any).closed as number]);
    expect([opened.length, closed]).toEqual([1, 1]);
  });

  test('for want of a file to read with, is known by its number alone', async () => {
    const prelude = (): void => {
      const fs = process.getBuiltinModule('node:fs');
      for (const name of ['readFileSync', 'openSync'] as const) {
        const real = fs[name] as (...args: unknown[]) => unknown;
        fs[name] = ((path: string, ...rest: unknown[]) => {
          if (/^.proc|sync-/.test(path)) throw Object.assign(new Error('on purpose'), { code: 'EMFILE' });
          return real(path, ...rest);
        }) as never;
      }
    };
    const { thread, id } = await entered({ prelude });
    expect(nativeOf(id)[0]).toBeLessThan(2 ** 23);
    expect(nativeOf(id)[1]).toBe(0);
    expect(probe(id)).toBe(false);
    await thread.terminate();
    expect(probe(id)).toBe(true);
  });
});
